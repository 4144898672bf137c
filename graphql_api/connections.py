"""Connections: one per kind of record, paged by key, filtered, ordered, counted only when asked."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from functools import cache, cached_property
from typing import Annotated, Any, cast

import strawberry
from strawberry import UNSET
from strawberry.types.field import StrawberryField

from graphql_api.context import Info
from graphql_api.filters import Filter
from graphql_api.keyset import DEFAULT, MOST, Order, Window, cursor, page
from graphql_api.links import ahead
from graphql_api.objects import ROW_TYPES, later, list_of, resolved
from graphql_api.reads import READS, Listed
from graphql_api.reasons import expect_reason
from graphql_api.tables import Clause, made, table
from projections.rows import Row


@strawberry.type(description="Where a page lies among all rows.")
class PageInfo:
    has_next_page: bool = strawberry.field(description="Whether rows follow.")
    has_previous_page: bool = strawberry.field(description="Whether rows precede.")
    page: strawberry.Private["Page"]

    @strawberry.field(description="Cursor of the first row on the page.")
    def start_cursor(self, info: Info) -> str | None:
        return self.page.shown_cursor(self.page.rows[0], info) if self.page.rows else None

    @strawberry.field(description="Cursor of the last row on the page.")
    def end_cursor(self, info: Info) -> str | None:
        return self.page.shown_cursor(self.page.rows[-1], info) if self.page.rows else None


@dataclass(frozen=True)
class Page:
    """A page as it was found, from which the fields of a connection are taken."""

    listing: "Listing"
    order: Order
    window: Window
    where: Clause
    rows: list[Row]
    more: bool

    def shown_cursor(self, row: Row, info: Info) -> str:
        """The cursor of a row, which holds values of the row and so shows it."""
        info.context.disclosed.showed(row, info.path)
        return cursor(row, self.order, self.listing.key)


@dataclass(frozen=True)
class Edge:
    """One row on a page."""

    page: Page
    row: Row


@dataclass(frozen=True)
class Listing:
    """Everything that a connection needs to know about its table.

    field: its name among the queries; key: the column that breaks ties and is unique
    orders: the orders that can be asked for; the first one is taken when nothing is asked
    """

    field: str
    row: type[Row]
    filter: Filter
    orders: tuple[Order, ...]
    description: str
    key: str = "id"

    @cached_property
    def type_name(self) -> str:
        return str(ROW_TYPES[self.row].__name__)

    @cached_property
    def order_type(self) -> type[Enum]:
        made_enum: Any = _enum(f"{self.type_name}Order", {order.name: order.name for order in self.orders})
        strawberry.enum(made_enum, description=f"Orders of `{self.field}`; missing values come last.")
        for value, order in zip(made_enum.__strawberry_definition__.values, self.orders, strict=True):
            way = "greatest or latest first" if order.descending else "least or earliest first"
            value.description = f"By {order.by.replace('_', ' ')}, {way}."
        return cast("type[Enum]", made_enum)

    def asked(self, arguments: Mapping[str, Any], today: Any) -> tuple[Window, Order, Clause]:
        """What the arguments of the field ask for: which page, in which order, of which rows.

        today: the day, or what stands for it. Raises Fault for a window or filter that cannot be served.
        """
        order = arguments.get("order")
        chosen = next((o for o in self.orders if order and o.name == order.value), self.orders[0])
        given = {name: arguments.get(name, UNSET) for name in ("first", "after", "last", "before")}
        window = Window(**{name: value for name, value in given.items() if value is not UNSET})
        return window, chosen, self.filter.where(arguments.get("filter"), today)

    async def find(self, info: Info, arguments: Mapping[str, Any], among: Clause | None = None) -> Page:
        """The page that is asked for. Raises Fault for a window, cursor or filter that cannot be served.

        among: condition on the rows that is no filter of the client's
        """
        operation = info.context
        window, chosen, where = self.asked(arguments, operation.ports.today())
        if among is not None:
            where = Clause(f"({where.sql}) AND ({among.sql})", (*where.parameters, *among.parameters))
        clause = page(self.row, self.key, chosen, window, where)
        session = await operation()
        if self.filter.asks_contents(arguments.get("filter")):
            await expect_reason(session)
        lines = await session.rows(clause.sql, clause.parameters)
        rows = [made(self.row, line) for line in lines[: window.size]]
        if window.backward:
            rows.reverse()
        await ahead(info, rows, "nodes")
        await ahead(info, rows, "edges", "node")
        return Page(self, chosen, window, where, rows, len(lines) > window.size)


_enum: Any = Enum
"""Makes an enum from names known only at run time."""


@cache
def connection_type(listing: Listing) -> type[Any]:
    """The connection type of a listing with its edge type."""
    node = ROW_TYPES[listing.row]
    name = listing.type_name

    def edge_node(root: Any) -> Any:
        return root.row

    def edge_cursor(root: Any, info: Info) -> str:
        return str(root.page.shown_cursor(root.row, info))

    edge_body = {
        "node": later(edge_node, "The row itself.", lambda: node),
        "cursor": strawberry.field(
            resolver=edge_cursor, description="Where it lies; give it back as `after` or `before`."
        ),
    }
    edge: Any = strawberry.type(
        type(f"{name}Edge", (), {**edge_body, "__module__": __name__}), description=f"A `{name}` and its place."
    )

    def edges(root: Any) -> Any:
        return [Edge(root, row) for row in root.rows]

    def nodes(root: Any) -> Any:
        return root.rows

    async def total_count(root: Any, info: Info) -> int:
        sql = f"SELECT count(*) FROM {table(listing.row)} t WHERE {root.where.sql}"
        lines = await (await info.context()).rows(sql, root.where.parameters)
        return int(lines[0][0])

    body = {
        "edges": later(edges, "The rows of the page with their cursors.", lambda: list_of(edge)),
        "nodes": later(nodes, "The rows of the page.", lambda: list_of(node)),
        "page_info": strawberry.field(resolver=_page_info, description="Where the page lies."),
        "total_count": strawberry.field(
            resolver=total_count, description="How many rows there are in all; counted only when asked for."
        ),
    }
    made_type = type(f"{name}Connection", (), {**body, "__module__": __name__})
    CONNECTION_TYPES.extend((edge, strawberry.type(made_type, description=f"A page of `{listing.field}`.")))
    return CONNECTION_TYPES[-1]


CONNECTION_TYPES: list[type[Any]] = []


def _page_info(root: Any) -> PageInfo:
    found: Page = root
    back = found.window.backward
    return PageInfo(
        has_next_page=found.window.before is not None if back else found.more,
        has_previous_page=found.more if back else found.window.after is not None,
        page=found,
    )


def connection_field(listing: Listing) -> StrawberryField:
    """The query field of a listing."""

    async def ask(
        info: Info,
        filter: Any = UNSET,
        order: Any = UNSET,
        first: Any = UNSET,
        after: Any = UNSET,
        last: Any = UNSET,
        before: Any = UNSET,
    ) -> Any:
        given = {"filter": filter, "order": order, "first": first, "after": after, "last": last, "before": before}
        return await listing.find(info, given)

    ask.__annotations__ = {
        "info": Info,
        "filter": _argument(listing.filter.input, "Which rows are wanted; all that the caller may see when left out."),
        "order": _argument(listing.order_type, f"In which order; `{listing.orders[0].name}` when left out."),
        "first": _argument(int, f"Rows on the page, from 1 to {MOST}; {DEFAULT} when left out."),
        "after": _argument(str, "Cursor behind which the page begins."),
        "last": _argument(int, f"Rows on the page when paging back, from 1 to {MOST}."),
        "before": _argument(str, "Cursor before which the page ends."),
        "return": connection_type(listing),
    }
    return resolved(ask, listing.description, metadata={READS: Listed(listing)})


def _argument(kind: Any, words: str) -> Any:
    return Annotated[kind | None, strawberry.argument(description=words)]
