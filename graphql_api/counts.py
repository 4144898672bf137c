"""Counts of complaints by what they have in common: respondent, finding, year of decision, office, status, category."""

from datetime import date
from enum import StrEnum
from typing import Annotated, Any

import strawberry
from strawberry import UNSET

from graphql_api.context import Info
from graphql_api.inputs import enum_type
from graphql_api.listings import COMPLAINTS
from graphql_api.tables import Clause, table
from projections.complaints.rows import ComplaintHeadRow, ComplaintRow


class ComplaintDimension(StrEnum):
    """What complaints are counted by."""

    RESPONDENT = "respondent"
    """By the body complained of."""
    FINDING = "finding"
    """By the findings of their heads; a complaint counts once under each finding that it has."""
    DECISION_YEAR = "decision_year"
    """By the year of decision."""
    OFFICE = "office"
    """By the code of the office that has them."""
    STATUS = "status"
    """By where they stand."""
    CATEGORY = "category"
    """By what their heads are about; a complaint counts once under each category that it has."""


_OF_HEADS = frozenset({ComplaintDimension.FINDING, ComplaintDimension.CATEGORY})
_ENUMERATED = frozenset({ComplaintDimension.FINDING, ComplaintDimension.STATUS})
"""These are values of an enumeration, which the schema names in capitals."""


@strawberry.type(description="How many complaints have one value in common.")
class ComplaintCount:
    key: str | None = strawberry.field(description="The value, as filters take it; null where there is none.")
    complaints: int = strawberry.field(description="Number of complaints.")
    heads: int = strawberry.field(
        description="Number of their heads; by finding and category, of the heads that have it."
    )


def counting(by: ComplaintDimension, where: Clause, first: int) -> Clause:
    """The statement that counts complaints, most frequent first."""
    complaints, heads = table(ComplaintRow), table(ComplaintHeadRow)
    if by in _OF_HEADS:
        sql = (
            f"SELECT h.{by.value}::text, count(DISTINCT t.id), count(*) FROM {complaints} t"
            f" JOIN {heads} h ON h.complaint = t.id WHERE {where.sql}"
        )
    else:
        sql = f"SELECT t.{by.value}::text, count(*), coalesce(sum(t.heads), 0) FROM {complaints} t WHERE {where.sql}"
    return Clause(f"{sql} GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT %s", (*where.parameters, first))


async def complaint_counts(info: Info, by: Any, filter: Any = UNSET, first: int = 100) -> Any:
    today: date = info.context.ports.today()
    clause = counting(by, COMPLAINTS.filter.where(filter, today), min(max(first, 1), 1_000))
    lines = await (await info.context()).rows(clause.sql, clause.parameters)
    named = by in _ENUMERATED
    return [
        ComplaintCount(key=key.upper() if named and key else key, complaints=number, heads=int(heads))
        for key, number, heads in lines
    ]


complaint_counts.__annotations__ = {
    "info": Info,
    "by": Annotated[enum_type(ComplaintDimension), strawberry.argument(description="What to count by.")],
    "filter": Annotated[
        COMPLAINTS.filter.input | None,
        strawberry.argument(description="Which complaints; all that the caller may see."),
    ],
    "first": Annotated[int, strawberry.argument(description="At most so many values, the most frequent; up to 1000.")],
    "return": list[ComplaintCount],
}
COMPLAINT_COUNTS = strawberry.field(
    resolver=complaint_counts, description="Complaints counted by what they have in common, most frequent first."
)
