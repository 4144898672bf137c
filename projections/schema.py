"""Everything the read side needs in the database: tables, indexes, meanings, policies, access functions, boards.

The read tables are disposable. Tables of another declaration are dropped, and the projector fills new ones from the
first event; `rebuild` does the same beside the live tables.
"""

from hashlib import sha256

from projections.access import functions
from projections.audit import finding
from projections.boards import boards
from projections.catalogue import CATALOGUE
from projections.reading import opened
from projections.rows import column_docs, columns, table_summary
from projections.search import access as search
from projections.sql import create_indexes, create_table, literal, quoted
from projections.visibility import OWNER, PROJECTOR, READER, policies

LIVE, NEXT = "views", "views_next"
TRACKING = "tracking"


def ddl(schema: str = LIVE, *, with_indexes: bool = True) -> list[str]:
    """All statements, idempotent, to be run as register_owner. The access functions come with the live schema only.

    with_indexes: False leaves the further indexes for later, so that a rebuild does not keep them up row by row
    """
    return [
        _drop_other_declaration(schema),
        f"create schema if not exists {schema}",
        f"grant usage on schema {schema} to {OWNER}, {PROJECTOR}, {READER}",
        *tables(schema),
        *(indexes(schema) if with_indexes else ()),
        *((*functions(), *search.functions(), *finding.functions()) if schema == LIVE else ()),
        *(statement for row in CATALOGUE.rows for statement in policies(schema, row)),
        *search.policies(schema),
        *finding.policies(schema),
        *_tracking(schema),
        *boards(schema),
        *opened(schema),
        f"comment on schema {schema} is {literal(declaration())}",
    ]


def indexes(schema: str) -> list[str]:
    """All further indexes."""
    own = [statement for row in CATALOGUE.rows for statement in create_indexes(schema, row)]
    return [*own, *search.alike_indexes(schema), *finding.indexes(schema)]


def tables(schema: str) -> list[str]:
    """Tables with the meanings of their columns."""
    statements: list[str] = []
    for row in CATALOGUE.rows:
        name = f"{schema}.{row.TABLE.name}"
        docs = column_docs(row)
        statements.append(create_table(schema, row))
        statements.append(f"comment on table {name} is {literal(table_summary(row))}")
        statements += [f"comment on column {name}.{quoted(c.name)} is {literal(docs[c.name])}" for c in columns(row)]
    return statements


def declaration() -> str:
    """What the schema was made from: another text means that the tables are of another release."""
    made_from = "\n".join([*tables(LIVE), *indexes(LIVE), *boards(LIVE)])
    return "Read models, computed from events and disposable. Declaration " + sha256(made_from.encode()).hexdigest()


def _tracking(schema: str) -> list[str]:
    """How far the tables have come, in the layout of the event sourcing library; everybody in office may ask."""
    name = f"{schema}.{TRACKING}"
    return [
        f"create table if not exists {name} (application_name text primary key, notification_id bigint not null)",
        f"alter table {name} enable row level security",
        f"alter table {name} force row level security",
        f"drop policy if exists reading on {name}",
        f"create policy reading on {name} for select to {READER}, {OWNER} using (true)",
        f"drop policy if exists projecting on {name}",
        f"create policy projecting on {name} to {PROJECTOR} using (true) with check (true)",
        f"grant select on {name} to {READER}",
        f"grant select, insert, update, delete on {name} to {PROJECTOR}",
    ]


def _drop_other_declaration(schema: str) -> str:
    return f"""do $$
begin
    if (select obj_description(oid, 'pg_namespace') from pg_namespace where nspname = '{schema}')
       is distinct from {literal(declaration())} then
        drop schema if exists {schema} cascade;
    end if;
end
$$"""
