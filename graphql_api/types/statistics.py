"""Answers of the statistics in the schema: figures, what their complaints have in common, and the cases behind them."""

from datetime import date
from enum import StrEnum
from typing import Annotated, Any

import strawberry
from strawberry import UNSET

from domain.identifiers import Position
from graphql_api.connections import CONNECTION_TYPES
from graphql_api.context import Info
from graphql_api.inputs import enum_type
from graphql_api.listings import COMPLAINTS
from graphql_api.objects import later
from graphql_api.tables import Clause
from graphql_api.types.common import LanguageArgument, in_language
from projections.statistics.country import DIMENSIONS
from projections.statistics.definition import DEFINITION_TEXT


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
