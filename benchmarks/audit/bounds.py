"""What the audit trail may cost at most, and whether the figures of a run keep to it."""

from collections.abc import Iterable, Iterator

from benchmarks.audit.building import FOLLOWER
from benchmarks.audit.proving import SECTION as PROOFS
from benchmarks.audit.slowing import WITH
from benchmarks.figures import Figure, ratios
from benchmarks.reads.bounds import Verdict

LEAVES = 50_000
"""Leaves a second with which the tree is to grow at least."""
PROOF = 10.0
"""Milliseconds that a proof may take at most (99th percentile), however large the tree is."""
KEPT = 0.85
"""What share of their rate appends are to keep with all of the trail."""


def verdicts(figures: Iterable[Figure]) -> Iterator[Verdict]:
    """Every bound of the trail that these figures can tell of."""
    kept = list(figures)
    for figure in kept:
        if figure.by == FOLLOWER:
            bound = f"at least {LEAVES:,} leaves a second"
            yield Verdict(bound, figure.what, f"{figure.per_second:,.0f}", figure.per_second >= LEAVES)
        elif figure.section == PROOFS and figure.p99 is not None:
            what = f"{figure.what}, {figure.by.partition(', ')[2] or figure.by}"
            yield Verdict(f"a proof within {PROOF:.0f} ms (p99)", what, f"{figure.p99:.2f}", figure.p99 <= PROOF)
    for ratio in ratios(kept):
        if ratio.by == WITH:
            bound = f"at least {KEPT} times the rate of the {ratio.peer}"
            what = f"{ratio.what}, clients: {ratio.clients}"
            yield Verdict(bound, what, f"{ratio.times:.2f}", ratio.times >= KEPT)
