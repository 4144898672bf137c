"""The values of a question: those known when its statement is written, and those that only an asking brings.

A variable that can only ever be compared (a number, an id, a word in a filter) is bound late, so that one plan
serves every value of it.
"""

from dataclasses import dataclass, field
from datetime import date
from enum import Enum, auto
from itertools import count
from typing import Any, Final

from domain.text import Language
from graphql_api.tables import Clause, table
from projections.rows import Row


class Late(str):
    """A variable whose value comes with each asking; `variable` is its name."""

    __slots__ = ("variable",)
    variable: str

    def __new__(cls, variable: str) -> "Late":
        made = super().__new__(cls, f"\x00{variable}")
        made.variable = variable
        return made

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Late) and other.variable == self.variable

    def __hash__(self) -> int:
        return hash((Late, self.variable))


@dataclass(frozen=True)
class OfTheCaller:
    """A value that the caller's situation gives."""

    name: str


LARGEST: Final = 400
"""Tables and lists that one statement reads at most: each takes PostgreSQL 0.1 to 1.6 ms to plan, by its policies.

A record of any kind below a record of any kind is a sub-select for each pair of kinds: two levels take some 130, and
what is small to write and to answer would grow tenfold with each further one.
"""


class Why(Enum):
    """Why no statement answers a root field."""

    UNTOLD = auto()
    """A field does not tell what it reads."""
    CONTENTS = auto()
    """Contents are searched: whether a reason is needed first depends on who asks."""
    INSTANTS = auto()
    """Rows are ordered by an instant, which a cursor writes otherwise than the database."""
    TOO_LARGE = auto()
    """The statement would read more than LARGEST tables and lists."""


class NotTold(Exception):
    """The ordinary executor answers a root field."""

    def __init__(self, why: Why = Why.UNTOLD) -> None:
        super().__init__(why)
        self.why = why


TODAY: Final = OfTheCaller("today")
OFFICIAL: Final = OfTheCaller("official")


@dataclass
class Question:
    """One statement being written: its parameters and its aliases."""

    language: Language
    parameters: list[Any] = field(default_factory=list)
    tables: set[type[Row]] = field(default_factory=set)
    followed: list[tuple[type[Row] | None, type[Row]]] = field(default_factory=list)
    """From the rows of which table to those of which other one a field leads, once for each field."""
    today: Any = TODAY
    official: Any = OFFICIAL

    def __post_init__(self) -> None:
        self._aliases = count(1)

    def alias(self, letter: str) -> str:
        """A name that no other table of the statement has. Raises NotTold."""
        number = next(self._aliases)
        if number > LARGEST:
            raise NotTold(Why.TOO_LARGE)
        return f"{letter}{number}"

    def table(self, row: type[Row]) -> str:
        """A table that the statement reads."""
        self.tables.add(row)
        return table(row)

    def bind(self, value: Any) -> str:
        """A placeholder for a value; equal values share one."""
        for at, known in enumerate(self.parameters, 1):
            if type(known) is type(value) and known == value:
                return f"${at}"
        self.parameters.append(value)
        return f"${len(self.parameters)}"

    def bound(self, clause: Clause) -> str:
        """A clause with `%s` placeholders in this statement's own."""
        first, *rest = clause.sql.split("%s")
        return first + "".join(self.bind(v) + text for v, text in zip(clause.parameters, rest, strict=True))


def written(value: Any) -> str | None:
    """A value as PostgreSQL reads it from text."""
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list | tuple):
        return "{" + ",".join(_element(item) for item in value) + "}"
    return value.isoformat() if isinstance(value, date) else str(value)


def _element(value: Any) -> str:
    text = written(value)
    return "NULL" if text is None else '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
