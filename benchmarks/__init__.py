"""Owns the measurements of kgen and its peers on the same work."""
