"""Tests of the gateways: storage, originals and the decoder."""
