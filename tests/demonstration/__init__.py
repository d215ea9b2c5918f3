"""The demonstration: its files, and loading them."""
