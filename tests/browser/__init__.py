"""Tests in a real browser, against a live server; each is marked `browser` by its folder."""
