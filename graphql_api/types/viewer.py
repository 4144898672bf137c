"""Who asks: the official, in which capacities, for which offices, as the register knows it now."""

from typing import Annotated, Any, Final

import strawberry
from strawberry import UNSET

from graphql_api.connections import connection_type
from graphql_api.context import Info
from graphql_api.languages import LanguageCode
from graphql_api.links import Link
from graphql_api.listings import TRAIL
from graphql_api.objects import ROW_TYPES, later, list_of, object_type
from graphql_api.reads import READS, Arguments, Asking, Leaf, Rows, json_text, quoted_text
from graphql_api.tables import Clause
from projections.offices import OfficeRow
from projections.officials import OfficialRow
from projections.scope import ScopeRow

object_type(
    ScopeRow,
    "HeldCapacity",
    links={"office": Link(OfficeRow, {"code": "office"}, description="where it counts; null for the whole country")},
    hidden=("official",),
    description="A capacity that the official holds now, and where it counts.",
)


PUBLIC: Final = "public"
"""Who asks, when nobody in particular does."""


def _asks(asking: Asking) -> str:
    return f"coalesce({asking.bind(asking.official)}::text, '{PUBLIC}')"


def _who_asks(asking: Asking, official: str, _: str, __: Arguments) -> Clause:
    return Clause(f"{official}.id = %s::text", (asking.official,))


def _held_now(asking: Asking, held: str, _: str, __: Arguments) -> Clause:
    values = (asking.official, asking.today)
    return Clause(f"{held}.official = %s::text and ({held}.until is null or {held}.until >= %s)", values)


async def _official(info: Info) -> Any:
    return await info.context.load.one(OfficialRow, id=info.context.viewer.official)


async def _acts(
    info: Info,
    filter: Annotated[
        TRAIL.filter.input | None,  # type: ignore[name-defined]
        strawberry.argument(description="Which acts are wanted; all of them when left out."),
    ] = UNSET,
    order: Annotated[
        TRAIL.order_type | None,  # type: ignore[name-defined]
        strawberry.argument(description=f"In which order; `{TRAIL.orders[0].name}` when left out."),
    ] = UNSET,
    first: Annotated[int | None, strawberry.argument(description="Rows on the page, from 1 to 100.")] = UNSET,
    after: Annotated[str | None, strawberry.argument(description="Cursor behind which the page begins.")] = UNSET,
    last: Annotated[int | None, strawberry.argument(description="Rows when paging back.")] = UNSET,
    before: Annotated[str | None, strawberry.argument(description="Cursor before which the page ends.")] = UNSET,
) -> Any:
    given = {"filter": filter, "order": order, "first": first, "after": after, "last": last, "before": before}
    return await TRAIL.find(info, given, among=Clause("t.actor = %s", (info.context.viewer.official,)))


async def _capacities(info: Info) -> Any:
    rows = await info.context.load.all(ScopeRow, official=info.context.viewer.official)
    today = info.context.ports.today()
    return [row for row in rows if row.until is None or row.until >= today]


@strawberry.type(description="Who asks. A token proves only who; what one may do follows from the register.")
class Viewer:
    @strawberry.field(
        description="`viewer-` and the official's id, as the token says: not the same id as the official's own, "
        "since clients keep one object under one id.",
        metadata={READS: Leaf(lambda asking, _, __: json_text(f"('viewer-' || {_asks(asking)})", nullable=False))},
    )
    def id(self, info: Info) -> strawberry.ID:
        return strawberry.ID(f"viewer-{info.context.viewer.official or PUBLIC}")

    @strawberry.field(
        description="The language in which the caller is answered.",
        metadata={READS: Leaf(lambda asking, _, __: quoted_text(f'"{LanguageCode(asking.language).name}"'))},
    )
    def language(self, info: Info) -> LanguageCode:
        return LanguageCode(info.context.language)

    official = later(
        _official,
        "The official as the register knows him or her; null for somebody not in office.",
        lambda: ROW_TYPES[OfficialRow] | None,
        reads=Rows(OfficialRow, _who_asks, ("id",), many=False),
    )
    acts = later(
        _acts,
        "What the caller did: the acts of his or her own, in the order of the register.",
        lambda: connection_type(TRAIL),
    )
    capacities = later(
        _capacities,
        "The capacities held now, and where they count.",
        lambda: list_of(ROW_TYPES[ScopeRow]),
        reads=Rows(ScopeRow, _held_now, ScopeRow.TABLE.key),
    )
