"""What the reads are to reach beside their peers, and whether the figures of a run do."""

from collections.abc import Iterable, Iterator

from msgspec import Struct

from benchmarks.figures import Figure, ratios
from benchmarks.reads.contestants import HANDWRITTEN, POSTGRAPHILE, REGISTER

FASTER = {POSTGRAPHILE: 1.3, HANDWRITTEN: 0.8}
"""How many times a peer's rate is wanted at least."""
SPREAD = 3.0
"""How many times the median the 99th percentile may be at most, with many connections."""
MEMORY = 200.0
"""Megabytes that one process may hold at most."""
GROWTH = 1.3
"""How many times the time of an answer ten times the cases may take at most."""


class Verdict(Struct, frozen=True):
    """One bound, for one question.

    bound: what is wanted; what: of which question; found: what was measured, as text; kept: whether that is enough
    """

    bound: str
    what: str
    found: str
    kept: bool


def verdicts(figures: Iterable[Figure]) -> Iterator[Verdict]:
    """Every bound that these figures can tell of."""
    kept = list(figures)
    for ratio in ratios(kept):
        least = FASTER.get(ratio.peer) if ratio.by == REGISTER else None
        if least is not None:
            bound = f"at least {least} times the rate of {ratio.peer}"
            yield Verdict(bound, ratio.what, f"{ratio.times:.2f}", ratio.times >= least)
        elif ratio.peer.startswith(f"{REGISTER}, "):
            what = f"{ratio.what}, {ratio.clients} connections"
            yield Verdict(
                f"at most {GROWTH} times the time after growth",
                what,
                f"{1 / ratio.times:.2f}",
                1 / ratio.times <= GROWTH,
            )
    for figure in kept:
        if figure.by == REGISTER and figure.memory is not None and figure.p50 and figure.p99:
            spread = figure.p99 / figure.p50
            yield Verdict(f"p99 at most {SPREAD} times p50", figure.what, f"{spread:.1f}", spread <= SPREAD)
    most = max((figure.memory or 0 for figure in kept if figure.by == REGISTER), default=0)
    if most:
        yield Verdict(f"a process below {MEMORY:.0f} MB", "after all of the load", f"{most:.0f} MB", most < MEMORY)


def told(found: Iterable[Verdict]) -> str:
    """The verdicts as text for a terminal."""
    return "\n".join(f"{'ok ' if v.kept else 'NOT'}  {v.found:>7}  {v.bound}: {v.what}" for v in found)
