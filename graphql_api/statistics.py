"""Statistics of complaints by up to four dimensions, as known now or on a day, with the very cases behind each figure.

What the caller may see is counted exactly, under the same row-level security as every list. The whole country is
counted by a function of the database that protects small figures before they leave it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import product
from typing import Annotated, Any, Final

import msgspec
import strawberry
from strawberry import UNSET

from domain.complaints.vocabulary import Finding, Status
from domain.identifiers import Position
from domain.numbers import Series
from domain.offices.directory import DIRECTORY
from graphql_api.context import Info
from graphql_api.errors import ErrorCode, Fault
from graphql_api.filters import Filter
from graphql_api.inputs import enum_type
from graphql_api.tables import Clause, quoted, sql_type, table
from graphql_api.types.statistics import (
    Statistics,
    StatisticsCell,
    StatisticsCoverage,
    StatisticsDimension,
    StatisticsValue,
)
from projections.rows import columns
from projections.statistics import ComplaintFactRow
from projections.statistics.country import DIMENSIONS, MOST_DIMENSIONS, THRESHOLD
from projections.statistics.definition import DEFINITION

MOST: Final = 1_000
"""Cells of one answer at most."""


_ENUMERATED: Final[dict[StatisticsDimension, type[StrEnum]]] = {
    StatisticsDimension.STATUS: Status,
    StatisticsDimension.FINDING: Finding,
    StatisticsDimension.SERIES: Series,
}
"""These are values of an enumeration, which the schema names in capitals."""
_CLOSED: Final[dict[StatisticsDimension, tuple[str | None, ...]]] = {
    StatisticsDimension.OFFICE: tuple(listed.code for listed in DIRECTORY),
    StatisticsDimension.STATUS: tuple(Status),
    StatisticsDimension.FINDING: (*Finding, None),
    StatisticsDimension.SERIES: (Series.COMPLAINT, Series.COMMUNICATION),
}
"""Dimensions whose values everybody knows: a hidden cell under one of them tells nothing."""
_POSITION: Final = "(SELECT max(notification_id) FROM views.tracking)"
FILTER: Final = Filter(
    ComplaintFactRow,
    "StatisticsFilter",
    hidden=frozenset(
        {"complaint", "head", "known_from", "known_until", "from_position", "until_position", "offices", "wall"}
    ),
)


@dataclass(frozen=True)
class Asked:
    """A question with its arguments checked. known_on: None is what is known now."""

    by: tuple[StatisticsDimension, ...]
    filter: Any
    known_on: date | None
    today: date
    first: int

    def values(self, cell: Sequence[str | None]) -> list[StatisticsValue]:
        return [StatisticsValue(dimension=d, value=_named(d, v)) for d, v in zip(self.by, cell, strict=True)]

    def where(self, alias: str) -> Clause:
        """Which facts are counted."""
        wanted = FILTER.where(self.filter, self.today, alias)
        if self.known_on is None:
            return Clause(f"{alias}.known_until IS NULL AND {wanted.sql}", wanted.parameters)
        known = f"{alias}.known_from <= %s AND ({alias}.known_until IS NULL OR {alias}.known_until > %s)"
        return Clause(f"{known} AND {wanted.sql}", (self.known_on, self.known_on, *wanted.parameters))

    def behind(self, cell: Sequence[str | None]) -> Clause:
        """Which complaints stand behind a cell."""
        where, conditions = self.where("f"), ""
        for dimension in self.by[: len(cell)]:
            name = dimension.value
            conditions += f" AND f.{quoted(name)} IS NOT DISTINCT FROM %s::{sql_type(ComplaintFactRow, name)}"
        sql = f"SELECT f.complaint FROM {table(ComplaintFactRow)} f WHERE {where.sql}{conditions}"
        return Clause(f"t.id IN ({sql})", (*where.parameters, *cell))


def _named(dimension: StatisticsDimension, value: str | None) -> str | None:
    names = _ENUMERATED.get(dimension)
    return names(value).name if names and value is not None else value


def visible(asked: Asked) -> Clause:
    """The statement that counts what the caller sees: whether it is the total, cell, complaints, heads, position."""
    where = asked.where("t")
    grouped = [f"t.{quoted(dimension.value)}" for dimension in asked.by]
    cell = f"ARRAY[{', '.join(f'{column}::text' for column in grouped)}]::text[]"
    total, groups = (
        (f"GROUPING({grouped[0]}) = 1", f"GROUPING SETS (({', '.join(grouped)}), ())")
        if grouped
        else (
            "TRUE",
            "()",
        )
    )
    sql = (
        f"SELECT {total}, {cell}, count(DISTINCT t.complaint), count(*) FILTER (WHERE t.head <> ''), {_POSITION}"
        f" FROM {table(ComplaintFactRow)} t WHERE {where.sql} GROUP BY {groups} ORDER BY 1 DESC, 3 DESC, 2 LIMIT %s"
    )
    return Clause(sql, (*where.parameters, asked.first + 1))


def country(asked: Asked, only: dict[str, Any]) -> Clause:
    """The statement that asks for the country's figures; its lines are as those of `visible`."""
    sql = (
        f"SELECT cell IS NULL, coalesce(cell, '{{}}'), complaints, heads, {_POSITION}"
        " FROM access.country(%s::text[], %s::jsonb, %s::date, %s::integer)"
    )
    by = [dimension.value for dimension in asked.by]
    return Clause(sql, (by, msgspec.json.encode(only).decode(), asked.known_on, asked.first))


