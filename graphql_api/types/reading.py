"""The journal of reads in the schema: who read what, and how often a record was read."""

from typing import Any

from strawberry.types.field import StrawberryField

from graphql_api.context import Info
from graphql_api.links import Link
from graphql_api.objects import object_type, resolved
from graphql_api.reads import READS, Arguments, Asking, Leaf
from projections.officials import OfficialRow
from projections.reading import ReadCountRow, ReadingRow

Reading = object_type(ReadingRow, "Reading", links={"official": Link(OfficialRow, {"id": "official"})})


def read_count() -> StrawberryField:
    """The field of a record that tells how often its contents were read."""

    async def times(root: Any, info: Info) -> int:
        row = await info.context.load.one(ReadCountRow, record=root.id)
        return 0 if row is None else row.times

    def counted(asking: Asking, alias: str, _: Arguments) -> str:
        table = asking.table(ReadCountRow)
        return f"coalesce((select c.times::text from {table} c where c.record = {alias}.id), '0')"

    return resolved(
        times,
        "How often its contents were read, by anybody, the present answer not yet counted.",
        metadata={READS: Leaf(counted)},
    )
