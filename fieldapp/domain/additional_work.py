"""What the landlord's review of additional work may find, and how each is said (C7)."""

from __future__ import annotations

OWED, CLEAR, ISSUE = "owed", "clear", "issue"
REVIEW_WORDS = {
    OWED: "The additional work waits for the landlord’s review. The order can be invoiced once that finds no issue.",
    CLEAR: "The landlord found no issue with the additional work: it can be invoiced.",
    ISSUE: (
        "The landlord found an issue with the additional work: the notes say what. The contractor answers with a note,"
        " and the landlord reviews it again: once that finds no issue the order can be invoiced."
    ),
}
# Where a variation waits nothing is reviewed until it is decided.
AFTERWARDS = {
    OWED: "The landlord reviews the additional work after that. The order can be invoiced once that finds no issue.",
    ISSUE: (
        "The landlord found an issue with the additional work: the notes say what. The landlord reviews it again after"
        " that: once no issue is found the order can be invoiced."
    ),
}
# Until a review finds no issue the order is neither invoiced nor paid.
UNCLEARED = (OWED, ISSUE)
