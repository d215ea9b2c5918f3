"""The door for phones and machines."""
