"""Tests tell what a person does and sees, through the same door; one file mirrors one file of the application."""
