"""What PostgreSQL itself answers an official, asked as the reader role."""

from typing import Any

import psycopg

from projections.boards import BOARDS
from projections.catalogue import CATALOGUE
from tests.domain.scenario import (
    AUDITOR,
    DELEGATE,
    DEPUTY_HEAD,
    DEPUTY_REPRESENTATIVE_71,
    EMPLOYEE_00,
    EMPLOYEE_71,
    EMPLOYEE_75,
    HEAD,
    OMBUDSMAN,
    REPRESENTATIVE_71,
    REPRESENTATIVE_75,
    STRANGER,
)

EVERYBODY = (
    OMBUDSMAN,
    HEAD,
    DEPUTY_HEAD,
    DELEGATE,
    REPRESENTATIVE_71,
    REPRESENTATIVE_75,
    DEPUTY_REPRESENTATIVE_71,
    EMPLOYEE_00,
    EMPLOYEE_71,
    EMPLOYEE_75,
    AUDITOR,
    STRANGER,
)


TABLES = tuple(row.TABLE.name for row in (*CATALOGUE.rows, *BOARDS))


def ask(
    conn: psycopg.Connection[Any], official: str | None, question: str, *parameters: Any, reason: str | None = None
) -> Any:
    """The first value of what an official is answered; None is the public."""
    with conn.transaction():
        conn.execute("set local role register_reader")
        conn.execute("select access.enter(%s, %s)", (official, reason))
        row = conn.execute(question.encode(), parameters).fetchone()
    return row[0] if row else None


def seen(dsn: str, official: str | None, question: str, *parameters: Any, reason: str | None = None) -> Any:
    """The same, on a connection of its own."""
    with psycopg.connect(dsn, autocommit=True) as conn:
        return ask(conn, official, question, *parameters, reason=reason)


def viewers(dsn: str, table: str, column: str, value: str, *, reason: str | None = None) -> set[str]:
    """Who of everybody sees at least one row of the table with this value."""
    question = f"select count(*) from views.{table} where {column} = %s"
    with psycopg.connect(dsn, autocommit=True) as conn:
        return {official for official in EVERYBODY if ask(conn, official, question, value, reason=reason)}


def everything_seen(dsn: str, official: str | None, *, reason: str | None = None) -> dict[str, int]:
    """How many rows of each table and board somebody sees."""
    with psycopg.connect(dsn, autocommit=True) as conn:
        return {table: ask(conn, official, f"select count(*) from views.{table}", reason=reason) for table in TABLES}


def mentions(dsn: str, official: str | None, *words: str, reason: str | None = None) -> set[str]:
    """Tables and boards in which somebody finds one of these words in any column of any row."""
    with psycopg.connect(dsn, autocommit=True) as conn:
        return {
            table
            for table in TABLES
            for word in words
            if ask(
                conn,
                official,
                f"select count(*) from views.{table} as t where strpos(t::text, %s) > 0",
                word,
                reason=reason,
            )
        }
