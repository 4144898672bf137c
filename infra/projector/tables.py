"""The read tables over one open connection: rows loaded and stored as JSON, the position reached kept beside them."""

from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import Any, NamedTuple

import msgspec
from eventsourcing.persistence import Tracking
from eventsourcing.postgres import PostgresDatastore, PostgresTrackingRecorder
from psycopg import Connection, Error, OperationalError
from psycopg.rows import dict_row, tuple_row

from projections import sql
from projections.rows import Row
from projections.schema import TRACKING
from projections.views import LoadFailedError, Views

VIEWS = "views"
"""Name under which the position of all read tables together is tracked."""
_CHUNK = 2_000
"""Rows stored by one statement."""

_encode = msgspec.json.Encoder().encode


class RowRefusedError(Exception):
    """PostgreSQL did not take the rows of a table, for their sake and not for that of the connection."""

    def __init__(self, row: type[Row], error: str) -> None:
        super().__init__(f"{row.TABLE.name}: {error}")
        self.row = row
        self.error = error


class Statement(NamedTuple):
    """One statement and its rows of one table as a JSON array."""

    row: type[Row]
    text: bytes
    rows: str


class Tables:
    """All tables of one schema. The caller opens and ends the transactions."""

    def __init__(self, conn: Connection[Any], schema: str) -> None:
        self._conn = conn
        self._schema = schema
        datastore = PostgresDatastore("", "", "", "", "", schema=schema, single_row_tracking=True)
        self._tracking = PostgresTrackingRecorder(datastore, tracking_table_name=TRACKING)

    def load(self, row: type[Row], firsts: Sequence[Any] | None) -> Iterable[Row]:
        """Rows by the first column of their key, or the whole table. Raises LoadFailedError."""
        try:
            with self._conn.cursor(row_factory=tuple_row) as cursor:
                if firsts is None:
                    cursor.execute(sql.load_whole(self._schema, row).encode())
                else:
                    cursor.execute(sql.load(self._schema, row).encode(), (list(firsts),), prepare=True)
                found = cursor.fetchone()
        except Error as error:
            raise LoadFailedError from error
        return _decoder(row).decode(found[0]) if found is not None else ()

    def store(self, views: Views) -> None:
        """Store all changes. Raises RowRefusedError."""
        self.send(self.changes(views))

    def changes(self, views: Views) -> list[Statement]:
        """What stores all changes as the rows stand now."""
        statements: list[Statement] = []
        for row, written, removed in views.changes():
            if removed:
                gone = [dict(zip(row.TABLE.key, key, strict=True)) for key in removed]
                statements += _statements(row, sql.remove(self._schema, row), gone)
            if written:
                statements += _statements(row, sql.store(self._schema, row), written)
        return statements

    def send(self, changes: Iterable[Statement]) -> None:
        """Store changes. Raises RowRefusedError."""
        with self._conn.cursor() as cursor:
            for change in changes:
                try:
                    cursor.execute(change.text, (change.rows,), prepare=True)
                except OperationalError:
                    raise
                except Error as error:
                    raise RowRefusedError(change.row, type(error).__name__) from None

    def position(self) -> tuple[int, int]:
        """An id of the tables' present generation, which a rebuild changes, and the position that they show."""
        with self._conn.cursor(row_factory=tuple_row) as cursor:
            cursor.execute(
                f"select '{self._schema}.{TRACKING}'::regclass::oid::bigint,"
                f" (select notification_id from {self._schema}.{TRACKING} where application_name = %s)".encode(),
                (VIEWS,),
                prepare=True,
            )
            row = cursor.fetchone()
        return (int(row[0]), int(row[1] or 0)) if row else (0, 0)

    def track(self, position: int) -> None:
        """Keep the position reached. Raises IntegrityError when it would not go forward."""
        with self._conn.cursor(row_factory=dict_row) as cursor:
            self._tracking._insert_tracking(cursor, Tracking(VIEWS, position))


def _statements(row: type[Row], text: str, rows: Sequence[Any]) -> Iterator[Statement]:
    for start in range(0, len(rows), _CHUNK):
        yield Statement(row, text.encode(), _encode(rows[start : start + _CHUNK]).decode())


@cache
def _decoder(row: type[Row]) -> msgspec.json.Decoder[list[Row]]:
    return msgspec.json.Decoder(list[row])  # type: ignore[valid-type]  # the class is known at run time only
