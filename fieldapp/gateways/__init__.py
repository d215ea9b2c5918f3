"""THE OUTSIDE: storage, mail, housing. A leaf: nothing here knows a table, a rule of the work or a page."""
