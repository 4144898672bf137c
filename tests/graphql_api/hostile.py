"""What a register may hold at its worst: every table with rows, texts that break careless JSON, missing values, walls.

Written past the projector, into tables that nobody but the oracle reads; ids, codes and closed lists stay as they are.
"""

from collections.abc import Iterator
from enum import Enum
from typing import Any, Final

import psycopg
from psycopg.sql import SQL, Identifier
from psycopg.types.json import Jsonb

from projections.catalogue import CATALOGUE
from projections.rows import Column, Row, columns

TEXTS: Final = (
    "",
    "He said \"no\" \\ and 'left'",
    "Қазақша сөз: Әәғқңөұүһі",
    "first\nsecond\r\n\tthird\u0001\u001f\u007f",
    "</script>\u2028\u2029😀\ufeff",
    "%s {} $1 :x --",
    "Ұзақ мәтін " * 900,
)
CONTENTS: Final[tuple[dict[str, Any], ...]] = (
    {"text": TEXTS[1], "list": [None, True, 0, -1.5, {"ә": ""}], "number": 2**53 - 1, "long": TEXTS[6]},
    {"": {}, "lines": TEXTS[3], "none": None, "list": []},
)
INSTANTS: Final = (
    "0001-01-02 00:00:00+00",
    "1969-12-31 23:59:59.999999+00",
    "2026-06-30 05:00:00.120000+05",
    "2026-06-30 12:00:00.000001-03",
    "9999-12-30 23:59:59.5+00",
)
DAYS: Final = ("0001-01-01", "1999-12-31", "9999-12-31")
FREE: Final = frozenset(
    {
        "name",
        "name_kk",
        "name_ru",
        "name_en",
        "title",
        "decree",
        "respondent",
        "respondent_type",
        "category",
        "right",
        "reason",
        "reference",
        "purpose",
        "iin",
        "body",
        "text",
        "ground",
        "decline_reason",
        "lift_reason",
        "outgoing",
        "reply_reference",
        "proceedings_reference",
        "sanction",
        "appeal_body",
        "source_system",
        "source_number",
        "source_finding",
        "summary",
        "event_text",
    }
)
"""Columns in which people write what they like."""


def embellish(connection: psycopg.Connection[Any], integrator: str) -> None:
    """Make the register of the demonstration hostile."""
    sample = _sample(connection)
    for row in CATALOGUE.rows:
        for attempt in range(2):
            _insert(connection, row, sample, attempt)
    insert = (
        "insert into views.scope (official, source, capacity, office, until) values (%s, %s, 'integrator', null, null)"
    )
    for source in ("stream_complaints", "stream_organisation"):
        connection.execute(insert.encode(), (integrator, source))
    _read(connection, sample)
    for row in CATALOGUE.rows:
        for column in columns(row):
            _worsen(connection, row, column)
    wall, complaint = sample["compartment"], sample["complaint"]
    for row in CATALOGUE.rows:
        if "wall" in {column.name for column in columns(row)}:
            _run(connection, "update views.{} set wall = %s where {} = %s", row, row.TABLE.key[0], (wall, complaint))


def _read(connection: psycopg.Connection[Any], sample: dict[str, str]) -> None:
    """The journal: reads of a case, of a person, by somebody and by the public, and a refusal."""
    note = {"operation": TEXTS[1], "channel": "query", "parts": ["complaint_text", "complaint_party"]}
    for official, reason in ((sample["official"], None), (sample["official"], TEXTS[3]), (None, None)):
        read = [
            note | {"official": official, "reason": reason, "kind": kind, "record": sample[kind]}
            for kind in ("complaint", "person", "measure")
        ]
        connection.execute("select journal.note(%s)", (Jsonb(read),))
    refusal = {"command": "AcceptComplaint", "kind": "complaint", "code": "NO_AUTHORITY", "paragraph": "14.1.a"}
    named = {"official": sample["official"], "record": sample["complaint"], "trace": None}
    connection.execute("select journal.refuse(%s)", (Jsonb([refusal | named]),))


