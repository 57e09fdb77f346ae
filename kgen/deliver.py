"""Owns the last step of a run: the files of compiled projects are written, or compared with what is on disk."""

import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from kgen import output
from kgen.compiled import Compiled, Order
from kgen.destination import explain_refusals
from kgen.output import Drift, Written
from kgen.recall import Memory
from kgen.workspace import DiskWorkspace


class Delivery(NamedTuple):
    """A project and where its files belong; of the folder `kept` stays as it is, and it may hold no `inputs`."""

    compiled: Compiled
    folder: str
    kept: tuple[str, ...]
    inputs: tuple[str, ...]


class Compared(NamedTuple):
    """The paths of the files that the folder should hold, and those of them and others that it does not hold so."""

    files: tuple[str, ...]
    drifts: tuple[Drift, ...]


def write_each(order: Order, deliveries: Sequence[Delivery]) -> Iterator[Written | None]:
    """Writes each project that has no error."""
    # A search beside each of n folders in one folder would take n times n steps.
    swept: set[str] = set()
    for one in deliveries:
        if one.compiled.failed:
            yield None
            continue
        with explain_refusals():
            beside = os.path.dirname(os.path.abspath(one.folder))
            files = _files(order, one.compiled)
            yield output.write(one.folder, files, one.kept, one.inputs, swept=beside in swept)
            swept.add(beside)


def compare_each(order: Order, deliveries: Sequence[Delivery]) -> Iterator[Compared]:
    """Compares each project that has no error; writes nothing."""
    for one in deliveries:
        files = {} if one.compiled.failed else _files(order, one.compiled)
        with explain_refusals():
            drifts = () if one.compiled.failed else output.compare(one.folder, files, one.kept)
        yield Compared(tuple(sorted(files)), drifts)


def _files(order: Order, compiled: Compiled) -> Mapping[str, bytes]:
    if compiled.files or compiled.key is None:
        return compiled.files
    known = Memory(order, DiskWorkspace(Path(order.root), order.given)).files(compiled.key)
    if known is not None:
        return known
    from kgen.compile_order import compile_in_turn  # noqa: PLC0415 - only where the cache was emptied meanwhile

    [again] = compile_in_turn(order._replace(keep=True), (compiled.path,))
    return again.files
