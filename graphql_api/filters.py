"""Filters derived from read tables: one input per table, one operator input per kind of column, compiled to SQL.

Every column of a table can be asked for; `and`, `or`, `not` join conditions. What is left out or null asks nothing.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from functools import cache
from typing import Any, Final, cast

import strawberry
from strawberry import UNSET
from strawberry.annotation import StrawberryAnnotation

from domain.identifiers import Position
from graphql_api.errors import ErrorCode, Fault
from graphql_api.inputs import enum_type, make_input
from graphql_api.objects import UNSHOWN, list_of
from graphql_api.tables import Clause, quoted, table
from graphql_api.words import lower_first, type_name
from projections.rows import Column, Row, column_docs, columns

DEEPEST: Final = 6
"""How deeply `and`, `or` and `not` may be nested."""
INCOMPARABLE: Final = "A value in a filter or cursor is outside of what can be compared."
MOST: Final = 200
"""How many values a list of a filter may have."""

_SQL: Final = {
    "eq": "{column} = %s",
    "in_": "{column} = ANY(%s)",
    "gt": "{column} > %s",
    "gte": "{column} >= %s",
    "lt": "{column} < %s",
    "lte": "{column} <= %s",
    "contains": "strpos(lower({column}), lower(%s)) > 0",
    "starts_with": "starts_with({column}, %s)",
    "has": "{column} @> ARRAY[%s]::text[]",
    "has_any": "{column} && %s::text[]",
}
_WORDS: Final = {
    "eq": "Equal to this.",
    "in_": "Equal to one of these.",
    "gt": "Greater or later than this.",
    "gte": "This, greater or later.",
    "lt": "Less or earlier than this.",
    "lte": "This, less or earlier.",
    "contains": "Contains these characters, in capitals or not.",
    "starts_with": "Begins with these characters.",
    "has": "Includes this one.",
    "has_any": "Includes at least one of these.",
    "is_null": "Whether the value is missing.",
}
_NAMES: Final = {"in_": "in"}
_LISTS: Final = frozenset({"in_", "has_any"})


@cache
def _operators(name: str, of: Any, words: str, operators: tuple[str, ...]) -> type[Any]:
    annotations: dict[str, Any] = {}
    body: dict[str, Any] = {}
    for operator in (*operators, "is_null"):
        inner: Any = bool if operator == "is_null" else of
        annotations[operator] = list_of(inner) | None if operator in _LISTS else inner | None
        body[operator] = strawberry.field(description=_WORDS[operator], name=_NAMES.get(operator), default=UNSET)
    return make_input(name, words, annotations, body)


def _input_of(column: Column) -> Any:
    """The operator input that fits a column; a yes-or-no column is asked for directly. None: cannot be asked for."""
    ordered = ("eq", "in_", "gt", "gte", "lt", "lte")
    if column.type is bool:
        return bool
    if column.type is int:
        integer = Position if column.name in ("position", "causation") else int
        return _operators(f"{integer.__name__.capitalize()}Filter", integer, "Conditions on a whole number.", ordered)
    if column.type is date:
        return _operators("DateFilter", date, "Conditions on a day.", ordered)
    if column.type is datetime:
        return _operators("DateTimeFilter", datetime, "Conditions on an instant.", ordered[2:])
    if column.sql == "text[]":
        inner = column.type.__args__[0]
        if isinstance(inner, type) and issubclass(inner, Enum):
            words = f"Conditions on a list of values of `{type_name(inner)}`."
            return _operators(f"{type_name(inner)}ListFilter", enum_type(inner), words, ("has", "has_any"))
        return _operators("StringListFilter", str, "Conditions on a list of words.", ("has", "has_any"))
    if isinstance(column.type, type) and issubclass(column.type, Enum):
        words = f"Conditions on a value of `{type_name(column.type)}`."
        return _operators(f"{type_name(column.type)}Filter", enum_type(column.type), words, ("eq", "in_"))
    if column.type is str:
        return _operators("StringFilter", str, "Conditions on words.", ("eq", "in_", "contains", "starts_with"))
    return None


@dataclass(frozen=True)
class Condition:
    """A condition that is more than the comparison of one column.

    words: what it asks, for the schema
    where: the condition for a given text and the alias of the rows. Raises Fault for a text that asks nothing
    contents: whether it looks into contents, which some see only with a reason
    """

    words: str
    where: Callable[[str, str], Clause]
    contents: bool = False


class Filter:
    """A table's filter: its input type and how it becomes a condition.

    hidden: columns that cannot be asked for
    some: filters on rows of other tables, by field: the field, its table and filter, and the column that points here
    asked_today: named yes-or-no questions that depend on the day, as SQL with one `%s` for today
    further: named conditions on a text
    """

    input: type[Any]

    def __init__(
        self,
        row: type[Row],
        name: str,
        *,
        hidden: frozenset[str] = frozenset(),
        some: dict[str, tuple["Filter", str, str]] | None = None,
        asked_today: dict[str, tuple[str, str]] | None = None,
        further: Mapping[str, Condition] | None = None,
    ) -> None:
        self.row = row
        self._some = some or {}
        self._today = asked_today or {}
        self._further = further or {}
        docs = column_docs(row)
        annotations: dict[str, Any] = {}
        body: dict[str, Any] = {}

        def add(field: str, annotation: Any, words: str, graphql_name: str | None = None) -> None:
            annotations[field] = annotation | None
            body[field] = strawberry.field(description=words, name=graphql_name, default=UNSET)

        self._columns: dict[str, Column] = {}
        for column in columns(row):
            operators = None if column.name in UNSHOWN or column.name in hidden else _input_of(column)
            if operators is not None:
                self._columns[column.name] = column
                add(column.name, operators, docs[column.name][:1].upper() + docs[column.name][1:] + ".")
        for field, (inner, _, words) in self._some.items():
            add(field, inner.input, words)
        for field, (_, words) in self._today.items():
            add(field, bool, words)
        for field, condition in self._further.items():
            add(field, str, condition.words)
        add("and_", list[int], "All of these hold.", "and")
        add("or_", list[int], "At least one of these holds.", "or")
        add("not_", int, "This does not hold.", "not")
        self.input = make_input(
            name,
            f"Which {lower_first(name.removesuffix('Filter'))} records are wanted; all given conditions hold together.",
            annotations,
            body,
        )
        own: Any = self.input
        for made in own.__strawberry_definition__.fields:
            if made.python_name in ("and_", "or_"):
                made.type_annotation = StrawberryAnnotation(list_of(own) | None)
            elif made.python_name == "not_":
                made.type_annotation = StrawberryAnnotation(own | None)

    def given(self, conditions: Mapping[str, Any]) -> Any:
        """The input for conditions of our own, as a client would give them: `{"office": {"eq": "71"}}`."""
        made, own = self.input(), cast(Any, self.input)
        kinds = {field.python_name: field.type for field in own.__strawberry_definition__.fields}
        for name, wanted in conditions.items():
            setattr(made, name, kinds[name].of_type(**wanted) if isinstance(wanted, Mapping) else wanted)
        return made

    def asks_contents(self, given: Any) -> bool:
        """Whether a condition anywhere in a given input looks into contents. Ask it of an input that `where` took."""
        if given is None or given is UNSET:
            return False
        if any(c.contents and getattr(given, name) not in (None, UNSET) for name, c in self._further.items()):
            return True
        several = [inner for name in ("and_", "or_") for inner in (getattr(given, name) or ())]
        return any(self.asks_contents(inner) for inner in (*several, given.not_))

    def where(self, given: Any, today: date, alias: str = "t", depth: int = 0) -> Clause:
        """The condition for a given input; TRUE when it asks nothing. Raises Fault when it is nested too deeply."""
        if depth > DEEPEST:
            raise Fault(ErrorCode.TOO_COMPLEX, f"A filter may be nested at most {DEEPEST} levels deep.")
        parts: list[Clause] = []
        if given is not None and given is not UNSET:
            for name, column in self._columns.items():
                parts += _conditions(f"{alias}.{quoted(name)}", column, getattr(given, name))
            for name, (sql, _) in self._today.items():
                wanted = getattr(given, name)
                if isinstance(wanted, bool):
                    parts.append(Clause(("" if wanted else "NOT ") + f"({sql.format(t=alias)})", (today,)))
            for name, (inner, column_name, _) in self._some.items():
                wanted = getattr(given, name)
                if wanted is not None and wanted is not UNSET:
                    parts.append(_exists(inner, column_name, wanted, today, alias, depth))
            for name, condition in self._further.items():
                wanted = getattr(given, name)
                if wanted is not None and wanted is not UNSET:
                    parts.append(condition.where(_plain(wanted), alias))
            parts += self._joined(given, today, alias, depth)
        if not parts:
            return Clause("TRUE")
        return Clause(" AND ".join(p.sql for p in parts), tuple(v for p in parts for v in p.parameters))

    def _joined(self, given: Any, today: date, alias: str, depth: int) -> list[Clause]:
        parts: list[Clause] = []
        for name, word in (("and_", " AND "), ("or_", " OR ")):
            several = getattr(given, name)
            if several is None or several is UNSET:
                continue
            _bounded(several)
            clauses = [self.where(one, today, alias, depth + 1) for one in several]
            sql = word.join(f"({clause.sql})" for clause in clauses) or ("TRUE" if name == "and_" else "FALSE")
            parts.append(Clause(f"({sql})", tuple(v for clause in clauses for v in clause.parameters)))
        if given.not_ is not None and given.not_ is not UNSET:
            clause = self.where(given.not_, today, alias, depth + 1)
            parts.append(Clause(f"({clause.sql}) IS NOT TRUE", clause.parameters))
        return parts


def _exists(inner: Filter, column: str, wanted: Any, today: date, alias: str, depth: int) -> Clause:
    other = f"{alias}x"
    clause = inner.where(wanted, today, other, depth + 1)
    sql = f"SELECT FROM {table(inner.row)} {other} WHERE {other}.{quoted(column)} = {alias}.id AND {clause.sql}"
    return Clause(f"EXISTS ({sql})", clause.parameters)


def _conditions(column: str, declared: Column, given: Any) -> list[Clause]:
    if given is None or given is UNSET:
        return []
    if isinstance(given, bool):
        return [Clause(f"{column} = %s", (given,))]
    parts = []
    for operator, sql in _SQL.items():
        value = getattr(given, operator, UNSET)
        if value is None or value is UNSET:
            continue
        if isinstance(value, list):
            value = [_plain(item) for item in _bounded(value)]
        condition = sql.replace("ANY(%s)", f"ANY(%s::{declared.sql}[])").format(column=column)
        parts.append(Clause(condition, (_plain(value),)))
    missing = getattr(given, "is_null", UNSET)
    if isinstance(missing, bool):
        parts.append(Clause(f"{column} IS {'' if missing else 'NOT '}NULL"))
    return parts


def _bounded(values: list[Any]) -> list[Any]:
    if len(values) > MOST:
        raise Fault(ErrorCode.TOO_COMPLEX, f"A list in a filter may have at most {MOST} entries.")
    return values


def _plain(value: Any) -> Any:
    """The value as SQL is given it. Raises Fault for text that PostgreSQL cannot hold."""
    if type(value) is str and "\x00" in value:  # what comes later (`compiled.Late`) is judged when it comes
        raise Fault(ErrorCode.BAD_INPUT, INCOMPARABLE)
    return value.value if isinstance(value, Enum) else value
