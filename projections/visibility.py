"""Who sees which rows, decided in the database: one policy a table, from what the viewer holds now.

The API says only who asks and why (`select access.enter(…)`, see `projections.access`). Each function of schema
`access` is wrapped in a sub-select, so it is evaluated once a statement and not once a row.
"""

from projections.rows import Row, Visibility, columns
from projections.sql import quoted

OWNER, PROJECTOR, READER = "register_owner", "register_projector", "register_reader"
READ_BY_OWNER = frozenset({"scope", "instruction", "petition_instruction"})
"""Tables that the functions of schema `access` read with their owner's rights."""

_OFFICIAL = "(select access.official())"
_IN_OFFICE = "(select access.in_office())"
_MINE = "offices && (select access.offices())"


def _instructed(column: str) -> str:
    return f"{column} = any((select access.instructed())::text[])"


def _record(column: str) -> str:
    return f"((select access.everywhere()) or {_MINE} or {_instructed(column)})"


def _contents(column: str) -> str:
    return (
        f"((select access.all_contents()) or {_instructed(column)} "
        "or offices && (select access.deciding_offices()) "
        f"or ({_MINE} and (not guarded or assignee = {_OFFICIAL})))"
    )


def _party(schema: str, person: str) -> str:
    return " or ".join(
        f"exists (select from {schema}.{table} as party where party.person = {person})"
        for table in ("complaint_party", "petition_party")
    )


def condition(schema: str, row: type[Row]) -> str:
    """The SQL condition under which the reader sees a row of the table."""
    table = row.TABLE
    name = f"{table.name}.{quoted(table.key[0])}"
    match table.visible:
        case Visibility.STAFF:
            return _IN_OFFICE
        case Visibility.RECORD:
            return _record(name)
        case Visibility.CONTENTS:
            return _contents(name)
        case Visibility.PERSON:
            return f"(select access.all_contents()) or registered_by = {_OFFICIAL} or {_party(schema, name)}"
        case Visibility.PERSONNEL:
            return f"(select access.personnel()) or (official = {_OFFICIAL} and {_IN_OFFICE})"
        case Visibility.PERSONNEL_CONTENTS:
            return f"(select access.personnel_contents()) or (official = {_OFFICIAL} and {_IN_OFFICE})"
        case Visibility.TRAIL:
            return _trail(schema, _record(name), "(select access.personnel())")
        case Visibility.TRAIL_CONTENTS:
            return _trail(schema, _contents(name), "(select access.personnel_contents())")
        case Visibility.OWN:
            return f"official = {_OFFICIAL}"
        case Visibility.PUBLIC:
            return "true"
        case Visibility.NOBODY:
            return "false"


def _trail(schema: str, record: str, personnel: str) -> str:
    return (
        "case audience "
        f"when 'record' then {record} "
        f"when 'staff' then {_IN_OFFICE} "
        f"when 'personnel' then {personnel} or (about = {_OFFICIAL} and {_IN_OFFICE}) "
        f"when 'person' then (select access.all_contents()) or {_party(schema, 'about')} "
        "else false end"
    )


def policies(schema: str, row: type[Row]) -> list[str]:
    """Row-level security of one table, forced: the projector writes, the reader sees what the condition shows."""
    name = f"{schema}.{row.TABLE.name}"
    statements = [
        f"alter table {name} enable row level security",
        f"alter table {name} force row level security",
        f"drop policy if exists reading on {name}",
        f"create policy reading on {name} for select to {READER} using ({condition(schema, row)})",
        f"drop policy if exists projecting on {name}",
        f"create policy projecting on {name} to {PROJECTOR} using (true) with check (true)",
        f"drop policy if exists deciding on {name}",
    ]
    if row.TABLE.name in READ_BY_OWNER:
        statements.append(f"create policy deciding on {name} for select to {OWNER} using (true)")
    return [
        *statements,
        f"grant select on {name} to {READER}",
        f"grant select, insert, update, delete on {name} to {PROJECTOR}",
    ]
