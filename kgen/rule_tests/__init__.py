"""Owns the tests of rules: made-up series, what alerts make of them, and the files by which promtool proves it."""

from kgen.rule_tests.files import RULES, TESTS, rule_test_files

__all__ = ["RULES", "TESTS", "rule_test_files"]
