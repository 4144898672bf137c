"""Who sees which rows, decided in the database: one policy a table, from what the viewer holds now.

The API says only who asks and why (`select access.enter(…)`, see `projections.access`). Each function of schema
`access` is wrapped in a sub-select, so it is evaluated once a statement and not once a row.
"""

from projections.rows import Row, Visibility, columns
from projections.sql import quoted

OWNER, PROJECTOR, READER = "register_owner", "register_projector", "register_reader"
READ_BY_OWNER = frozenset(
    {"scope", "crossing", "instruction", "petition_instruction", "complaint", "applicant_access", "complaint_fact"}
)
"""Tables that the functions of schema `access` read with their owner's rights."""

_OFFICIAL = "(select access.official())"
_IN_OFFICE = "(select access.in_office())"
_MINE = "offices && (select access.offices())"
_PERSONNEL = "(select access.personnel())"
_PERSONNEL_CONTENTS = "(select access.personnel_contents())"
_IN_SCOPE = "kind = any((select access.scopes())::text[])"
_CROSSED = "(wall is null or wall = any((select access.walls())::text[]))"


def _instructed(column: str) -> str:
    return f"{column} = any((select access.instructed())::text[])"


def _record(column: str) -> str:
    return f"((select access.everywhere()) or {_MINE} or {_instructed(column)})"


def _contents(column: str) -> str:
    return (
        f"((select access.all_contents()) or {_instructed(column)} "
        "or offices && (select access.deciding_offices()) "
        f"or ({_MINE} and (not guarded or assignee = {_OFFICIAL})) "
        "or (not guarded and (select access.reasoned())))"
    )


def _person(schema: str, person: str) -> str:
    """Through a matter that names the person and whose contents are seen; until one does, by who registered it."""
    matters = " or ".join(
        f"exists (select from {schema}.{table} as party where party.person = {person})"
        for table in ("complaint_party", "petition_party")
    )
    return (
        f"((select access.all_contents()) and {_CROSSED}) "
        f"or (registered_by = {_OFFICIAL} and {_IN_OFFICE}) "
        f"or (registered_by is not null and (select access.reasoned())) or {matters}"
    )


def condition(schema: str, row: type[Row]) -> str:
    """The SQL condition under which the reader sees a row of the table.

    Of a person, and of what is told of one, it holds under the reader's rights alone: it looks at further tables, of
    which it takes what their own policies show.
    """
    shown = _condition(schema, row)
    walled = "wall" in {column.name for column in columns(row)} and row.TABLE.visible is not Visibility.PERSON
    return f"{_CROSSED} and ({shown})" if walled else shown


def _condition(schema: str, row: type[Row]) -> str:
    """The condition before walls narrow it."""
    table = row.TABLE
    name = f"{table.name}.{quoted(table.key[0])}"
    match table.visible:
        case Visibility.STAFF:
            return _IN_OFFICE
        case Visibility.RECORD:
            return _record(name)
        case Visibility.CONTENTS:
            return _contents(name)
        case Visibility.OFFICE:
            return f"(select access.everywhere()) or {name} = any((select access.offices())::text[])"
        case Visibility.COUNTRY:
            return "(select access.everywhere())"
        case Visibility.PERSON:
            return _person(schema, name)
        case Visibility.PERSONNEL:
            return _personnel(_PERSONNEL, "official")
        case Visibility.PERSONNEL_CONTENTS:
            return _personnel(_PERSONNEL_CONTENTS, "official")
        case Visibility.TRAIL:
            return (
                "case audience "
                f"when 'record' then {_record(name)} or {_IN_SCOPE} "
                f"when 'staff' then {_IN_OFFICE} or {_IN_SCOPE} "
                f"when 'personnel' then {_personnel(_PERSONNEL, 'about')} or (kind = 'measure' and {_IN_SCOPE}) "
                "else false end"
            )
        case Visibility.TRAIL_CONTENTS:
            return (
                "case audience "
                f"when 'record' then {_contents(name)} "
                f"when 'staff' then {_IN_OFFICE} "
                f"when 'personnel' then {_personnel(_PERSONNEL_CONTENTS, 'about')} "
                f"when 'person' then exists (select from {schema}.person where person.id = about) "
                "else false end"
            )
        case Visibility.TRAIL_LINE:
            return f"exists (select from {schema}.audit as line where line.position = {table.name}.position)"
        case Visibility.COMPARTMENT:
            return f"{_PERSONNEL} or {name} = any((select access.walls())::text[])"
        case Visibility.OWN:
            return f"official = {_OFFICIAL}"
        case Visibility.PUBLIC:
            return "true"
        case Visibility.NOBODY:
            return "false"


def _personnel(all_of_them: str, concerned: str) -> str:
    return f"({all_of_them} or ({concerned} = {_OFFICIAL} and {_IN_OFFICE}))"


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
