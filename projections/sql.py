"""SQL derived from row classes: table definitions, and the statements that load, store and remove rows.

Rows travel as one JSON parameter a statement and table: PostgreSQL turns it into rows of the table's own type, so
arrays, dates and JSON columns need no conversion of ours.
"""

from projections.rows import Row, columns


def create_table(schema: str, row: type[Row]) -> str:
    """The table with its primary key."""
    table = row.TABLE
    name = f"{schema}.{table.name}"
    lines = [f"{quoted(c.name)} {c.sql}{'' if c.nullable else ' not null'}" for c in columns(row)]
    if table.words:
        lines.append(f"words tsvector not null generated always as ({table.words}) stored")
    lines.append(f"primary key ({column_list(table.key)})")
    return f"create table if not exists {name} (\n    " + ",\n    ".join(lines) + "\n)"


def create_indexes(schema: str, row: type[Row]) -> list[str]:
    """The table's further indexes."""
    table = row.TABLE
    statements: list[str] = []
    for index in table.indexes:
        unique, parts = ("unique ", index[1:]) if index[0] == "unique" else ("", index)
        name = f"{table.name}_by_{'_'.join(parts)}"
        statements.append(f"create {unique}index if not exists {name} on {schema}.{table.name} ({column_list(parts)})")
    if table.words:
        name = f"{table.name}_by_words"
        statements.append(f"create index if not exists {name} on {schema}.{table.name} using gin (words)")
    return statements


def load(schema: str, row: type[Row]) -> str:
    """All rows whose first key column has one of the values in the parameter, as one JSON array."""
    return f"{load_whole(schema, row)} where {quoted(row.TABLE.key[0])} = any(%s)"


def load_whole(schema: str, row: type[Row]) -> str:
    """All rows of the table, as one JSON array."""
    return f"select coalesce(json_agg(t), '[]')::text from {schema}.{row.TABLE.name} as t"


def store(schema: str, row: type[Row]) -> str:
    """Insert or replace the rows in the parameter, a JSON array."""
    name = f"{schema}.{row.TABLE.name}"
    names = [c.name for c in columns(row)]
    rest = [c for c in names if c not in row.TABLE.key]
    change = ", ".join(f"{quoted(c)} = excluded.{quoted(c)}" for c in rest)
    return (
        f"insert into {name} ({column_list(names)}) "
        f"select {column_list(names)} from json_populate_recordset(null::{name}, %s::json) "
        f"on conflict ({column_list(row.TABLE.key)}) do " + (f"update set {change}" if rest else "nothing")
    )


def remove(schema: str, row: type[Row]) -> str:
    """Delete the rows whose keys are in the parameter, a JSON array of objects."""
    name = f"{schema}.{row.TABLE.name}"
    same = " and ".join(f"t.{quoted(c)} = gone.{quoted(c)}" for c in row.TABLE.key)
    return f"delete from {name} as t using json_populate_recordset(null::{name}, %s::json) as gone where {same}"


def column_list(names: "tuple[str, ...] | list[str]") -> str:
    """Quoted column names with commas."""
    return ", ".join(quoted(name) for name in names)


def quoted(name: str) -> str:
    """A quoted identifier; names come from row classes alone, never from outside."""
    return f'"{name}"'


def literal(text: str) -> str:
    """A quoted string constant."""
    return "'" + text.replace("'", "''") + "'"
