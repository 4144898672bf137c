"""How much of the audit benchmarks is measured: for the page, while working, and the least so that none of it rots."""

from msgspec import Struct

TEMPLATE = "audit"
"""The migrated database of which each part takes a copy."""


class AuditSize(Struct, frozen=True, kw_only=True):
    """Bounds of one run.

    events: events over which the tree is built
    trees: leaves of the generated trees from which proofs are taken, smallest first
    proofs: proofs that are taken from each of them
    seconds: length of each measurement of appends; rounds: how often each way has its turn
    clients: how many processes append at the same time, one measurement for each
    standing: events of the register whose past is asked; asked: how many moments
    """

    events: int
    trees: tuple[int, ...]
    proofs: int
    seconds: float
    rounds: int
    clients: tuple[int, ...]
    standing: int
    asked: int


FULL = AuditSize(
    events=300_000,
    trees=(10_000, 1_000_000, 10_000_000),
    proofs=1_000,
    seconds=2,
    rounds=12,
    clients=(1, 2, 4),
    standing=1_000_000,
    asked=40,
)
QUICK = AuditSize(
    events=50_000, trees=(10_000, 1_000_000), proofs=200, seconds=1, rounds=3, clients=(2,), standing=20_000, asked=20
)
SMALLEST = AuditSize(events=600, trees=(300, 700), proofs=5, seconds=0.1, rounds=1, clients=(2,), standing=700, asked=1)
SIZES = {"full": FULL, "quick": QUICK, "smallest": SMALLEST}
