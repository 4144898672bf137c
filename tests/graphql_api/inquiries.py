"""What an outsider may think of asking: every list in every order, from every cursor, by every condition; search, sums.

Drawn from the schema, so a new column or list is asked about without a word here. What the hidden rows hold is known to
who asks: that is the worst case.
"""

import re
from collections.abc import Iterable, Iterator
from itertools import combinations, islice
from typing import Any, Final

from graphql import GraphQLEnumType, GraphQLInputObjectType, GraphQLList, get_named_type, is_leaf_type

from graphql_api.listings import LISTINGS
from graphql_api.schema import schema
from tests.graphql_api.arguing import Known
from tests.graphql_api.composing import Asked
from tests.graphql_api.literals import Name, literal

AT_ONCE: Final = 25
"""Questions in one document."""
EACH: Final = 1
"""Values of a column by which it is asked for."""
_WORD: Final = re.compile(r"\w{3,}")
DIMENSIONS: Final = ("OFFICE", "CATEGORY", "FINDING", "DECISION_MONTH", "REGISTRATION_YEAR", "RESPONDENT", "STATUS")
OVERVIEWS: Final = (
    """{ viewer { id capacities { capacity } }
        offices { code board { received overdue violationFound } workload { open } posts { number } }
        ombudsmen { current board { received signed violationFound } }
        publishedPetitions { totalCount nodes { number } }
        readLog(first: 100) { totalCount nodes { record kind parts } }
        compartments { totalCount nodes { name } } }""",
    """{ complaints { nodes { number version readCount related { other { id number } } mergedInto { id }
        trail(first: 20) { position event payload words content record { id } } parties { person { name } } } } }""",
    """{ petitions { nodes { number version complaints { id } trail(first: 20) { event } texts { text } } }
        persons { nodes { id version readCount complaints { complaint { number } } trail(first: 20) { event } } } }""",
)
"""What hangs together with what, of everything that is seen."""


def inquiries(known: Known, words: Iterable[str], *, country: bool) -> Iterator[Asked]:
    """All of them, each document with many questions; the overviews come first."""
    yield from (Asked(text, {}, None) for text in OVERVIEWS)
    parts = [*_orders(), *_from_cursors(known), *_by_conditions(known), *_by_name(known), *_found(words)]
    for part, at_once in ((parts, AT_ONCE), (_sums(country), AT_ONCE // 4)):
        rest = iter(part)
        while some := [*islice(rest, at_once)]:
            yield _document(some)


def _document(parts: Iterable[str]) -> Asked:
    return Asked(f"{{ {' '.join(f'q{place}: {part}' for place, part in enumerate(parts))} }}", {}, None)


def _leaves(name: str) -> str:
    kind: Any = schema()._schema.type_map[name]
    return " ".join(n for n, f in kind.fields.items() if is_leaf_type(get_named_type(f.type)) and not f.args)


def _orders() -> Iterator[str]:
    for listing in LISTINGS:
        leaves = _leaves(listing.type_name)
        for order in listing.orders:
            inner = f"{{ totalCount edges {{ cursor node {{ {leaves} }} }} pageInfo {{ hasNextPage endCursor }} }}"
            yield f"{listing.field}(order: {order.name}, first: 100) {inner}"


def _from_cursors(known: Known) -> Iterator[str]:
    inner = "{ totalCount edges { cursor } pageInfo { hasNextPage hasPreviousPage } }"
    for (field, order), cursors in known.cursors.items():
        for cursor in cursors[:1]:
            yield f'{field}(order: {order}, after: "{cursor}", first: 3) {inner}'
            yield f'{field}(order: {order}, before: "{cursor}", last: 3) {inner}'


def _by_conditions(known: Known) -> Iterator[str]:
    for listing in LISTINGS:
        kind: Any = schema()._schema.type_map[_filter_of(listing.field)]
        for condition in _conditions(kind, known, deep=True):
            yield f"{listing.field}(filter: {condition}, first: 5) {{ totalCount edges {{ cursor }} }}"


def _filter_of(listing: str) -> str:
    query: Any = schema()._schema.query_type
    return str(get_named_type(query.fields[listing].args["filter"].type))


def _conditions(kind: GraphQLInputObjectType, known: Known, *, deep: bool) -> Iterator[str]:
    for name, field in kind.fields.items():
        of: Any = get_named_type(field.type)
        if name in ("and", "or", "not"):
            continue
        if not isinstance(of, GraphQLInputObjectType):
            yield from (f"{{{name}: {value}}}" for value in ("true", "false"))
        elif "isNull" in of.fields:
            yield from (f"{{{name}: {operator}}}" for operator in _operators(of, known.values.get(name, [])))
        elif deep:
            yield from (f"{{{name}: {inner}}}" for inner in _conditions(of, known, deep=False))


def _operators(of: GraphQLInputObjectType, values: list[Any]) -> Iterator[str]:
    yield "{isNull: false}"
    for operator in [o for o in ("eq", "has", "contains", "startsWith", "lte") if o in of.fields]:
        inner: Any = get_named_type(of.fields[operator].type)
        for value in islice(_fitting(inner, values), EACH):
            given = [value] if isinstance(of.fields[operator].type, GraphQLList) else value
            yield f"{{{operator}: {literal(given)}}}"


def _fitting(kind: Any, values: list[Any]) -> Iterator[Any]:
    if isinstance(kind, GraphQLEnumType):
        known = {str(value).upper() for value in values}
        yield from (Name(name) for name in kind.values if name in known)
        return
    for value in values:
        if isinstance(value, bool) or isinstance(value, int) != (kind.name in ("Int", "Position")):
            continue
        if kind.name in ("Date", "DateTime") and not re.match(r"\d{4}-\d\d-\d\d", str(value)):
            continue
        yield f"{value[:10]}T00:00:00Z" if kind.name == "DateTime" else value


def _by_name(known: Known) -> Iterator[str]:
    for record in known.ids:
        yield f"node(id: {literal(record)}) {{ id ... on Record {{ version trail {{ event }} }} }}"
    for number in [n for n in known.values.get("number", []) if isinstance(n, str)][:6]:
        yield f"record(number: {literal(number)}) {{ id }}"
        yield f'ownCase(number: {literal(number)}, secret: "a-secret-that-is-wrong") {{ status }}'


def words_of(values: Iterable[Any]) -> list[str]:
    """Words that stand in texts, whole and begun."""
    found = {word for value in values if isinstance(value, str) for word in _WORD.findall(value)}
    return sorted({*found, *(word[:4] for word in found)})


def _found(words: Iterable[str]) -> Iterator[str]:
    inner = "{ similar edges { cursor node { rank number snippets { field pieces { text } } } } }"
    for word in words:
        yield f"search(text: {literal(word)}) {inner}"
        yield f"auditTrail(filter: {{ text: {literal(word)} }}) {{ totalCount nodes {{ position content }} }}"


def _sums(country: bool) -> Iterator[str]:
    counts: Any = schema()._schema.type_map["ComplaintDimension"]
    for dimension in counts.values:
        yield f"complaintCounts(by: {dimension}) {{ key complaints heads }}"
    groups = [(), *((d,) for d in DIMENSIONS), *combinations(DIMENSIONS[:4], 2)]
    inner = "{ total { complaints heads hidden } cells { complaints heads hidden values { value } } }"
    for group in groups:
        by = f"by: [{', '.join(group)}]"
        yield f"statistics({by}, coverage: VISIBLE) {inner}"
        yield f'statistics({by}, coverage: VISIBLE, asKnownOn: "2026-03-02") {inner}'
        if country:
            yield f"statistics({by}, coverage: COUNTRY) {inner}"
