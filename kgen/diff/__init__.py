"""Owns comparisons: what a change does to the objects of an environment, and how environments differ.

Objects are compared, not text: field by field, each change with what it does to what is running.
"""
