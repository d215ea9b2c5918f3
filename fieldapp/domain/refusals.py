"""How a rule says no: a sentence for the person and a code for the phone; nothing else lives here."""

from __future__ import annotations


class Refused(Exception):
    """A rule said no and nothing was changed.

    `code` is stable and for programs; `sentence` is for the person and says what to do next.
    """

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(sentence)
        self.code = code
        self.sentence = sentence


class Invalid(Exception):
    """What was typed cannot be right; its writer may correct it. `fields` maps a field's name to its sentences."""

    def __init__(self, fields: dict[str, list[str]]) -> None:
        super().__init__("; ".join(sentence for sentences in fields.values() for sentence in sentences))
        self.fields = fields
