"""Finds containers that can write into their image."""

from collections.abc import Iterator

from kgen.validate.field import get
from kgen.validate.objects import Objects
from kgen.validate.rule import WARNING, Finding, Rule

RULE = Rule(
    code="KG719",
    name="writable-root",
    severity=WARNING,
    summary="The root file system of a container is writable.",
    explanation="Who gets into a container cannot leave anything behind in one that is read-only. What has to be "
    "written goes into a volume, as `/tmp` into an `emptyDir`.",
    help="write `readOnlyRootFilesystem: true`, and mount an `emptyDir` where the program writes",
    good="securityContext: {readOnlyRootFilesystem: true}",
    bad="securityContext: {readOnlyRootFilesystem: false}",
    mend="securityContext.readOnlyRootFilesystem",
)


def check(objects: Objects) -> Iterator[Finding]:
    for container in objects.containers():
        if get(container.fields, "securityContext", "readOnlyRootFilesystem") is not True:
            path = (*container.path, "securityContext", "readOnlyRootFilesystem")
            yield Finding(container.owner, path, "the root file system is writable")
