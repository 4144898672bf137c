"""The register as it stood: `asOf` on records and boards, and what stood before an official who acted.

Such a question is compiled as any other; the statement then says of which moment it is asked, and whoever answers it
puts the rows of that moment in place of the tables.
"""

from datetime import date, datetime
from typing import Annotated, Any

import strawberry
from strawberry import UNSET

from domain.identifiers import Position
from graphql_api.compiled.moments import EXPECTED, NOTED, RECORD, STANDING, moment_of
from graphql_api.context import Info
from graphql_api.errors import ErrorCode, Fault
from graphql_api.objects import later
from graphql_api.reads import READS, Found, Leaf, SeenBefore
from graphql_api.records import ROWS
from graphql_api.types.common import Record


@strawberry.input(
    one_of=True,
    description="A moment of the register. What the register knew (`position`, `recordedAt`) and what counted on a day "
    "by all that it knows now (`effective`) are two questions: papers are often late.",
)
class AsOf:
    position: Position | None = strawberry.field(
        default=UNSET, description="What stood right after the event at this position; 0 is before the first event."
    )
    recorded_at: datetime | None = strawberry.field(
        default=UNSET, description="What had been recorded by this instant; one that has not come is an error."
    )
    effective: date | None = strawberry.field(
        default=UNSET, description="What counts on this day by all that is recorded until now."
    )


AsOfArgument = Annotated[
    AsOf | None, strawberry.argument(description="Answer as it stood at this moment; by default as it stands now.")
]


Moment = Annotated[AsOf, strawberry.argument(description="The moment.")]


def now_only(as_of: Any) -> None:
    """The ordinary executor knows the present alone. Raises Fault."""
    if moment_of(as_of) is not None:
        raise not_of_the_past()


def not_of_the_past() -> Fault:
    """The error of a question that is asked of the past and that the present alone can answer."""
    said = (
        "Something in this question only the present answers, as it does `sentence` (of the past ask for `words`) or "
        "records below records of any kind on three levels (ask with fragments on the kinds that are meant)."
    )
    return Fault(ErrorCode.BAD_INPUT, said)


def _unanswered() -> Any:
    raise not_of_the_past()


@strawberry.type(
    description="What stood before an official who acted: the read models as they were when the command was given."
)
class StoodBefore:
    @strawberry.field(
        description="The position that the read models showed.",
        metadata={READS: Leaf(lambda asking, _, __: f"{asking.bind(STANDING)}::text")},
    )
    def position(self) -> Position:
        raise not_of_the_past()

    @strawberry.field(
        description="Whether that position was noted with the act; else it is the one right before its first event.",
        metadata={READS: Leaf(lambda asking, _, __: f"{asking.bind(NOTED)}::text")},
    )
    def noted(self) -> bool:
        raise not_of_the_past()

    @strawberry.field(
        description="The version of the record that the official said to have seen; null if none was said.",
        metadata={READS: Leaf(lambda asking, _, __: f"coalesce({asking.bind(EXPECTED)}::text, 'null')")},
    )
    def expected_version(self) -> int | None:
        raise not_of_the_past()

    record = later(
        _unanswered,
        "The record as it stood there; null if the act began it.",
        lambda: Record | None,
        reads=Found(tuple(ROWS.values()), "id", lambda asking, _, __: f"{asking.bind(RECORD)}::text", kind=True),
    )


def _seen_before(
    info: Info,
    event: Annotated[Position, strawberry.argument(description="Position of an event of the act.")],
) -> StoodBefore | None:
    raise not_of_the_past()


AS_SEEN_BY = later(
    _seen_before,
    "What stood before the official who did this; null for who does not see the event.",
    lambda: StoodBefore | None,
    reads=SeenBefore("event"),
)
