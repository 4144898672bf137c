"""Questions drawn at random from the schema, and which personal rows an answer to one shows.

Drawn questions select ids beside whatever they show, so that a row in an answer can be told without the register.
"""

import json
from base64 import urlsafe_b64decode
from collections.abc import Iterator
from random import Random
from typing import Any

from graphql import GraphQLInterfaceType, GraphQLObjectType, get_named_type, is_leaf_type, is_required_argument

from graphql_api.schema import schema

OWN_ID = {"Person": "person"}
"""Types that show a row of this table by themselves."""
INSIDE = {
    "ComplaintText": ("Complaint", "complaint_text"),
    "OfficialIdentity": ("Official", "official_identity"),
    "MeasureText": ("Measure", "measure_text"),
    "PetitionText": ("Petition", "petition_text"),
    "PetitionParty": ("Petition", "petition_party"),
}
"""Types that show a row of a table of the record within which they stand."""
BESIDE = {"ComplaintParty": "of: complaint { __typename id }", "RecordedEvent": "stream"}
"""What such a type tells of the record that it belongs to."""
SILENT = frozenset({"sentence"})
"""Fields that may tell of contents without saying so, and are tried apart."""
CURSORS = frozenset({"cursor", "startCursor", "endCursor"})


def _named(cursor: str) -> str:
    """The id of the row that a cursor names."""
    return str(json.loads(urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))[2])


def drawn(random: Random, ids: list[str]) -> str:
    """A question for a few things, some of them twice under other names, some by id."""
    roots = _roots()
    parts = []
    for place in range(random.randint(1, 3)):
        if random.random() < 0.3:
            kind = random.choice(["Complaint", "Person", "Petition", "Measure", "Official"])
            inner = _selected(random, schema()._schema.type_map[kind], 2)
            parts.append(f'a{place}: node(id: "{random.choice(ids)}") {{ __typename id ... on {kind} {inner} }}')
        else:
            root, kind = random.choice(roots)
            order = ", order: POSITION_DESC" if root == "auditTrail" and random.random() < 0.7 else ""
            page = f"(first: {random.randint(1, 6)}{order})" if kind.name.endswith("Connection") else ""
            parts.append(f"a{place}: {root}{page} {_selected(random, kind, 3)}")
    return "query Drawn { " + " ".join(parts) + " }"


def _roots() -> list[tuple[str, Any]]:
    """The root fields that show objects and need no argument, with their types."""
    query: Any = schema()._schema.query_type
    return [
        (name, kind)
        for name, field in query.fields.items()
        if isinstance(kind := get_named_type(field.type), GraphQLObjectType)
        and not any(map(is_required_argument, field.args.values()))
    ]


def _selected(random: Random, kind: Any, depth: int) -> str:
    chosen = ["__typename", *_telling(kind)]
    names = [
        name
        for name, field in kind.fields.items()
        if name not in SILENT and not any(map(is_required_argument, field.args.values()))
    ]
    for name in random.sample(names, min(len(names), random.randint(2, 6))):
        inner = get_named_type(kind.fields[name].type)
        if is_leaf_type(inner):
            chosen.append(name)
        elif depth > 0 and isinstance(inner, GraphQLObjectType | GraphQLInterfaceType):
            skipped = " @skip(if: true)" if random.random() < 0.2 else ""
            chosen.append(f"{name}{skipped} {_selected(random, inner, depth - 1)}")
    return "{ " + " ".join(chosen) + " }"


def _telling(kind: Any) -> Iterator[str]:
    if "id" in kind.fields:
        yield "id"
    if kind.name in BESIDE:
        yield BESIDE[kind.name]


def personal_rows(answer: Any, around: dict[str, str] | None = None) -> set[tuple[str, str]]:
    """The personal rows in an answer, as (record, table). around: the types around it with their ids."""
    if isinstance(answer, list):
        return {row for each in answer for row in personal_rows(each, around)}
    if not isinstance(answer, dict):
        return set()
    kind, within = answer.get("__typename", ""), next(reversed(around or {"": ""}))
    around = {name: id for name, id in (around or {}).items() if name != kind} | {kind: answer.get("id", "")}
    rows = {row for each in answer.values() for row in personal_rows(each, around)}
    if kind in OWN_ID:
        rows.add((answer["id"], OWN_ID[kind]))
    if kind in INSIDE:
        record, table = INSIDE[kind]
        rows.add((around[record], table))
    if kind == "PersonEdge" or (kind == "PageInfo" and within == "PersonConnection"):
        rows |= {(_named(answer[name]), "person") for name in CURSORS & answer.keys() if answer[name] is not None}
    if kind == "ComplaintParty":
        rows.add((answer["of"]["id"], "complaint_party"))
    if kind == "RecordedEvent" and answer.get("content") is not None:
        rows.add((answer["stream"], "audit_content"))
    return rows
