"""The one step that brings a database to this release: roles, then numbered SQL files, then the views' tables.

Runs under an advisory lock in one transaction; running it again changes nothing. Services never create anything:
they start with `pending()` empty or not at all.
"""

import hashlib
import time
from collections.abc import Iterator
from importlib import import_module
from importlib.resources import files
from importlib.util import find_spec

import psycopg
from psycopg.sql import SQL, Identifier

ROLES = ("register_owner", "register_appender", "register_projector", "register_reader", "register_keeper")
"""Who may do what: owns everything; appends through the function; keeps the views; reads the views under policies;
owns the keys."""

_LOCK = 0x6D696772  # "migr"
_VIEWS = "views"


class MigrationError(Exception):
    """The database cannot be brought to this release; the text says why and what would help."""


def migrate(dsn: str) -> list[str]:
    """Apply what is missing and name it, oldest first; an empty list when the database was up to date.

    dsn: a connection whose user is superuser, or owns the database and may create roles (or is a member of `ROLES`).
    Raises MigrationError when a file was changed after it was applied, or the roles are out of reach.
    """
    with psycopg.connect(dsn, autocommit=True) as conn:
        _create_roles(conn)
        with conn.transaction():
            conn.execute("select pg_advisory_xact_lock(%s)", (_LOCK,))
            _take_owner(conn)
            return list(_apply(conn))


def pending(dsn: str) -> list[str]:
    """Names of the migrations that `migrate` would apply; a service starts only when there are none."""
    with psycopg.connect(dsn) as conn:
        applied = _applied(conn)
        return [name for name, text in _wanted() if _is_due(name, text, applied)]


def _apply(conn: psycopg.Connection) -> Iterator[str]:
    conn.execute("create schema if not exists register")
    conn.execute(
        "create table if not exists register.migrations ("
        " name text primary key, checksum text not null, applied_at timestamptz not null default now())"
    )
    applied = _applied(conn)
    for name, text in _wanted():
        if _is_due(name, text, applied):
            conn.execute(text.encode())
            conn.execute(
                "insert into register.migrations (name, checksum) values (%s, %s)"
                " on conflict (name) do update set checksum = excluded.checksum, applied_at = excluded.applied_at",
                (name, _checksum(text)),
            )
            yield name


def _wanted() -> Iterator[tuple[str, str]]:
    """The numbered files, applied once each, then the views' DDL, which is idempotent and follows its declaration."""
    for file in sorted((files("infra") / "sql").iterdir(), key=lambda file: file.name):
        if file.name.endswith(".sql"):
            yield file.name.removesuffix(".sql"), file.read_text(encoding="utf-8")
    if find_spec("projections") and find_spec("projections.schema"):
        yield _VIEWS, ";\n".join(import_module("projections.schema").ddl())


def _is_due(name: str, text: str, applied: dict[str, str]) -> bool:
    if name not in applied:
        return True
    if applied[name] == _checksum(text):
        return False
    if name != _VIEWS:
        raise MigrationError(f"migration {name} was changed after it was applied; add a new file instead")
    return True


def _applied(conn: psycopg.Connection) -> dict[str, str]:
    row = conn.execute("select to_regclass('register.migrations') is not null").fetchone()
    if row is None or not row[0]:
        return {}
    return dict(conn.execute("select name, checksum from register.migrations").fetchall())


def _checksum(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _create_roles(conn: psycopg.Connection) -> None:
    """Create the roles that are missing. They belong to the whole server, so other databases may race for them."""
    for role in ROLES:
        if conn.execute("select 1 from pg_roles where rolname = %s", (role,)).fetchone():
            continue
        try:
            conn.execute(SQL("create role {} nologin").format(Identifier(role)))
        except (psycopg.errors.DuplicateObject, psycopg.errors.UniqueViolation):
            continue
        except psycopg.errors.InsufficientPrivilege:
            raise MigrationError(
                f"role {role} is missing and this user may not create it; an administrator can: create role {role}"
                " nologin; grant it to this user"
            ) from None
    for role in ROLES:
        _join(conn, role)


def _join(conn: psycopg.Connection, role: str, attempts: int = 20) -> None:
    """Make the migrating user a member, which a superuser need not be. Retries what a concurrent grant disturbs."""
    for attempt in range(attempts):
        row = conn.execute("select pg_has_role(current_user, %s, 'member')", (role,)).fetchone()
        if row and row[0]:
            return
        try:
            conn.execute(SQL("grant {} to current_user").format(Identifier(role)))
        except psycopg.errors.InsufficientPrivilege:
            raise MigrationError(
                f"this user may not act as {role}; an administrator can: grant {role} to this user"
            ) from None
        except (psycopg.errors.InternalError_, psycopg.errors.UniqueViolation):
            time.sleep(0.02 * (attempt + 1))
    raise MigrationError(f"could not become a member of {role}: other sessions kept changing it; run migrate again")


def _take_owner(conn: psycopg.Connection) -> None:
    """What a migration creates belongs to register_owner, the keys to register_keeper."""
    row = conn.execute("select current_database()").fetchone()
    assert row is not None
    try:
        conn.execute(SQL("grant create on database {} to register_owner, register_keeper").format(Identifier(row[0])))
    except psycopg.errors.InsufficientPrivilege:
        raise MigrationError("this user does not own the database, so it cannot migrate it") from None
    conn.execute("set local role register_owner")
