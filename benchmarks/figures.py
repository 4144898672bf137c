"""Figures and how they are shown: as a table beside their peers, as JSON, as the page docs/benchmarks.md."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from statistics import quantiles

from msgspec import Struct


class Figure(Struct, frozen=True, kw_only=True):
    """One measurement.

    section: which part of the run
    what: what was asked or written; figures of the same `what` and `clients` stand beside each other
    by: who did it
    clients: processes or connections at the same time
    unit: what was counted
    per_second: how many of these a second, over the whole measurement
    p50, p99: time of one operation in milliseconds, median and 99th percentile; None where none was taken
    peer: whether this is not the register but what it is compared with
    memory: megabytes that the server's process held in memory afterwards, where that was looked at
    note: what must be known to read the figure
    """

    section: str
    what: str
    by: str
    clients: int
    unit: str
    per_second: float
    p50: float | None = None
    p99: float | None = None
    peer: bool = False
    memory: float | None = None
    note: str = ""


class Ratio(Struct, frozen=True, kw_only=True):
    """How many times a peer's rate the register reached, in the same run with as many clients."""

    what: str
    clients: int
    by: str
    peer: str
    times: float


def percentiles(seconds: Sequence[float]) -> tuple[float, float]:
    """Median and 99th percentile, in milliseconds, of durations in seconds."""
    if len(seconds) < 2:
        only = seconds[0] * 1e3 if seconds else float("nan")
        return only, only
    cuts = quantiles(seconds, n=100, method="inclusive")
    return cuts[49] * 1e3, cuts[98] * 1e3


def beside(figures: Iterable[Figure]) -> Iterator[list[Figure]]:
    """Figures that are to be compared with each other, in the order in which they were measured."""
    kept = list(figures)
    order = {key: place for place, key in enumerate(dict.fromkeys(map(_comparison, kept)))}
    kept.sort(key=lambda figure: order[_comparison(figure)])
    for _, group in groupby(kept, key=_comparison):
        yield list(group)


def ratios(figures: Iterable[Figure]) -> list[Ratio]:
    return [
        Ratio(what=ours.what, clients=ours.clients, by=ours.by, peer=peer.by, times=ours.per_second / peer.per_second)
        for group in beside(figures)
        for ours in group
        if not ours.peer
        for peer in group
        if peer.peer and peer.per_second
    ]


COLUMNS = ("measured", "by", "clients", "a second", "p50 ms", "p99 ms", "times the peer's rate", "note")


def lines(group: Sequence[Figure]) -> Iterator[tuple[str, ...]]:
    """One line of the table for each figure of a group, texts of `COLUMNS`."""
    compared = ratios(group)
    for figure in group:
        times = [f"{_times(ratio.times)} {ratio.peer}" for ratio in compared if ratio.by == figure.by]
        yield (
            figure.what,
            figure.by,
            str(figure.clients),
            f"{_rounded(figure.per_second)} {figure.unit}",
            _milliseconds(figure.p50),
            _milliseconds(figure.p99),
            "; ".join(times),
            figure.note,
        )


def sections(figures: Sequence[Figure]) -> Iterator[tuple[str, list[tuple[str, ...]]]]:
    """The table, section by section."""
    for name in dict.fromkeys(figure.section for figure in figures):
        of_section = (figure for figure in figures if figure.section == name)
        yield name, [line for group in beside(of_section) for line in lines(group)]


def table(figures: Sequence[Figure]) -> str:
    """The figures as text for a terminal."""
    shown = list(sections(figures))
    lines_of_all = [COLUMNS, *(line for _, rows in shown for line in rows)]
    widths = [max(map(len, column)) for column in zip(*lines_of_all, strict=True)]
    parts = []
    for name, rows in shown:
        parts += ["", name, _padded(COLUMNS, widths), *(_padded(row, widths) for row in rows)]
    return "\n".join(parts[1:])


def markdown(figures: Sequence[Figure]) -> str:
    """The figures as tables of a page."""
    parts = []
    for name, rows in sections(figures):
        parts += [f"## {name}", "", _cells(COLUMNS), _cells(["---"] * 2 + ["---:"] * 4 + ["---"] * 2)]
        parts += [*(_cells(row) for row in rows), ""]
    return "\n".join(parts)


def _comparison(figure: Figure) -> tuple[str, str, int]:
    return figure.section, figure.what, figure.clients


def _padded(cells: Sequence[str], widths: Sequence[int]) -> str:
    right = {2, 3, 4, 5}
    padded = (
        cell.rjust(width) if place in right else cell.ljust(width)
        for place, (cell, width) in enumerate(zip(cells, widths, strict=True))
    )
    return "  ".join(padded).rstrip()


def _cells(cells: Iterable[str]) -> str:
    return "| " + " | ".join(cells) + " |"


def _rounded(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.1f}"


def _milliseconds(value: float | None) -> str:
    return "" if value is None else f"{value:.2f}"


def _times(value: float) -> str:
    return f"{value:.2f}×"