def known_values(connection: psycopg.Connection[Any]) -> tuple[dict[str, list[Any]], list[str]]:
    """Values of all columns by their names in the schema, and ids of records of every kind."""
    values: dict[str, list[Any]] = {}
    ids: list[str] = []
    for row in CATALOGUE.rows:
        for column in columns(row):
            each = "unnest({1})" if column.sql == "text[]" else "{1}"
            text = f"select distinct to_jsonb({each}) from views.{{0}} limit 25"
            found = connection.execute(SQL(text).format(Identifier(row.TABLE.name), Identifier(column.name)))
            fresh = [v for (v,) in found if isinstance(v, str | int) and len(str(v)) < 500]
            values.setdefault(_camel(column.name), []).extend(fresh)
        if "id" in {column.name for column in columns(row)}:
            ids += [id for (id,) in connection.execute(f"select id from views.{row.TABLE.name} limit 8".encode())]
    return values, ids


def _camel(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(part.title() for part in rest)


def _sample(connection: psycopg.Connection[Any]) -> dict[str, str]:
    """One id of each kind, by which rows made up here belong to records that are there."""
    found = {"compartment": "compartment-00000000-0000-4000-8000-000000000001", "office": "71"}
    for kind in ("complaint", "petition", "official", "person", "post", "measure", "calendar"):
        ((found[kind],),) = connection.execute(f"select min(id) from views.{kind}".encode()).fetchall()
    ombudsman = "select min(official) from views.scope where capacity = 'ombudsman'"
    ((found["official"],),) = connection.execute(ombudsman.encode()).fetchall()
    return found


def _insert(connection: psycopg.Connection[Any], row: type[Row], sample: dict[str, str], attempt: int) -> None:
    """A row of a table that has none."""
    ((full,),) = _run(connection, "select count(*) > %s from views.{}", row, None, (attempt,)).fetchall()
    if full:
        return
    known = sample | {"opened_by": sample["official"], "granted_by": sample["official"], "id": sample["compartment"]}
    values = [_made(column, known, attempt) for column in columns(row)]
    names = SQL(", ").join(Identifier(column.name) for column in columns(row))
    places = SQL(", ").join([SQL("%s")] * len(values))
    text = SQL("insert into views.{} ({}) values ({}) on conflict do nothing")
    connection.execute(text.format(Identifier(row.TABLE.name), names, places), values)


def _made(column: Column, known: dict[str, str], attempt: int) -> Any:
    if column.name in known:
        return known[column.name]
    if column.name in ("wall", "until") or (column.nullable and attempt):
        return None
    if isinstance(column.type, type) and issubclass(column.type, Enum):
        return next(iter(column.type)).value
    plain = {"bigint": attempt + 3, "boolean": bool(attempt), "date": DAYS[attempt], "timestamptz": INSTANTS[0]}
    if column.sql in plain:
        return plain[column.sql]
    return ["71"] if column.sql == "text[]" else Jsonb({}) if column.sql == "jsonb" else f"{column.name} {attempt}"


def _worsen(connection: psycopg.Connection[Any], row: type[Row], column: Column) -> None:
    """Put the worst into some rows of a column."""
    worst: tuple[Any, ...] = ()
    if column.sql == "text" and column.name in FREE and column.name not in row.TABLE.key:
        worst = TEXTS
    elif column.sql == "timestamptz":
        worst = INSTANTS
    elif column.sql == "jsonb":
        worst = tuple(map(Jsonb, CONTENTS))
    elif column.sql == "date" and column.nullable and column.name != "until":
        worst = DAYS
    elif row.TABLE.name == "person" and column.name == "contacts":
        worst = ([], [TEXTS[1], TEXTS[3]], ["{a,b}", "NULL"])
    key = row.TABLE.key[-1]
    for place, value in enumerate(worst):
        chosen = "update views.{} set {} = %s where abs(hashtext({}::text || %s)) %% %s = 0"
        _run(connection, chosen, row, (column.name, key), (value, f"{column.name} {place}", len(worst) * 3))
    if worst and column.nullable:
        missing = "update views.{} set {} = null where abs(hashtext({}::text || %s)) %% 7 = 0"
        _run(connection, missing, row, (column.name, key), (column.name,))


def _run(connection: psycopg.Connection[Any], text: str, row: type[Row], names: Any, values: Any) -> Any:
    listed: Iterator[str] = iter(() if names is None else (names,) if isinstance(names, str) else names)
    return connection.execute(SQL(text).format(Identifier(row.TABLE.name), *map(Identifier, listed)), values)
