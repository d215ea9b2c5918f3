"""Starts a program under limits on a file's bytes, and gives what it wrote; which program, its callers know."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import BinaryIO

PROGRAMS = Path(__file__).resolve().parent.parent
NOTHING: Mapping[str, str] = MappingProxyType({})


class Died(Exception):
    """It gave no verdict: out of time, killed, or no room for its output. Another attempt may go well.

    `said` is what it had written when it was killed for what it took.
    """

    def __init__(self, words: str = "", said: bytes = b"") -> None:
        super().__init__(words)
        self.said = said


def confined(
    program: str, *arguments: str, data: BinaryIO, seconds: float, processor: int = 5, env: Mapping[str, str] = NOTHING
) -> bytes:
    """What a program writes to standard output: one of `fieldapp/`, or one of the machine by its whole path.

    It has `seconds`, and `processor` seconds of a processor. Raises Died where it came to no end of its own.
    """
    command = launched(program, *arguments, processor=processor)
    try:
        done = subprocess.run(command, stdin=data, capture_output=True, timeout=seconds, check=True, env=dict(env))
    except subprocess.CalledProcessError as error:
        raise Died(str(error), error.stdout if error.returncode < 0 else b"") from error
    except subprocess.TimeoutExpired as error:
        raise Died(str(error)) from error
    return done.stdout


def launched(program: str, *arguments: str, processor: int) -> list[str]:
    """How it is started: neither the environment nor the current folder decides what it imports."""
    return [
        sys.executable, "-I", str(PROGRAMS / "confined.py"), str(processor), str(PROGRAMS / program), *arguments,
    ]  # fmt: skip
