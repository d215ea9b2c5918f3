"""Tests of the door for operators."""
