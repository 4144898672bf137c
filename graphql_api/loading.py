"""Children by batches: what the fields of one level ask for one by one becomes one statement."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any, Final, Protocol, TypeVar, cast

from strawberry.dataloader import DataLoader

from graphql_api.errors import ErrorCode, Fault
from graphql_api.ports import Session
from graphql_api.tables import made, names, quoted, selected, sql_type, table
from projections.rows import Row

R = TypeVar("R", bound=Row)
Key = tuple[Any, ...]

MOST: Final = 20_000
"""Rows that one operation may show below its root: lists within lists multiply, however few rows there are."""


class Opening(Protocol):
    """Gives the operation's session, opening it at the first question."""

    async def __call__(self) -> Session: ...


class Loading:
    """Rows by the values of some columns, each table and column list in batches of its own."""

    def __init__(self, session: Opening) -> None:
        self._session = session
        self._loaders: dict[Any, DataLoader[Any, Any]] = {}
        self.known: dict[tuple[type[Row], tuple[str, ...]], dict[Key, list[Any]]] = {}
        """Rows that were foreseen, by table and columns, then by key."""
        self._shown = 0

    async def all(self, row: type[R], **values: Any) -> list[R]:
        """The visible rows with these values, in the order of the table's key."""
        (found,) = await self.several(row, tuple(values), [tuple(values.values())])
        return found

    async def one(self, row: type[R], **values: Any) -> R | None:
        """The visible row with these values, if there is one."""
        rows = await self.all(row, **values)
        return rows[0] if rows else None

    async def several(self, row: type[R], columns: tuple[str, ...], keys: Sequence[Key]) -> list[list[R]]:
        """The visible rows of each key; what is asked for at the same time is asked together."""
        loader = self._loaders.get((row, columns))
        if loader is None:

            async def load(wanted: list[Key]) -> list[list[R]]:
                return await self._rows(row, columns, wanted)

            loader = self._loaders[row, columns] = DataLoader(load_fn=load)
        return cast(list[list[R]], await loader.load_many(keys))

    async def foreseen(self, row: type[R], columns: tuple[str, ...], keys: set[Key]) -> list[R]:
        """Load the rows of keys that fields are about to ask for; all rows of these keys."""
        known = self.known.setdefault((row, columns), {})
        if missing := [key for key in keys if key not in known]:
            known.update(zip(missing, await self.several(row, columns, missing), strict=True))
        return [found for key in keys for found in known[key]]

    async def newest(self, row: type[R], column: str, value: str, order: str, after: int, limit: int) -> list[R]:
        """The first `limit` rows of a value whose `order` column is beyond `after`, by that column."""
        name = (row, column, order, after, limit)
        found = self._loaders.get(name)
        if found is None:

            async def load(keys: list[str]) -> list[list[R]]:
                inner = (
                    f"SELECT {selected(row)} FROM {table(row)} t WHERE t.{quoted(column)} = want.key"
                    f" AND t.{quoted(order)} > %s ORDER BY t.{quoted(order)} LIMIT %s"
                )
                sql = f"SELECT part.* FROM unnest(%s::text[]) AS want(key) CROSS JOIN LATERAL ({inner}) part"
                lines = await (await self._session()).rows(sql, (list(keys), after, limit))
                return _by_key(row, (column,), [(key,) for key in keys], lines)

            found = self._loaders[name] = DataLoader(load_fn=load)
        return cast(list[R], await found.load(value))

    def show(self, rows: int) -> None:
        """Count rows that a field shows. Raises Fault when the operation shows too many."""
        self._shown += rows
        if self._shown > MOST:
            raise Fault(ErrorCode.TOO_COMPLEX, f"The question leads to more than {MOST} rows; ask for less at once.")

    async def _rows(self, row: type[R], columns: tuple[str, ...], keys: Sequence[Any]) -> list[list[R]]:
        order = ", ".join(f"t.{quoted(name)}" for name in row.TABLE.key)
        if len(columns) == 1:
            match = f"t.{quoted(columns[0])} = ANY(%s::{sql_type(row, columns[0])}[])"
        else:
            lists = ", ".join(f"%s::{sql_type(row, column)}[]" for column in columns)
            match = f"({', '.join(f't.{quoted(c)}' for c in columns)}) IN (SELECT * FROM unnest({lists}))"
        sql = f"SELECT {selected(row)} FROM {table(row)} t WHERE {match} ORDER BY {order}"
        values = tuple(list(part) for part in zip(*keys, strict=True))
        return _by_key(row, columns, keys, await (await self._session()).rows(sql, values))


def _by_key(row: type[R], columns: tuple[str, ...], keys: Sequence[Any], lines: list[tuple[Any, ...]]) -> list[list[R]]:
    at = [names(row).index(column) for column in columns]
    found: dict[Any, list[R]] = defaultdict(list)
    for line in lines:
        found[tuple(line[i] for i in at)].append(made(row, line))
    return [found.get(tuple(key), []) for key in keys]
