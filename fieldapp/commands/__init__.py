"""The verbs of the trade: a file each, and perform(), by which alone they change anything."""
