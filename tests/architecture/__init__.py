"""Tests about the code base itself: its one direction, its names, its sizes; each rule is also seen to fail."""
