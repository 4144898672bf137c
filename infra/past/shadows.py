"""A compiled question asked of rows of the past: in place of each table that it reads stands a list of rows.

Who sees them is decided by the database as of today: a row is shown to whoever sees the row that stands in its place
now, whatever it was open to then. Where none stands any more, to whoever sees the record and all that the row names.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

import msgspec

from graphql_api.ports import Statement
from infra.past.moments import Cut
from projections.boards.views import BOARDS, board
from projections.catalogue import CATALOGUE
from projections.mentions import MATTERS
from projections.projection import kind_name
from projections.reading import READ_FROM
from projections.rows import Row, Visibility
from projections.visibility import condition

_TABLES = {row.TABLE.name: row for row in CATALOGUE.rows}
_READ = re.compile(r'views\."(\w+)"')
_OF_BOARD = re.compile(r"\bpast\.(\w+)")
_ANCHORED = frozenset(
    {Visibility.RECORD, Visibility.CONTENTS, Visibility.PERSON, Visibility.TRAIL, Visibility.TRAIL_CONTENTS}
)
"""What is open to whom changes with the record; all else is open by what the row itself says for good."""
_NAMED = MATTERS - {"person"}
"""Kinds of records that may stand behind walls of their own."""
_TODAY = "<today>"
"""Stands in a board for the day of the moment until it is known which parameter that is."""
_encode = msgspec.json.Encoder().encode


class Shadow(NamedTuple):
    """The rows of one table at a moment: those in whose place a row stands today, and those that are gone."""

    standing: Iterable[Row]
    gone: Sequence[Row] = ()


def tables(read: Iterable[type[Row]]) -> set[type[Row]]:
    """The tables from which the rows of some tables and boards come."""
    found: set[type[Row]] = set()
    for row in read:
        if row in READ_FROM:
            continue
        names = _OF_BOARD.findall(board(row, "past")) if row in BOARDS else (row.TABLE.name,)
        found.update(_TABLES[name] for name in names)
    return found


def anchored(row: type[Row]) -> bool:
    """Whether who sees a row of the table is asked of the row that stands in its place today."""
    return row.TABLE.visible in _ANCHORED


def shadowed(statement: Statement, cut: Cut, shadows: Mapping[type[Row], Shadow]) -> Statement:
    """The statement over rows of the past. Parameters of the moment are filled in."""
    assert statement.past is not None
    parameters = list(statement.parameters)
    answers = {"today": cut.today.isoformat(), "position": str(cut.position), **_texts(dict(cut.found))}
    for place, name in statement.past.holes:
        parameters[place] = None if answers.get(name) is None else str(answers[name]).encode()

    def bind(value: bytes) -> str:
        parameters.append(value)
        return f"${len(parameters)}"

    parts = [f"past_{row.TABLE.name} as materialized ({_rows(row, shadow, bind)})" for row, shadow in shadows.items()]
    boards = [row for row in statement.past.tables if row in BOARDS and row not in READ_FROM]
    bodies = {row: _OF_BOARD.sub(r"past_\1", board(row, "past", _TODAY)) for row in boards}
    # Not every board depends on the day, and PostgreSQL takes no value that no statement uses.
    used = any(_TODAY in body for body in bodies.values())
    today = f"{bind(cut.today.isoformat().encode())}::date" if used else ""
    for row, body in bodies.items():
        names = ", ".join(f'"{name}"' for name in row.__struct_fields__)
        parts.append(f"past_{row.TABLE.name} ({names}) as materialized ({body.replace(_TODAY, today)})")
    known = {row.TABLE.name for row in (*shadows, *boards)}

    def shadow(found: re.Match[str]) -> str:
        return f"past_{found[1]}" if found[1] in known else found[0]

    sql = _READ.sub(shadow, statement.sql.decode())
    return Statement(f"with {', '.join(parts)} {sql}".encode() if parts else sql.encode(), tuple(parameters))


def _texts(found: Mapping[str, Any]) -> dict[str, str | None]:
    return {
        name: None if value is None else str(value).lower() if isinstance(value, bool) else str(value)
        for name, value in found.items()
    }


def _rows(row: type[Row], shadow: Shadow, bind: Callable[[bytes], str]) -> str:
    name = row.TABLE.name
    listed = bind(_encode(list(shadow.standing)))
    standing = f"select {name}.* from json_populate_recordset(null::views.{name}, {listed}::json)"
    if not anchored(row):
        return f"{standing} as {name} where {condition('views', row)}"
    same = " and ".join(f'live."{key}" = {name}."{key}"' for key in row.TABLE.key)
    text = f"{standing} as {name} where exists (select from views.{name} as live where {same})"
    if not shadow.gone:
        return text
    gone = _encode([{"row": each, "owner": _owner(each), "names": _named(each)} for each in shadow.gone])
    trail = "audit_content" if row.TABLE.visible.personal else "audit"
    return f"""{text} union all
        select t.* from json_array_elements({bind(gone)}::json) as g (item)
        cross join lateral json_populate_record(null::views.{name}, g.item -> 'row') as t
        where exists (select from views.{trail} as a where a.stream = g.item ->> 'owner')
        and not exists (
            select from json_array_elements_text(g.item -> 'names') as n (name)
            where not exists (select from views.audit as a where a.stream = n.name)
        )"""


def _owner(row: Row) -> str:
    return str(getattr(row, row.TABLE.key[0]))


def _named(row: Row) -> list[str]:
    """Other matters that a row names."""
    words = [value for name in row.__struct_fields__ if isinstance(value := getattr(row, name), str)]
    return [word for word in words if kind_name(word) in _NAMED and word not in (_owner(row), kind_name(word))]
