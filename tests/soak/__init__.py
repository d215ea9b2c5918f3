"""The soak of the offline promises: everything at once, at random, from a seed, and a judge who counts."""
