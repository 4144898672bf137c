"""What the keeper of the keys does: wrapping them anew, the list of destroyed ones, and leaving no traces on disk.

Each step is a transaction of its own and may be repeated, so whatever was interrupted is taken up again.
"""

import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from typing import Any, Final

import msgspec
import psycopg
from msgspec import Struct
from psycopg import Connection
from psycopg.rows import tuple_row
from psycopg.sql import SQL, Identifier

from infra.sealing.keks import Keks
from infra.sealing.keyring import Keyring
from projections.catalogue import CATALOGUE
from projections.rows import personal_columns
from projections.schema import LIVE
from projections.visibility import OWNER

KEEPER = "register_keeper"
_BATCH = 1_000


class Destroyed(Struct, frozen=True, rename="camel"):
    """One line of the list of destroyed keys.

    key: name of the key
    owner: whose values it sealed
    destroyed_at: when it was destroyed here
    position: position of the event that is the protocol of the destruction, if the events tell it
    """

    key: str
    owner: str
    destroyed_at: str
    position: int | None = None


class ListRefusedError(Exception):
    """The list of destroyed keys is not one; the text names the line."""


def rewrap(dsn: str, keyring: Keyring, progress: Callable[[int, int], None] = lambda done, of: None) -> int:
    """Wrap all data keys by a new key-encryption key, and forget the old one; how many were wrapped anew.

    A run that was interrupted is taken up: no further key-encryption key is made while keys wrapped by an older one
    are left. Events are not touched. Raises KeysUnavailableError.
    """
    with _keeper(dsn) as conn:
        if not _left(conn, keyring.keks(conn).current):
            keyring.renew(conn)
        keks = keyring.keks(conn)
        _retire_others(conn, keks)
        of, done, last = _left(conn, keks.current), 0, ""
        while rows := conn.execute(
            "select id, kek, wrapped from keys.key where id > %s and kek <> %s order by id limit %s",
            (last, keks.current, _BATCH),
        ).fetchall():
            anew = [(row[0], row[1], keks.wrap(row[0], keks.unwrap(row[1], row[0], row[2]))) for row in rows]
            conn.execute(
                "update keys.key as k set kek = %s, wrapped = new.wrapped"
                " from unnest(%s::text[], %s::text[], %s::bytea[]) as new (id, kek, wrapped)"
                " where k.id = new.id and k.kek = new.kek",
                (keks.current, *(list(column) for column in zip(*anew, strict=True))),
            )
            done, last = done + len(rows), rows[-1][0]
            progress(done, max(of, done))
        conn.execute("delete from keys.wrapper where id <> %s", (keks.current,))
        keyring.retire()
        return done


def destroyed(dsn: str) -> Iterator[Destroyed]:
    """The list of destroyed keys, oldest first."""
    with _keeper(dsn) as conn:
        yield from (
            Destroyed(*row)
            for row in conn.execute(
                "with protocol as ("
                "   select key.id, min(e.notification_id) as position from keys.destroyed as d"
                "     join register.naming as e"
                "       on e.topic in ('PersonErased', 'OfficialErased') and e.persons @> array[d.owner]"
                "    cross join jsonb_array_elements_text("
                "        convert_from(e.state, 'UTF8')::jsonb #> '{event,keys}') as key (id)"
                "    where d.owner ~ '^(person|official)-' group by key.id)"
                " select d.id, d.owner,"
                "        to_char(d.destroyed_at at time zone 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"Z\"'),"
                "        protocol.position"
                "   from keys.destroyed as d left join protocol using (id) order by d.number"
            )
        )


def apply_destroyed(dsn: str, lines: Iterable[bytes]) -> int:
    """Destroy whatever of a list still stands: after an older backup of the keys was restored. How many did.

    Raises ListRefusedError before anything is destroyed.
    """
    listed: list[Destroyed] = []
    for number, line in enumerate(lines, start=1):
        try:
            listed.append(msgspec.json.decode(line, type=Destroyed))
        except msgspec.MsgspecError:
            raise ListRefusedError(f"line {number} is no line of a list of destroyed keys") from None
    ids, owners = [each.key for each in listed], [each.owner for each in listed]
    with _keeper(dsn) as conn, conn.transaction():
        conn.execute("select register.take_turn()")  # who keeps keys in memory knows a destruction by the last number
        conn.execute(
            "insert into keys.destroyed (id, owner) select * from unnest(%s::text[], %s::text[])"
            " on conflict do nothing",
            (ids, owners),
        )
        conn.execute(
            "update keys.key set wrapped = decode(repeat('00', length(wrapped)), 'hex') where id = any (%s)", (ids,)
        )
        return conn.execute("delete from keys.key where id = any (%s)", (ids,)).rowcount


