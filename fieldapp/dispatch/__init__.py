"""THE WAY OUT: does what commands have written down to be done, after the commit, with retries; any number may run."""
