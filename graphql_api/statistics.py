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
from graphql_api.connections import CONNECTION_TYPES
from graphql_api.context import Info
from graphql_api.errors import ErrorCode, Fault
from graphql_api.filters import Filter
from graphql_api.inputs import enum_type
from graphql_api.listings import COMPLAINTS
from graphql_api.objects import later
from graphql_api.tables import Clause, quoted, sql_type, table
from graphql_api.types.common import LanguageArgument, in_language
from projections.rows import columns
from projections.statistics import ComplaintFactRow
from projections.statistics.country import DIMENSIONS, MOST_DIMENSIONS, THRESHOLD
from projections.statistics.definition import DEFINITION, DEFINITION_TEXT

MOST: Final = 1_000
"""Cells of one answer at most."""


class StatisticsDimension(StrEnum):
    """By what complaints are counted."""

    OFFICE = "office"
    """By the code of the office that had them."""
    CATEGORY = "category"
    """By what their heads are about."""
    FINDING = "finding"
    """By the findings of their heads."""
    DECISION_MONTH = "decision_month"
    """By the month of the findings, named by its first day."""
    DECISION_YEAR = "decision_year"
    """By the year of the findings."""
    REGISTRATION_MONTH = "registration_month"
    """By the month of registration, named by its first day."""
    REGISTRATION_YEAR = "registration_year"
    """By the year of registration."""
    RESPONDENT = "respondent"
    """By the body complained of."""
    RESPONDENT_TYPE = "respondent_type"
    """By the kind of body complained of."""
    STATUS = "status"
    """By where they stood."""
    SERIES = "series"
    """Complaints, or communications to the Centre."""


class StatisticsCoverage(StrEnum):
    """Whose complaints are counted."""

    VISIBLE = "visible"
    """Those that the caller may see, exactly."""
    COUNTRY = "country"
    """Those of the whole country; figures are rounded to fives, and those below five hidden."""


assert {dimension.value for dimension in StatisticsDimension} == set(DIMENSIONS)
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


@strawberry.type(description="One value that the complaints of a cell have in common.")
class StatisticsValue:
    dimension: enum_type(StatisticsDimension) = strawberry.field(description="By what it is counted.")  # type: ignore[valid-type]
    value: str | None = strawberry.field(description="The value, as filters take it; null where there is none.")


def _connection() -> Any:
    return next(t for t in CONNECTION_TYPES if t.__name__ == f"{COMPLAINTS.type_name}Connection") | None


async def _cases(
    root: Any,
    info: Info,
    first: Annotated[int | None, strawberry.argument(description="Rows on the page, from 1 to 100.")] = UNSET,
    after: Annotated[str | None, strawberry.argument(description="Cursor behind which the page begins.")] = UNSET,
) -> Any:
    if root.behind is None:
        return None
    return await COMPLAINTS.find(info, {"first": first, "after": after}, among=root.behind)


@strawberry.type(description="A figure, and what its complaints have in common.")
class StatisticsCell:
    values: list[StatisticsValue] = strawberry.field(description="In the order of `by`; empty for the total.")
    complaints: int | None = strawberry.field(description="Number of complaints; null when it is hidden.")
    heads: int | None = strawberry.field(description="Number of their heads that fall into the cell; null when hidden.")
    cases = later(
        _cases,
        "The very complaints behind the figure, as the caller sees them now; null for the whole country.",
        _connection,
    )
    behind: strawberry.Private[Clause | None] = None

    @strawberry.field(description="Whether the figure is below the threshold, or none at all, and therefore not told.")
    def hidden(self) -> bool:
        return self.complaints is None


@strawberry.type(description="An answer of the statistics: what was counted, as of when, and the figures.")
class Statistics:
    definition: strawberry.ID = strawberry.field(description="Names what is counted; it changes when the meaning does.")
    coverage: enum_type(StatisticsCoverage) = strawberry.field(description="Whose complaints were counted.")  # type: ignore[valid-type]
    as_of: Position = strawberry.field(description="Position of the register that the figures show.")
    known_on: date = strawberry.field(description="The day by whose end everything counted was recorded.")
    threshold: int | None = strawberry.field(description="Figures below it are hidden; null where none is.")
    total: StatisticsCell = strawberry.field(description="All that was asked for; a complaint counts once.")
    cells: list[StatisticsCell] = strawberry.field(description="The figures, the greatest first, hidden ones last.")

    @strawberry.field(description="What exactly is counted, in words.")
    def definition_text(self, info: Info, language: LanguageArgument = UNSET) -> str:
        return in_language(DEFINITION_TEXT, info, language)


@dataclass(frozen=True)
class _Asked:
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


def visible(asked: _Asked) -> Clause:
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


def country(asked: _Asked, only: dict[str, Any]) -> Clause:
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
    asked = _Asked(tuple(by), filter, None if on == today else on, today, min(max(first, 1), MOST))
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


def _with_hidden(told: list[StatisticsCell], asked: _Asked, only: dict[str, Any]) -> list[StatisticsCell]:
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
