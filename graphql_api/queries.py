"""The root of queries: who asks, any record by id or number, the lists, the offices, the Ombudsmen, the counts."""

from typing import Annotated, Any

import strawberry
from strawberry import UNSET
from strawberry.types.field import StrawberryField

from domain.posts.events import PostKind
from graphql_api.changes import DIFF
from graphql_api.connections import connection_field
from graphql_api.context import Info
from graphql_api.counts import COMPLAINT_COUNTS
from graphql_api.links import ahead
from graphql_api.listings import LISTINGS
from graphql_api.objects import ROW_TYPES, later, list_of, resolved
from graphql_api.past import AS_SEEN_BY, AsOfArgument, Moment, now_only
from graphql_api.proofs import RECORD_PROOF
from graphql_api.reads import READS, Arguments, Asking, Found, Holder, Rows
from graphql_api.records import NUMBERED, ROWS, row_of
from graphql_api.search import SEARCH
from graphql_api.statistics import STATISTICS
from graphql_api.tables import Clause, made, selected, table
from graphql_api.types.boards import Ombudsman
from graphql_api.types.common import Node, Record
from graphql_api.types.public import OWN_CASE
from graphql_api.types.reading import OWN_READINGS, activity
from graphql_api.types.viewer import Viewer
from projections.offices import OfficeRow
from projections.posts import TenureKind, TenureRow

_ID = Annotated[strawberry.ID, strawberry.argument(description="Id of the record.")]
_NUMBER = Annotated[str, strawberry.argument(description="Registration number, or number in the staff schedule.")]
_CODE = Annotated[str, strawberry.argument(description="Code of the office: 71, or 00 for the Centre.")]
_CURRENT = Annotated[
    bool | None, strawberry.argument(description="Only the one in office (true) or those before (false).")
]
_LAST = Annotated[
    bool, strawberry.argument(description="The one in office (true), or the last who was before (false).")
]


def _viewer() -> Viewer:
    return Viewer()


async def _with_children(info: Info, row: Any) -> Any:
    await ahead(info, [row])
    return row


async def _node(info: Info, id: _ID) -> Any:
    return await _with_children(info, await row_of(info.context, id))


def _node_as_of(id: _ID, as_of: Moment) -> Any:
    now_only(as_of)


async def _record(info: Info, number: _NUMBER, as_of: AsOfArgument = UNSET) -> Any:
    now_only(as_of)
    for row in NUMBERED:
        found = await info.context.load.all(row, number=number)
        if found:
            return await _with_children(info, found[0])
    return None


async def _office(info: Info, code: _CODE, as_of: AsOfArgument = UNSET) -> Any:
    now_only(as_of)
    return await _with_children(info, await info.context.load.one(OfficeRow, code=code))


async def _offices(info: Info, as_of: AsOfArgument = UNSET) -> Any:
    now_only(as_of)
    lines = await (await info.context()).rows(f"SELECT {selected(OfficeRow)} FROM {table(OfficeRow)} t ORDER BY t.code")
    offices = [made(OfficeRow, line) for line in lines]
    await ahead(info, offices)
    return offices


async def _ombudsmen(info: Info, current: _CURRENT = UNSET, as_of: AsOfArgument = UNSET) -> Any:
    now_only(as_of)
    sql = (
        f"SELECT {selected(TenureRow)} FROM {table(TenureRow)} t"
        " WHERE t.tenure_kind = %s AND t.post_kind = %s ORDER BY t.started_at"
    )
    lines = await (await info.context()).rows(sql, (TenureKind.HELD.value, PostKind.OMBUDSMAN.value))
    rows = [made(TenureRow, line) for line in lines]
    return rows if current is None or current is UNSET else [row for row in rows if (row.ended_at is None) is current]


async def _ombudsman(info: Info, current: _LAST = True, as_of: AsOfArgument = UNSET) -> Any:
    """The last of those who are, or are no longer, in office."""
    rows = await _ombudsmen(info, current, as_of)
    return rows[-1] if rows else None


def _tenures(_: Asking, base: str, __: str, given: Arguments) -> Clause:
    """Those in which somebody is, or was, Ombudsman."""
    current = given.get("current", UNSET)
    elected = f"{base}.tenure_kind = '{TenureKind.HELD.value}' and {base}.post_kind = '{PostKind.OMBUDSMAN.value}'"
    if current is UNSET:
        return Clause(elected)
    return Clause(f"{elected} and coalesce(({base}.ended_at is null) = %s::boolean, true)", (current,))


def query_type() -> type[Any]:
    """The root of queries. Call once all object types stand."""
    body: dict[str, StrawberryField] = {
        "viewer": resolved(_viewer, "Who asks.", metadata={READS: Holder()}),
        "node": later(
            _node,
            "A record by its id; null when there is none that the caller may see.",
            lambda: Node | None,
            reads=Found(tuple(ROWS.values()), "id", lambda asking, _, given: asking.bind(given["id"]), kind=True),
        ),
        "node_as_of": later(
            _node_as_of,
            "A record by its id as it stood; null when there was none, or none that the caller may see.",
            lambda: Node | None,
            reads=Found(tuple(ROWS.values()), "id", lambda asking, _, given: asking.bind(given["id"]), kind=True),
        ),
        "record": later(
            _record,
            "A record by its number; null when there is none that the caller may see.",
            lambda: Record | None,
            reads=Found(NUMBERED, "number", lambda asking, _, given: asking.bind(given["number"])),
        ),
        "office": later(
            _office,
            "An office by its code.",
            lambda: ROW_TYPES[OfficeRow] | None,
            reads=Found((OfficeRow,), "code", lambda asking, _, given: asking.bind(given["code"])),
        ),
        "offices": later(
            _offices,
            "The Centre and all its offices.",
            lambda: list_of(ROW_TYPES[OfficeRow]),
            reads=Rows(OfficeRow, lambda *_: Clause("true"), ("code",)),
        ),
        "ombudsmen": later(
            _ombudsmen,
            "Those who were elected Ombudsman, the earliest first.",
            lambda: list_of(Ombudsman),
            reads=Rows(TenureRow, _tenures, ("started_at",), shown="Ombudsman"),
        ),
        "ombudsman": later(
            _ombudsman,
            "The Ombudsman in office; null while there is none.",
            lambda: Ombudsman | None,
            reads=Rows(TenureRow, _tenures, ("started_at",), many=False, last=True, shown="Ombudsman"),
        ),
        "complaint_counts": COMPLAINT_COUNTS,
        "own_case": OWN_CASE,
        "own_readings": OWN_READINGS,
        "activity": activity(),
        "as_seen_by": AS_SEEN_BY,
        "diff": DIFF,
        "record_proof": RECORD_PROOF,
        "search": SEARCH,
        "statistics": STATISTICS,
    }
    for listing in LISTINGS:
        body[listing.field] = connection_field(listing)
    return strawberry.type(
        type("Query", (), {**body, "__module__": __name__}),
        name="Query",
        description="Questions to the register. Everybody sees what his or her office and capacity allow, nobody more.",
    )
