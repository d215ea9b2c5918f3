"""The landlord's policy, changed as a whole."""

from __future__ import annotations

from fieldapp.commands.settings.keeping import Changed, Keeping, version_of
from fieldapp.domain.asking import differences, read
from fieldapp.domain.policies import Policy
from fieldapp.domain.policy_words import ASKED
from fieldapp.domain.refusals import Invalid


def version(policy: Policy) -> str:
    """The version that the form carries."""
    return version_of(policy.to_mapping())


def change(keeping: Keeping) -> Changed:
    """Change what differs; a value out of its range is refused at its field. Rules: O1."""
    policy = keeping.landlord.policy
    keeping.expect("policy", version(policy))
    values, faults = read(ASKED, keeping.typed)
    if faults:
        raise Invalid(faults)
    keeping.landlord.stored_policy = Policy.from_mapping(values).to_mapping()
    return Changed(thing="policy", name="Policies", fields=differences(ASKED, policy.to_mapping(), values))
