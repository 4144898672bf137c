"""The data of the questions: some thousand cases by real commands, then copied in the read tables to the size wanted.

A copy has ids, numbers and positions of its own; everything else is as in the case that it was made from. Which columns
these are follows from the row classes and from what the columns hold, so a new read table is copied too.
"""

from collections.abc import Iterator
from hashlib import sha256
from importlib.resources import files

import psycopg
from psycopg.sql import SQL, Identifier, Literal

from benchmarks.arena import Arena, say, show
from benchmarks.casework import Institution, carry_out, found, institution
from benchmarks.reads import cases as casework
from infra.migrate import migrate
from infra.register import Register
from infra.store.recorder import Store
from projections.catalogue import CATALOGUE
from projections.rows import Column, Row, columns
from projections.schema import LIVE, declaration, indexes
from projections.sql import column_list, quoted

COPIED = ("complaint-", "person-")
"""What ids of records that are copied begin with; all others (offices, officials, posts) stay as they are."""
_PLACES = ("position", "causation")
"""Columns that hold a place in the whole register."""
_EDITION = "2"
"""Part of the databases' mark: data made by another edition of this module are made again."""
_CLONED_ID = """
create function pg_temp.copied(id text, copy bigint) returns text language sql immutable as $$
    select case when starts_with(id, 'complaint-') then 'complaint-' || md5(id || copy)::uuid
                when starts_with(id, 'person-') then 'person-' || md5(id || copy)::uuid
                else id end
$$"""


