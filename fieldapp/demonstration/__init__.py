"""The demonstration: invented landlords, homes and people, and weeks of work done by the real commands."""
