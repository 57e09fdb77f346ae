"""Owns the replacement of an output folder, which is wholly old or wholly new however the build ends.

Nothing is flushed to the device: the promise covers the death of the process at any moment, not a loss of power.
Flushing every file takes many times longer than writing it, and the files hold nothing that is not in the inputs:
`kgen check` names what a loss of power has damaged, and a build after its removal makes it again.
"""

import errno
import os
from collections.abc import Callable, Collection, Iterable, Mapping
from contextlib import suppress
from typing import Literal, NamedTuple

from kgen.output.error import explain_os_errors
from kgen.output.exchange import exchange
from kgen.output.files import carry, create, make_folders
from kgen.output.folder import StrPath, Target, first_part, require_ours, resolve
from kgen.output.lock import hold
from kgen.output.plan import Change, Plan, make_plan
from kgen.output.stage import open_stage, sweep

# What is wholly old or wholly new at every instant: the output folder, each folder in it, or each file.
Guarantee = Literal["folder", "environment", "file"]

# Errors that speak against one way and not against the next: the folder is a mount point (EBUSY, EXDEV) or comes from
# a lower layer of an overlay (EXDEV), its file system (EINVAL, ENOTSUP) or the platform (ENOSYS) has no exchange, or
# kgen may write into it but not beside it (EACCES, EPERM, EROFS).
_LESSER = frozenset(
    {
        errno.EACCES,
        errno.EBUSY,
        errno.EINVAL,
        errno.ENOSYS,
        errno.ENOTSUP,
        errno.EOPNOTSUPP,
        errno.EPERM,
        errno.EROFS,
        errno.EXDEV,
    }
)


class Written(NamedTuple):
    """What a build did to each file, sorted by path, and the guarantee under which it did."""

    changes: tuple[Change, ...]
    guarantee: Guarantee


def write(
    out: StrPath,
    files: Mapping[str, bytes],
    keep: Collection[str] = (),
    inputs: Collection[StrPath] = (),
    *,
    swept: bool = False,
) -> Written:
    """Make `files` the content of the folder `out`, and leave it alone when they are already.

    `files` maps relative paths (`production/deployment.yml`) to bytes that begin with HEADER_PREFIX. Folders in `out`
    that `keep` names (environments not built) stay as they are; every other file of kgen's is removed. Unchanged files
    keep their times and modes, written ones get 0644. `inputs` are files that `out` must not hold. With `swept` the
    folder that holds `out` is not searched for what killed builds have left: of many writes beside each other the first
    does so for all.

    Another build of the same folder is waited for, up to a minute. Raises OutputError before anything is changed; only
    when the guarantee has sunk to `environment` or `file` may some of these be new after an error.
    """
    with explain_os_errors("write", os.fspath(out)):
        target = resolve(out, inputs)
        while True:
            written = _write(target, files, keep, swept=swept)
            if written is not None:
                return written


def _write(target: Target, files: Mapping[str, bytes], keep: Collection[str], *, swept: bool) -> Written | None:
    """None when the folder, missing at first, came into being meanwhile."""
    if not swept:
        sweep(os.path.dirname(target.folder))
    with hold(target.folder) as exists:
        if exists:
            sweep(target.folder)
        plan = _plan(target, files, keep)
        if not (plan.written or plan.removed or plan.empty):
            return Written(plan.changes, "folder")
        if exists:
            return Written(plan.changes, _replace(target, files, keep, plan))
    return Written(plan.changes, "folder") if _create(target, files) else None


def _plan(target: Target, files: Mapping[str, bytes], keep: Collection[str]) -> Plan:
    plan = make_plan(target, files, keep)
    require_ours(target, plan.paths("changed"))
    return plan


def _create(target: Target, files: Mapping[str, bytes]) -> bool:
    """Bring a missing folder into being, unless another build has: that no lock guards what is missing does no harm."""
    with open_stage(os.path.dirname(target.folder)) as stage:
        _fill(stage, target, files, sorted(files), ())
        try:
            os.rename(stage, target.folder)
        except OSError as error:
            if error.errno not in (errno.EEXIST, errno.ENOTEMPTY):
                raise
            return False
    return True


def _replace(target: Target, files: Mapping[str, bytes], keep: Collection[str], plan: Plan) -> Guarantee:
    """Replace an existing folder under the best guarantee that its file system gives."""
    for guarantee, replace in _WAYS[:-1]:
        try:
            replace(target, files, plan)
        except OSError as error:
            if error.errno not in _LESSER:
                raise
        else:
            return guarantee
        # Some environments may be new by now.
        plan = _plan(target, files, keep)
    guarantee, replace = _WAYS[-1]
    replace(target, files, plan)
    return guarantee


def _exchange_folder(target: Target, files: Mapping[str, bytes], plan: Plan) -> None:
    with open_stage(os.path.dirname(target.folder)) as stage:
        _fill(stage, target, files, plan.written, plan.carried)
        exchange(stage, target.folder)


def _exchange_environments(target: Target, files: Mapping[str, bytes], plan: Plan) -> None:
    # The stage lies within the folder, because what is beside a mount point cannot be renamed into it.
    changed = {first_part(path) for path in (*plan.written, *plan.removed, *plan.empty)}
    with open_stage(target.folder) as stage:
        _fill(stage, target, files, plan.written, (path for path in plan.carried if first_part(path) in changed))
        for name in sorted(changed):
            _trade(f"{stage}/{name}", f"{target.folder}/{name}")


def _trade(new: str, old: str) -> None:
    if not os.path.lexists(new):
        os.rename(old, new)
    elif not os.path.lexists(old):
        os.rename(new, old)
    else:
        exchange(new, old)


def _replace_files(target: Target, files: Mapping[str, bytes], plan: Plan) -> None:
    with open_stage(target.folder) as stage:
        _fill(stage, target, files, plan.written, ())
        # What goes makes room first: a folder may be named as a file was.
        for path in plan.removed:
            os.unlink(f"{target.folder}/{path}")
        for folder in sorted({*plan.empty, *map(os.path.dirname, plan.removed)}, reverse=True):
            # Ends at the first folder that holds anything, at the latest at the output folder, which holds the stage.
            with suppress(OSError):
                os.removedirs(f"{target.folder}/{folder}")
        for path in plan.written:
            make_folders(os.path.dirname(f"{target.folder}/{path}"))
            os.replace(f"{stage}/{path}", f"{target.folder}/{path}")


def _fill(
    stage: str, target: Target, files: Mapping[str, bytes], written: Iterable[str], carried: Iterable[str]
) -> None:
    for path in written:
        make_folders(os.path.dirname(f"{stage}/{path}"))
        create(f"{stage}/{path}", files[path])
    for path in carried:
        make_folders(os.path.dirname(f"{stage}/{path}"))
        carry(f"{target.folder}/{path}", f"{stage}/{path}")


_WAYS: tuple[tuple[Guarantee, Callable[[Target, Mapping[str, bytes], Plan], None]], ...] = (
    ("folder", _exchange_folder),
    ("environment", _exchange_environments),
    ("file", _replace_files),
)