def equalities(given: Any) -> dict[str, Any]:
    """The conditions of a filter on the country. Raises Fault for any other than `eq` on a dimension."""
    only: dict[str, Any] = {}
    for column in columns(ComplaintFactRow):
        condition = getattr(given, column.name, UNSET)
        if condition is None or condition is UNSET:
            continue
        asked = {name: v for name, v in vars(condition).items() if v is not UNSET} if hasattr(condition, "eq") else {}
        if column.name not in DIMENSIONS or asked.keys() != {"eq"} or asked["eq"] is None:
            raise Fault(ErrorCode.BAD_INPUT, _ONLY)
        only[column.name] = asked["eq"]
    joined = (getattr(given, name, UNSET) for name in ("and_", "or_", "not_"))
    if any(condition is not None and condition is not UNSET for condition in joined):
        raise Fault(ErrorCode.BAD_INPUT, _ONLY)
    return only


_ONLY: Final = "Figures of the country are asked for by `eq` on the dimensions of the statistics, and by nothing else."
_MOST_DIMENSIONS: Final = f"A question may combine at most {MOST_DIMENSIONS} dimensions, each once."


async def _statistics(
    info: Info,
    by: Any,
    filter: Any = UNSET,
    as_known_on: Any = UNSET,
    coverage: Any = UNSET,
    first: int = 100,
) -> Statistics:
    today = info.context.ports.today()
    on = today if as_known_on is None or as_known_on is UNSET else min(as_known_on, today)
    wanted = StatisticsCoverage.COUNTRY if info.context.identity is None else StatisticsCoverage.VISIBLE
    if coverage is not None and coverage is not UNSET:
        wanted = StatisticsCoverage(coverage)
    if len(by) > MOST_DIMENSIONS or len(set(by)) < len(by):
        raise Fault(ErrorCode.BAD_INPUT, _MOST_DIMENSIONS)
    asked = Asked(tuple(by), filter, None if on == today else on, today, min(max(first, 1), MOST))
    whole = wanted is StatisticsCoverage.COUNTRY
    only = equalities(filter) if whole else {}
    if len({*only, *asked.by}) > MOST_DIMENSIONS:
        raise Fault(ErrorCode.BAD_INPUT, _MOST_DIMENSIONS)
    clause = country(asked, only) if whole else visible(asked)
    lines = await (await info.context()).rows(clause.sql, clause.parameters)
    cells = [
        StatisticsCell(
            values=[] if total else asked.values(cell),
            complaints=complaints,
            heads=heads,
            behind=None if whole else asked.behind(() if total else cell),
        )
        for total, cell, complaints, heads, _ in lines
    ]
    return Statistics(
        definition=strawberry.ID(DEFINITION),
        coverage=wanted,
        as_of=Position(lines[0][4] or 0),
        known_on=on,
        threshold=THRESHOLD if whole else None,
        total=cells[0],
        cells=_with_hidden(cells[1:], asked, only) if whole and asked.by else cells[1:],
    )


def _with_hidden(told: list[StatisticsCell], asked: Asked, only: dict[str, Any]) -> list[StatisticsCell]:
    """The cells told, and hidden ones for all other values that everybody knows: present whether there is a case."""
    if not all(dimension in _CLOSED for dimension in asked.by):
        return told
    known = {tuple(value.value for value in cell.values) for cell in told}
    values = [(only[d.value],) if d.value in only else _CLOSED[d] for d in asked.by]
    rest = (asked.values(cell) for cell in product(*values))
    hidden = [
        StatisticsCell(values=cell, complaints=None, heads=None)
        for cell in rest
        if tuple(value.value for value in cell) not in known
    ]
    return [*told, *hidden][: asked.first]


def _argument(kind: Any, words: str) -> Any:
    return Annotated[kind, strawberry.argument(description=words)]


_statistics.__annotations__ = {
    "info": Info,
    "by": _argument(
        list[enum_type(StatisticsDimension)],  # type: ignore[misc]
        f"What to count by, up to {MOST_DIMENSIONS} dimensions; none for the total alone.",
    ),
    "filter": _argument(FILTER.input | None, "Which facts are counted; all that the coverage has when left out."),
    "as_known_on": _argument(date | None, "Count as the register stood at the end of this day; now when left out."),
    "coverage": _argument(
        enum_type(StatisticsCoverage) | None,
        "Whose complaints; what the caller sees when left out, and the whole country for who has no token.",
    ),
    "first": _argument(int, f"At most so many cells, the greatest; up to {MOST}."),
    "return": Statistics,
}
STATISTICS = strawberry.field(
    resolver=_statistics,
    description="Complaints counted by what they have in common, each figure with its definition and its cases.",
)
