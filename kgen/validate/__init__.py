"""Owns `kgen validate`: everything that can be known of projects and their objects without asking a cluster."""

from collections.abc import Mapping, Sequence
from datetime import date

from kgen.artifact import Object
from kgen.diagnostics import Diagnostic, sort
from kgen.validate.objects import Cluster, chart
from kgen.validate.project import Written, cluster_of, judge, written_objects
from kgen.validate.workspace import Subject, check_hosts

__all__ = ["Subject", "validate"]


def validate(
    subjects: Sequence[Subject], today: date, around: Sequence[Subject] = (), *, complete: bool = True
) -> tuple[Diagnostic, ...]:
    """What is wrong with projects, what their compilation found included, sorted.

    `around` are other projects of the workspace, which are looked at but not judged. `complete` says that every
    environment was compiled, so that an exception which accepts nothing is really idle. Raises KgenError where the
    extra `validate` is not installed.
    """
    written = {
        (subject.frontend.path, name): written_objects(compiled)
        for subject in (*subjects, *around)
        for name, compiled in subject.compilation.environments.items()
    }
    clusters = _clusters((*subjects, *around), written)
    found = list(check_hosts(subjects, around))
    for subject in subjects:
        found.extend(subject.compilation.diagnostics)
        own = {name: written[subject.frontend.path, name] for name in subject.compilation.environments}
        found.extend(judge(subject, own, clusters, today, complete=complete))
    return sort(found)


def _clusters(subjects: Sequence[Subject], written: Mapping[tuple[str, str], Written]) -> dict[str, Cluster]:
    """All that is known of each cluster."""
    items: dict[str, list[Object]] = {}
    for subject in subjects:
        for name in subject.compilation.environments:
            found = items.setdefault(cluster_of(subject.frontend, name), [])
            found.extend(each for _, each in written[subject.frontend.path, name])
    return {cluster: chart(found) for cluster, found in items.items()}
