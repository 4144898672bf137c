"""The boards in the schema: an office's, the workload of its officials, an Ombudsman's country by tenure."""

from datetime import date
from typing import Any

import strawberry
from strawberry import Parent

from graphql_api.context import Info
from graphql_api.links import Link
from graphql_api.objects import ROW_TYPES, later, object_type
from graphql_api.reads import READS, Arguments, Asking, Leaf, Rows, truth
from graphql_api.tables import Clause
from projections.boards import OfficeBoardRow, OmbudsmanBoardRow, WorkloadRow
from projections.offices import OfficeRow
from projections.officials import OfficialRow
from projections.posts import TenureRow

object_type(OfficeBoardRow, "OfficeBoard", links={"office": Link(OfficeRow, {"code": "office"})})
object_type(
    WorkloadRow,
    "Workload",
    links={"official": Link(OfficialRow, {"id": "official"}), "office": Link(OfficeRow, {"code": "office"})},
)
object_type(
    OmbudsmanBoardRow, "OmbudsmanBoard", hidden=("ordinal",), links={"official": Link(OfficialRow, {"id": "official"})}
)


async def _official(root: Any, info: Info) -> Any:
    return await info.context.load.one(OfficialRow, id=root.official)


async def _board(root: Any, info: Info) -> Any:
    boards = await info.context.load.all(OmbudsmanBoardRow, official=root.official)
    return next((board for board in boards if board.started_on == root.started_on), None)


def _of_the_tenure(_: Asking, base: str, subject: str, __: Arguments) -> Clause:
    same = (f"{base}.{column} is not distinct from {subject}.{column}" for column in ("official", "started_on"))
    return Clause(" and ".join(same))


@strawberry.type(description="Somebody who was elected Ombudsman, for the time of one tenure.")
class Ombudsman:
    official = later(
        _official, "Who.", lambda: ROW_TYPES[OfficialRow] | None, direct=Link(OfficialRow, {"id": "official"})
    )

    @strawberry.field(description="First day of the tenure; null if no source says.", metadata={READS: "started_on"})
    def started_on(root: Parent[TenureRow]) -> date | None:  # noqa: N805
        return root.started_on

    @strawberry.field(
        description="The day from which it no longer counts; null while it goes on.", metadata={READS: "ended_on"}
    )
    def ended_on(root: Parent[TenureRow]) -> date | None:  # noqa: N805
        return root.ended_on

    @strawberry.field(description="The act of election.", metadata={READS: "reference"})
    def reference(root: Parent[TenureRow]) -> str | None:  # noqa: N805
        return root.reference

    @strawberry.field(
        description="Whether this is the Ombudsman in office.",
        metadata={READS: Leaf(lambda _, subject, __: truth(f"{subject}.ended_at is null"))},
    )
    def current(root: Parent[TenureRow]) -> bool:  # noqa: N805
        return root.ended_at is None

    board = later(
        _board,
        "The country in this tenure; null for who does not see the whole country.",
        lambda: ROW_TYPES[OmbudsmanBoardRow] | None,
        reads=Rows(OmbudsmanBoardRow, _of_the_tenure, ("ordinal",), many=False),
    )
