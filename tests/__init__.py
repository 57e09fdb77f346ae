"""Owns the tests of kgen."""