def stocked(arena: Arena, count: int, base: int) -> str:
    """The address of a database with `count` cases, of which `base` were told by commands; made unless it stands."""
    name, mark = f"cases_{count}", _mark(base)
    if _marked(arena, name) != mark:
        say(f"{count:,} cases, copied from {base:,}")
        _drop(arena, name)
        dsn = arena.database(name, register=False, copy_of=_base(arena, base))
        multiply(dsn, -(-count // base))
        _mark_as(arena, name, mark)
    dsn = arena.address(name)
    migrate(dsn)
    return dsn


def staff() -> Institution:
    """Who serves in every database made here."""
    return institution()


def _base(arena: Arena, count: int) -> str:
    """The name of the database with the cases that were told by commands."""
    name, mark = f"cases_base_{count}", _mark(count)
    if _marked(arena, name) != mark:
        say(f"{count:,} cases by commands")
        _drop(arena, name)
        dsn = arena.database(name)
        with Store(dsn) as store:
            register = Register(store)
            carry_out(register, casework.cases(found(register), count))
        show(dsn)
        _mark_as(arena, name, mark)
    return name


def multiply(dsn: str, times: int) -> None:
    """Make every case stand `times` times in the read tables, with indexes and statistics as new."""
    with psycopg.connect(dsn) as conn:
        for setting in ("synchronous_commit = off", "maintenance_work_mem = '256MB'", "work_mem = '64MB'"):
            conn.execute(SQL("set {}").format(SQL(setting)))
        conn.execute(_CLONED_ID)
        (head,) = conn.execute(f"select coalesce(max(position), 0) from {LIVE}.audit").fetchone() or (0,)
        (first,) = conn.execute(f"select count(*) from {LIVE}.complaint").fetchone() or (0,)
        for row in CATALOGUE.rows:
            table = f"{LIVE}.{row.TABLE.name}"
            copied = _ids(conn, row)
            unit = next((name for name in row.TABLE.key if name in copied), None)
            if times > 1 and unit is not None:
                _without_indexes(conn, row)
                values = ", ".join(_copied(column, copied, head, first) for column in columns(row))
                names = column_list([column.name for column in columns(row)])
                conn.execute(
                    f"insert into {table} ({names}) select {values} from {table} as t,"
                    f" generate_series(1, {times - 1}) as copy where {_begins(unit)}"
                )
                key = column_list(row.TABLE.key)
                conn.execute(f"alter table {table} add primary key ({key})")
        for tally in CATALOGUE.tallies:
            _count(conn, tally.row, times)
        for statement in indexes(LIVE):
            conn.execute(statement.encode())
    with psycopg.connect(dsn, autocommit=True) as conn:
        conn.execute("vacuum (analyze)")
        conn.execute("checkpoint")


def _count(conn: psycopg.Connection, row: type[Row], times: int) -> None:
    """Counters tell of the copies too: all that they count here are records that are copied."""
    counters = (quoted(column.name) for column in columns(row) if column.name not in row.TABLE.key)
    sums = ", ".join(f"{name} = {name} * {times}" for name in counters)
    conn.execute(f"update {LIVE}.{row.TABLE.name} set {sums}".encode())


def _ids(conn: psycopg.Connection, row: type[Row]) -> frozenset[str]:
    """The columns that hold ids of records that are copied."""
    texts = [column.name for column in columns(row) if column.sql == "text"]
    if not texts:
        return frozenset()
    chosen = ", ".join(f"coalesce(bool_or({_begins(name)}), false)" for name in texts)
    held = conn.execute(f"select {chosen} from {LIVE}.{row.TABLE.name} as t".encode()).fetchone() or ()
    return frozenset(name for name, holds in zip(texts, held, strict=True) if holds)


def _begins(column: str) -> str:
    return "(" + " or ".join(f"starts_with(t.{quoted(column)}, '{prefix}')" for prefix in COPIED) + ")"


def _copied(column: Column, ids: frozenset[str], head: int, first: int) -> str:
    """What a copy has in a column."""
    name = f"t.{quoted(column.name)}"
    if column.name in ids:
        return f"pg_temp.copied({name}, copy)"
    if column.name == "number" and column.sql == "text":
        return f"left({name}, -5) || (right({name}, 5)::bigint + copy * {max(first, 100_000)})"
    if column.name in _PLACES:
        return f"{name} + copy * {head}"
    return name


def _without_indexes(conn: psycopg.Connection, row: type[Row]) -> None:
    """Indexes are built once at the end instead of row by row."""
    table = f"{LIVE}.{row.TABLE.name}"
    kept = conn.execute(
        "select c.conname, i.relname from pg_index as x join pg_class as i on i.oid = x.indexrelid"
        " left join pg_constraint as c on c.conindid = x.indexrelid where x.indrelid = %s::regclass",
        (table,),
    ).fetchall()
    for constraint, index in kept:
        if constraint:
            conn.execute(SQL("alter table {} drop constraint {}").format(SQL(table), Identifier(constraint)))
        else:
            conn.execute(SQL("drop index {}.{}").format(Identifier(LIVE), Identifier(index)))


def _mark(base: int) -> str:
    """What a database was made from: the tables of this release, its migrations, the cases."""
    migrations = sorted((file.name, file.read_text(encoding="utf-8")) for file in (files("infra") / "sql").iterdir())
    return sha256(f"{_EDITION} {base} {declaration()} {casework.COURSES} {migrations}".encode()).hexdigest()


def _marked(arena: Arena, name: str) -> str | None:
    """The mark of a database; None when there is none of that name."""
    with psycopg.connect(arena.address("postgres")) as conn:
        found_row = conn.execute(
            "select shobj_description(oid, 'pg_database') from pg_database where datname = %s", (name,)
        ).fetchone()
    return found_row[0] if found_row else None


def _mark_as(arena: Arena, name: str, mark: str) -> None:
    with psycopg.connect(arena.address("postgres"), autocommit=True) as conn:
        conn.execute(SQL("comment on database {} is {}").format(Identifier(name), Literal(mark)))


def _drop(arena: Arena, name: str) -> None:
    with psycopg.connect(arena.address("postgres"), autocommit=True) as conn:
        conn.execute(SQL("drop database if exists {}").format(Identifier(name)))


def samples(dsn: str, count: int, office: str | None = None) -> Iterator[str]:
    """Numbers of cases with a long trail, of all offices or of one, spread over all of them."""
    sql = "select number from views.complaint where version >= 20 and office = coalesce(%s, office)"
    with psycopg.connect(dsn) as conn:
        yield from (number for (number,) in conn.execute(f"{sql} order by md5(id) limit %s".encode(), (office, count)))
