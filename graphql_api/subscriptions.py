"""The stream of events: from any position, without gaps, as far as the caller may see, live as they are projected."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from types import GenericAlias
from typing import Annotated, Any

import strawberry
from strawberry import UNSET

from domain.identifiers import Position
from graphql_api.context import Info
from graphql_api.errors import ErrorCode, Fault
from graphql_api.listings import TRAIL
from graphql_api.objects import ROW_TYPES
from graphql_api.reasons import expect_reason
from graphql_api.tables import made, selected, table
from projections.audit import AuditRow

BATCH = 200
"""Events read at once."""
PAUSE = 30.0
"""Seconds after which a quiet stream looks again, and whether its token still holds."""


async def events(info: Info, after: Any = UNSET, filter: Any = UNSET) -> AsyncIterator[Any]:
    """Read the trail in order; when it is read to its end, wait until the views show more."""
    operation = info.context
    identity, views = operation.identity, operation.ports.views
    assert identity is not None
    position = await views.position() if after is None or after is UNSET else int(after)
    where = TRAIL.filter.where(filter, operation.ports.today())
    sql = (
        f"SELECT {selected(AuditRow)} FROM {table(AuditRow)} t"
        f" WHERE t.position > %s AND t.position <= %s AND {where.sql} ORDER BY t.position LIMIT {BATCH}"
    )
    if TRAIL.filter.asks_contents(filter):
        await expect_reason(await operation())
        await operation.renew()
    while True:
        if identity.expires_at <= datetime.now(UTC):
            raise Fault(ErrorCode.UNAUTHENTICATED, "The access token has expired; connect again with a new one.")
        head = await views.position()
        lines = await (await operation()).rows(sql, (position, head, *where.parameters))
        for line in lines:
            await operation.renew()
            yield made(AuditRow, line)
        await operation.renew()
        position = made(AuditRow, lines[-1]).position if len(lines) == BATCH else max(head, position)
        if len(lines) < BATCH:
            await views.beyond(position, within=PAUSE)


events.__annotations__ |= {
    "after": Annotated[
        Position | None,
        strawberry.argument(
            description="Position behind which the stream begins; 0 for all, left out for what comes from now on."
        ),
    ],
    "filter": Annotated[TRAIL.filter.input | None, strawberry.argument(description="Which events are wanted.")],
    "return": AsyncIterator[int],
}


def subscription_type() -> type[Any]:
    """The root of subscriptions."""
    field = strawberry.subscription(
        resolver=events,
        graphql_type=GenericAlias(AsyncIterator, (ROW_TYPES[AuditRow],)),
        description="Events in the order of the register, each once, as soon as the views show them. "
        "After a break, ask again with the last position that arrived: nothing is missed.",
    )
    return strawberry.type(
        type("Subscription", (), {"events": field, "__module__": __name__}),
        name="Subscription",
        description="What happens in the register, as it happens.",
    )
