"""Connections as SQL: the rows of a page are found once, and each field of the connection is an aggregate of them."""

from collections.abc import Mapping
from typing import Any

from graphql import GraphQLObjectType

from graphql_api.compiled.asking import NotTold, Why
from graphql_api.compiled.json import Piece, Sql, column_of, concatenated
from graphql_api.compiled.objects import Objects, Place, Sets
from graphql_api.connections import Listing
from graphql_api.keyset import looked_through, stretches
from graphql_api.reads import json_text, quoted_text
from graphql_api.tables import quoted

_PLACE, _FOUND = '"#place"', '"#found"'
"""The row's place on the page as it was found, and how many rows were found: one more than asked if others follow."""
_CURSOR = "translate(encode(convert_to({}, 'UTF8'), 'base64'), E'+/=\\n', '-_')"
"""Base64 for addresses, without padding (RFC 4648, section 5)."""


class Connection:
    """Writes one connection."""

    def __init__(self, objects: Objects, listing: Listing, arguments: Mapping[str, Any]) -> None:
        self._objects = objects
        self._listing = listing
        question = objects.question
        self.window, self.order, where = listing.asked(arguments, question.today)
        if listing.filter.asks_contents(arguments.get("filter")):
            raise NotTold(Why.CONTENTS)
        self._where = where
        self._table = question.table(listing.row)
        self._runs = stretches(listing.row, listing.key, self.order, self.window, where)
        self._size = self.window.size
        self._place = Place(question.alias("p"), listing.row)
        self._rows_asked = False
        if column_of(listing.row, self.order.column).sql == "timestamptz":
            raise NotTold(Why.INSTANTS)

    def text(self, of: GraphQLObjectType, sets: Sets) -> str:
        """The JSON text of the connection, as one sub-select."""
        alias = self._place.subject
        pieces = self._fields(of, sets)
        if not self._rows_asked:
            return concatenated(pieces)
        rows = self._objects.question.bound(looked_through(self._listing.row, self._runs, self._size + 1))
        base = f"select f.*, row_number() over () as {_PLACE}, count(*) over () as {_FOUND} from ({rows}) f"
        return f"(select {concatenated(pieces)} from ({base}) {alias} {' '.join(self._place.joins)})"

    def _fields(self, of: GraphQLObjectType, sets: Sets) -> list[Piece]:
        pieces: list[Piece] = []
        for key, nodes in self._objects.selections.fields(of, sets).items():
            pieces.append(f'{"," if pieces else "{"}"{key}":')
            inner: Sets = [node.selection_set for node in nodes]
            match nodes[0].name.value:
                case "__typename":
                    pieces.append(f'"{of.name}"')
                case "nodes":
                    pieces.append(Sql(self._list(self._node(inner))))
                case "edges":
                    pieces.append(Sql(self._list(self._edge(_inner(of, "edges"), inner))))
                case "pageInfo":
                    pieces += self._page_info(_inner(of, "pageInfo"), inner)
                case "totalCount":
                    where = self._objects.question.bound(self._where)
                    pieces.append(Sql(f"(select count(*) from {self._table} t where {where})"))
                case _:
                    raise NotTold
        return [*pieces, "}"] if pieces else ["{}"]

    def _list(self, each: str) -> str:
        self._rows_asked = True
        alias, way = self._place.subject, " desc" if self.window.backward else ""
        listed = f"string_agg({each}, ',' order by {alias}.{_PLACE}{way})"
        return f"concat('[', {listed} filter (where {alias}.{_PLACE} <= {self._size}), ']')"

    def _node(self, sets: Sets) -> str:
        return self._objects.object(self._objects.named(self._listing.row), sets, self._place)

    def _edge(self, of: GraphQLObjectType, sets: Sets) -> str:
        pieces: list[Piece] = []
        for key, nodes in self._objects.selections.fields(of, sets).items():
            pieces.append(f'{"," if pieces else "{"}"{key}":')
            match nodes[0].name.value:
                case "__typename":
                    pieces.append(f'"{of.name}"')
                case "node":
                    pieces.append(Sql(self._node([node.selection_set for node in nodes])))
                case "cursor":
                    pieces.append(Sql(self._cursor()))
                case _:
                    raise NotTold
        return concatenated([*pieces, "}"] if pieces else ["{}"])

    def _cursor(self) -> str:
        """The cursor of a row, as `keyset.cursor` makes it, in quotation marks."""
        alias, listing = self._place.subject, self._listing
        value, key = (json_text(f"{alias}.{quoted(name)}") for name in (self.order.column, listing.key))
        plain = f"concat({quoted_text(f'[{chr(34)}{self.order.name}{chr(34)},')}, {value}, ',', {key}, ']')"
        mark = self._objects.disclosed(listing.row, alias)
        return concatenated(['"', Sql(_CURSOR.format(plain)), '"', *mark])

    def _page_info(self, of: GraphQLObjectType, sets: Sets) -> list[Piece]:
        alias, window, size = self._place.subject, self.window, self._size
        more = Sql(f"(count(*) > {size})::text")
        near, far = f"{alias}.{_PLACE} = 1", f"{alias}.{_PLACE} = least({alias}.{_FOUND}, {size})"
        if window.backward:
            following: Piece = "true" if window.before is not None else "false"
            said = {"hasNextPage": following, "hasPreviousPage": more, "startCursor": far, "endCursor": near}
        else:
            preceding: Piece = "true" if window.after is not None else "false"
            said = {"hasNextPage": more, "hasPreviousPage": preceding, "startCursor": near, "endCursor": far}
        pieces: list[Piece] = []
        for key, nodes in self._objects.selections.fields(of, sets).items():
            name = nodes[0].name.value
            pieces.append(f'{"," if pieces else "{"}"{key}":')
            if name == "__typename":
                pieces.append(f'"{of.name}"')
            elif name not in said:
                raise NotTold
            elif name.endswith("Cursor"):
                self._rows_asked = True
                pieces.append(Sql(f"coalesce(max({self._cursor()}) filter (where {said[name]}), 'null')"))
            else:
                self._rows_asked |= said[name] is more
                pieces.append(said[name])
        return [*pieces, "}"] if pieces else ["{}"]


def _inner(of: GraphQLObjectType, name: str) -> GraphQLObjectType:
    kind: Any = of.fields[name].type
    while not isinstance(kind, GraphQLObjectType):
        kind = kind.of_type
    return kind
