"""The authority matrix as data and as a page: every command, its paragraph and who may give it, where.

The page docs/authority.md is printed from the deciders (`python -m domain.matrix`), never written by hand.
"""

import sys
from collections.abc import Iterator

import domain.kinds  # noqa: F401  (completes the register of commands)
from domain.capacity import Capacity
from domain.decider import Decider, deciders
from domain.message import summary
from domain.regulation import cite
from domain.value import Value

COLUMNS = tuple(c for c in Capacity if c not in (Capacity.AUDITOR, Capacity.INTEGRATOR, Capacity.MIGRATION))


class Line(Value):
    """One command in the matrix.

    command: its name
    meaning: its first sentence
    kind: the kind of record it concerns
    paragraph: where its power is given
    holders: the capacities that hold the power
    territory: whether office-bound capacities need the record's own office
    himself: whether officials may also use it on themselves
    """

    command: str
    meaning: str
    kind: str
    paragraph: str
    holders: tuple[Capacity, ...]
    territory: bool
    himself: bool


def matrix() -> Iterator[Line]:
    """Every command, by kind of record and name."""
    for decider in sorted(deciders().values(), key=_order):
        yield Line(
            command=decider.command.__name__,
            meaning=summary(decider.command),
            kind=decider.kind.name,
            paragraph=decider.power.paragraph,
            holders=decider.power.holders,
            territory=decider.power.territory,
            himself=decider.himself is not None,
        )


def _order(decider: Decider) -> tuple[str, str]:
    return decider.kind.name, decider.command.__name__


def page() -> Iterator[str]:
    """The matrix as Markdown."""
    yield "# Who may do what"
    yield ""
    yield "Printed from the commands by `python -m domain.matrix`; a test keeps it true."
    yield ""
    yield "- ✔ holds the power everywhere, or for the own office where the capacity is bound to one"
    yield "- § holds it where a delegation in force names the paragraph (¶18)"
    yield "- ⌂ marks powers that office-bound capacities have for records of the own office only"
    yield "- ☺ marks acts that officials may also do on themselves"
    kind = ""
    for line in matrix():
        if line.kind != kind:
            kind = line.kind
            yield ""
            yield f"## {kind.capitalize()}"
            yield ""
            yield "| Command | Meaning | Power | " + " | ".join(c.heading for c in COLUMNS) + " |"
            yield "| --- | --- | --- |" + " --- |" * len(COLUMNS)
        marks = " ⌂" * line.territory + " ☺" * line.himself
        cells = " | ".join(_cell(line, c) for c in COLUMNS)
        yield f"| `{line.command}`{marks} | {line.meaning} | {cite(line.paragraph)} | {cells} |"


def _cell(line: Line, capacity: Capacity) -> str:
    if capacity not in line.holders:
        return ""
    return "§" if capacity is Capacity.DEPUTY_HEAD_DELEGATED else "✔"


if __name__ == "__main__":
    sys.stdout.write("\n".join(page()) + "\n")
