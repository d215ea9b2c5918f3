"""What the landlord's review of additional work may find, and how each is said (C7)."""

from __future__ import annotations

OWED, CLEAR, ISSUE = "owed", "clear", "issue"
REVIEW_WORDS = {
    OWED: "The additional work waits for the landlord’s review. The order can be invoiced once that finds no issue.",
    CLEAR: "The landlord found no issue with the additional work: it can be invoiced.",
    ISSUE: "The landlord found an issue with the additional work, so the order cannot be invoiced yet: read the notes.",
}
# Until a review finds no issue the order is neither invoiced nor paid.
UNCLEARED = (OWED, ISSUE)
