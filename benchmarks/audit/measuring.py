"""All that is measured of the audit trail, part by part, each in databases of its own."""

from collections.abc import Callable, Iterable, Iterator
from typing import Final

from benchmarks.arena import Arena
from benchmarks.audit.archiving import archiving
from benchmarks.audit.building import building
from benchmarks.audit.proving import proving
from benchmarks.audit.sealing import sealing
from benchmarks.audit.sizes import TEMPLATE, AuditSize
from benchmarks.audit.slowing import slowing
from benchmarks.audit.standing import standing
from benchmarks.figures import Figure

PARTS: Final[dict[str, Callable[[Arena, AuditSize], Iterator[Figure]]]] = {
    "building": building,
    "proving": proving,
    "slowing": slowing,
    "standing": standing,
    "archiving": archiving,
    "sealing": sealing,
}


def audit(arena: Arena, size: AuditSize, parts: Iterable[str] = PARTS) -> Iterator[Figure]:
    """The figures of these parts, in the order in which they are named."""
    arena.database(TEMPLATE)
    for part in parts:
        yield from PARTS[part](arena, size)
