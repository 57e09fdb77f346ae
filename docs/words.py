"""Owns how the docs say in words what a JSON Schema takes."""