_PATIENCE: Final = 5.0
"""Seconds within which a setting reaches all processes of the server."""
_MOST_SEGMENTS: Final = 100
_WAITING: Final = (
    "select count(*) from pg_ls_waldir()"
    " where name ~ '^[0-9A-F]{24}$' and name > pg_walfile_name(pg_current_wal_insert_lsn())"
)
"""Segments ahead of the one that is written: old ones under new names."""


def scrub(dsn: str) -> list[str]:
    """Leave no old version of an erased value in the files of the database; what could not be done, in words.

    Rewrites the tables that hold values of persons, the planner's statistics of them and the keys, then lets the
    server write all pages and drop the log segments that held the old ones. Needs a superuser for all of it.
    """
    undone: list[str] = []
    with psycopg.connect(dsn, autocommit=True, application_name="register_scrub") as conn:
        for row in CATALOGUE.rows:
            if personal_columns(row) or row.TABLE.words:
                _vacuum(conn, OWNER, LIVE, row.TABLE.name, undone)
        _vacuum(conn, KEEPER, "keys", "key", undone)
        conn.execute("reset role")
        _vacuum(conn, None, "pg_catalog", "pg_statistic", undone)
        try:
            conn.execute("alter system set wal_recycle = off")
            conn.execute("select pg_reload_conf()")
            if not _drop_segments(conn):
                undone.append("log segments with old bytes may be left: run it again when the register is quieter")
        except psycopg.errors.InsufficientPrivilege:
            undone.append("a superuser must run: checkpoint; select pg_switch_wal(); with wal_recycle = off")
        finally:
            with suppress(psycopg.errors.InsufficientPrivilege):
                conn.execute("alter system reset wal_recycle")
                conn.execute("select pg_reload_conf()")
    return undone


def _drop_segments(conn: Connection[Any]) -> bool:
    """Let the server go through its log segments until the present one was made new and none waits to be used again.

    Whether that was reached; a register that is written to all the while may not let it.

    A segment that is used again keeps its old bytes behind the new ones. The setting reaches the server's processes a
    little later than its command returns.
    """
    until = time.monotonic() + _PATIENCE
    while conn.execute("show wal_recycle").fetchone() != ("off",) and time.monotonic() < until:
        time.sleep(0.02)
    new = 0
    for _ in range(_MOST_SEGMENTS):
        conn.execute("select pg_switch_wal()")
        conn.execute("checkpoint")
        waiting = conn.execute(_WAITING).fetchone()
        new = 0 if waiting and waiting[0] else new + 1
        if new == 2:
            return True
    return False


def _vacuum(conn: Connection[Any], role: str | None, schema: str, table: str, undone: list[str]) -> None:
    """PostgreSQL only warns of what a role may not rewrite."""
    warned: list[str] = []
    conn.add_notice_handler(notice := lambda diagnostic: warned.append(diagnostic.severity_nonlocalized or ""))
    try:
        if role is not None:
            conn.execute(SQL("set role {}").format(Identifier(role)))
        conn.execute(SQL("vacuum (full, analyze) {}.{}").format(Identifier(schema), Identifier(table)))
    finally:
        conn.remove_notice_handler(notice)
    if "WARNING" in warned:
        undone.append(f"whoever owns {schema}.{table} must run: vacuum (full, analyze) {schema}.{table}")


def _retire_others(conn: Connection[Any], keks: Keks) -> None:
    """From now on nobody wraps by another key; whoever was just doing so has finished.

    One that wraps nothing yet is among them: somebody may be about to wrap the first data key by it.
    """
    with conn.transaction():
        conn.execute("select register.take_turn()")
        conn.execute("delete from keys.retired where kek = %s", (keks.current,))
        conn.execute(
            "insert into keys.retired (kek)"
            " select kek from (select kek from keys.key union select unnest(%s::text[])) as known (kek)"
            " where kek <> %s on conflict do nothing",
            (keks.names, keks.current),
        )


def _left(conn: Connection[Any], current: str) -> int:
    row = conn.execute("select count(*) from keys.key where kek <> %s", (current,)).fetchone()
    return int(row[0]) if row else 0


def _keeper(dsn: str) -> Connection[Any]:
    conn: Connection[Any] = psycopg.connect(dsn, autocommit=True, application_name=KEEPER, row_factory=tuple_row)
    conn.execute(SQL("set role {}").format(Identifier(KEEPER)))
    return conn
