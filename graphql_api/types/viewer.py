"""Who asks: the official, in which capacities, for which offices, as the register knows it now."""

from typing import Any

import strawberry

from graphql_api.context import Info
from graphql_api.languages import LanguageCode
from graphql_api.links import Link
from graphql_api.objects import ROW_TYPES, later, list_of, object_type
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


async def _official(info: Info) -> Any:
    return await info.context.load.one(OfficialRow, id=info.context.official)


async def _capacities(info: Info) -> Any:
    rows = await info.context.load.all(ScopeRow, official=info.context.official)
    today = info.context.ports.today()
    return [row for row in rows if row.until is None or row.until >= today]


@strawberry.type(description="Who asks. A token proves only who; what one may do follows from the register.")
class Viewer:
    @strawberry.field(
        description="`viewer-` and the official's id, as the token says: not the same id as the official's own, "
        "since clients keep one object under one id."
    )
    def id(self, info: Info) -> strawberry.ID:
        return strawberry.ID(f"viewer-{info.context.official}")

    @strawberry.field(description="The language in which the caller is answered.")
    def language(self, info: Info) -> LanguageCode:
        return LanguageCode(info.context.language)

    official = later(
        _official,
        "The official as the register knows him or her; null for somebody not in office.",
        lambda: ROW_TYPES[OfficialRow] | None,
    )
    capacities = later(
        _capacities, "The capacities held now, and where they count.", lambda: list_of(ROW_TYPES[ScopeRow])
    )
