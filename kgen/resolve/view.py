"""Owns what all panels of a dashboard have in common: which namespaces they show, and how series are told apart."""

from typing import NamedTuple

from kgen import promql

RATE = "[$__rate_interval]"
"""The range of every rate: Grafana makes it four scrapes long, or longer where the screen shows no more."""

NAMESPACE = promql.matches("namespace", "$namespace")
SCRAPED = (NAMESPACE, promql.matches("job", "$job"), promql.matches("instance", "$instance"))
"""Matchers of series that Prometheus scraped from the project's pods."""


class View(NamedTuple):
    """`namespaces` are those of the environment and, where it is one of a canary pair, of its counterparts."""

    namespaces: tuple[str, ...]

    def by(self, *labels: str) -> str:
        """The labels to keep in an aggregation, `namespace` first where there are several."""
        kept = (*(("namespace",) if len(self.namespaces) > 1 else ()), *labels)
        return f" by ({', '.join(kept)})" if kept else ""

    def legend(self, text: str) -> str:
        """The name of a series, with its namespace where there are several."""
        return f"{{{{namespace}}}} {text}" if len(self.namespaces) > 1 else text
