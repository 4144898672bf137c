"""How much of the read benchmarks is measured: for the page, while working, and the least so that none of it rots."""

from msgspec import Struct


class ReadSize(Struct, frozen=True, kw_only=True):
    """Bounds of one run.

    cases: cases in the register; base: how many of them are told by commands, the others are their copies
    grown: cases of the larger register, to see what growth costs; 0 for none
    seconds: length of each measurement; rounds: how often each contestant has its turn
    connections: HTTP connections at the same time
    installing: whether packages of a contestant are fetched when they are missing
    """

    cases: int
    base: int
    grown: int
    seconds: float
    rounds: int
    connections: int
    installing: bool = True


FULL = ReadSize(cases=50_000, base=2_500, grown=500_000, seconds=2, rounds=5, connections=16)
QUICK = ReadSize(cases=5_000, base=500, grown=0, seconds=2, rounds=1, connections=16)
SMALLEST = ReadSize(cases=240, base=120, grown=480, seconds=0.05, rounds=1, connections=2, installing=False)
SIZES = {"full": FULL, "quick": QUICK, "smallest": SMALLEST}
