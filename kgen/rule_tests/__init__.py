"""Owns the tests of rules: made-up series, what alerts make of them, and the file by which promtool proves it."""

from kgen.rule_tests.document import RuleTests, Watched, write_tests

__all__ = ["RuleTests", "Watched", "write_tests"]
