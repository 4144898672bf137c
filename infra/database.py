"""The PostgreSQL that this process works on: the one of DATABASE_URL, or the embedded one of the home directory.

Checks once, at the door, that the server can carry the register, so that nothing later fails for that reason.
"""

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from msgspec import Struct
from psycopg.conninfo import conninfo_to_dict

from infra.embedded import EmbeddedServer, EmbeddedServerFailed
from infra.settings import Settings

OLDEST = 15
NO_ADDRESS = (
    "DATABASE_URL is not an address like postgresql://user:password@host:5432/database; "
    "write @ : / in a user or password as %40 %3A %2F"
)


class DatabaseUnavailable(Exception):
    """There is no PostgreSQL to work on; the text says why and what to do, without password."""


class DatabaseUnreachable(DatabaseUnavailable):
    """The server of DATABASE_URL does not answer, or does not let this user in."""


class DatabaseUnsuitable(DatabaseUnavailable):
    """The server of DATABASE_URL answers but cannot carry the register: too old, or not UTF-8."""


class Database(Struct, frozen=True):
    """An open database. `dsn` belongs to its owner and contains the password: never print it."""

    dsn: str
    embedded: EmbeddedServer | None


@contextmanager
def open_database(settings: Settings) -> Iterator[Database]:
    """The database of these settings while the context lasts; starts and gives up the embedded server if it is needed.

    Raises DatabaseUnavailable.
    """
    if settings.database_url is not None:
        _examine(settings.database_url)
        yield Database(dsn=settings.database_url, embedded=None)
        return
    server = EmbeddedServer(settings.home)
    try:
        server.start()
    except EmbeddedServerFailed as failure:
        raise DatabaseUnavailable(str(failure)) from failure
    try:
        yield Database(dsn=server.dsn(), embedded=server)
    finally:
        server.stop()


def _examine(dsn: str) -> None:
    try:
        where = _without_secrets(dsn)
    except psycopg.ProgrammingError:
        raise DatabaseUnreachable(NO_ADDRESS) from None
    try:
        with psycopg.connect(dsn, connect_timeout=10) as connection:
            version = connection.info.server_version // 10_000
            row = connection.execute("SELECT current_setting('server_encoding')").fetchone()
    except psycopg.OperationalError as error:
        raise DatabaseUnreachable(
            f"the PostgreSQL of DATABASE_URL ({where}) does not answer: {_first_line(error)}. "
            "Start it or correct DATABASE_URL; without DATABASE_URL an embedded server is used"
        ) from None
    if version < OLDEST:
        raise DatabaseUnsuitable(
            f"the PostgreSQL of DATABASE_URL ({where}) is {version}: the register needs {OLDEST} or newer"
        )
    if row is None or row[0] != "UTF8":
        raise DatabaseUnsuitable(
            f"the database of DATABASE_URL ({where}) is not UTF-8: create one with ENCODING 'UTF8'"
        )


def _without_secrets(dsn: str) -> str:
    parts = conninfo_to_dict(dsn)
    if "@" in dsn.partition("?")[0].partition("@")[2]:
        raise DatabaseUnreachable(NO_ADDRESS)  # the driver would take the password's end for the host
    return f"host {parts.get('host', 'local')}, port {parts.get('port', '5432')}, database {parts.get('dbname', '-')}"


def _first_line(error: psycopg.OperationalError) -> str:
    lines = str(error).strip().splitlines()
    return lines[0].rstrip(".") if lines else "no reason given"
