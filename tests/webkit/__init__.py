"""Tests of tests/browser again in WebKitGTK, Safari's engine; each is marked `browser` and `webkit` by its folder."""
