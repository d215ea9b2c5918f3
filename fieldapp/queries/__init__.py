"""The questions: everything a page or a phone may read, already limited to the asking user."""
