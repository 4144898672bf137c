"""The price of an operation: about a point a row, known before anything runs, and never beyond the bound."""

import re
import time
from pathlib import Path
from typing import Any

import pytest
from graphql import GraphQLInterfaceType, GraphQLObjectType, build_schema

from graphql_api import cost
from graphql_api.cost import AVERAGE, COUNTED, DESCRIBING, MAX_COST
from graphql_api.documents import Prepared, prepare
from graphql_api.keyset import DEFAULT
from graphql_api.schema import schema

LIBRARY = build_schema(
    """
    interface Thing { id: ID! author: Author parts: [Part!]! }
    type Author implements Thing { id: ID! author: Author parts: [Part!]! books(first: Int = 3): [Book!]! }
    type Book implements Thing { id: ID! author: Author parts: [Part!]! pages(first: Int! = 100): [Part!]! }
    type Part { id: ID! book: Book }
    union Found = Author | Book
    type PageInfo { hasNextPage: Boolean! }
    type BookEdge { cursor: String! node: Book! }
    type BookConnection { edges: [BookEdge!]! nodes: [Book!]! pageInfo: PageInfo! totalCount: Int! }
    type Figures { total: Part! cells: [Part!]! }
    type Query {
      figures(first: Int): Figures
      viewer: Author
      thing: Thing
      found: Found
      books(first: Int, last: Int): BookConnection!
    }
    type Mutation { write(title: String): Book }
    type Subscription { written: Book }
    """
)


def price(text: str, variables: dict[str, Any] | None = None, name: str | None = None) -> int:
    judged = prepare(LIBRARY, text)
    assert judged.faults == ()
    return judged.cost(name, variables).price


PRICES = [
    ("{ __typename }", 1),
    ("{ viewer { id } }", 2),
    ("{ viewer { id author { id } } }", 3),
    ("{ viewer { parts { id } } }", 2 + AVERAGE),
    ("{ viewer { parts { id book { id } } } }", 2 + AVERAGE * 2),
    ("{ viewer { books { id } } }", 2 + 3),
    ("{ viewer { books(first: 7) { id author { id } } } }", 2 + 7 * 2),
    ("{ thing { ... on Book { pages { id } } } }", 2 + 100),
    ("{ thing { ... on Book { pages(first: 5) { id } } } }", 2 + 5),
    ("{ books { nodes { id } } }", 2 + DEFAULT),
    ("{ books(first: 50) { nodes { id author { id } } } }", 2 + 50 * 2),
    ("{ books(last: 50) { nodes { id } } }", 2 + 50),
    ("{ books(first: 50) { edges { cursor node { id } } } }", 2 + 50),
    ("{ books(first: 5) { pageInfo { hasNextPage } nodes { parts { id } } } }", 2 + 5 * (1 + AVERAGE)),
    ("{ figures(first: 300) { total { id } cells { id } } }", 2 + 1 + 300),
    ("{ figures { cells { id } } }", 2 + AVERAGE),
    ("{ books { totalCount } }", 2 + COUNTED),
    ("{ books(first: 0) { nodes { id } } }", 2 + 1),
    ("{ books(first: 100000) { nodes { id } } }", 2 + 100),
    ("mutation { write { id } }", 2 + cost.ACT),
    ("mutation { a: write { id } b: write { id } }", 3 + 2 * cost.ACT),
    ("subscription { written { id } }", 2 + cost.LISTENING),
    ("{ __schema { types { name fields { name } } } }", 1 + DESCRIBING["__schema"]),
]


@pytest.mark.parametrize(("text", "points"), PRICES, ids=lambda value: str(value)[:50])
def test_an_operation_costs_about_a_point_for_each_row_that_it_may_show(text: str, points: int) -> None:
    assert price(text) == points


def test_every_alias_of_a_field_is_paid_for() -> None:
    assert price("{ a: viewer { id } b: viewer { id } }") == 3


def test_a_field_that_is_selected_twice_is_paid_for_once() -> None:
    once = price("{ books { nodes { id author { id } } } }")
    assert (
        price(
            "{ books { nodes { id } } ...B books { nodes { id } } } fragment B on Query { ...C } "
            "fragment C on Query { books { nodes { author { id } } } }"
        )
        == once
    )


def test_of_fragments_on_different_types_the_dearest_counts() -> None:
    text = "{ found { ... on Author { books(first: 9) { id } } ... on Book { pages(first: 5) { id } } } }"
    assert price(text) == 2 + 9
    assert price(
        "{ thing { parts { id } ... on Author { books(first: 9) { id } } ... on Thing { author { id } } } }"
    ) == (2 + AVERAGE + 9 + 1)


def test_sizes_in_variables_count_with_their_defaults() -> None:
    text = "query ($n: Int = 30) { books(first: $n) { nodes { id } } }"
    assert [price(text, given) for given in (None, {"n": 7}, {"n": None}, {"n": 1_000}, {"n": 50.0}, {"n": "x"})] == [
        32,
        9,
        2 + DEFAULT,
        102,
        52,
        2 + DEFAULT,
    ]


def test_what_is_skipped_costs_nothing() -> None:
    text = "query ($with: Boolean!) { viewer { id } books @include(if: $with) { nodes { id } } }"
    assert price(text, {"with": False}) == 2
    assert price(text, {"with": True}) == 3 + DEFAULT
    assert price("{ viewer { id ...P @skip(if: true) } } fragment P on Author { parts { id } }") == 2


def test_each_operation_of_a_document_has_its_own_price() -> None:
    text = "query A { viewer { id } } query B { books { nodes { id } } }"
    assert (price(text, name="A"), price(text, name="B")) == (2, 2 + DEFAULT)


def test_a_price_is_found_once_for_the_same_sizes(monkeypatch: pytest.MonkeyPatch) -> None:
    judged = prepare(LIBRARY, "query ($n: Int) { books(first: $n) { nodes { id } } }")
    found = []
    real = cost.price
    monkeypatch.setattr(cost, "price", lambda *given: found.append(1) or real(*given))
    for n in (5, 5, 6, 5, 1_000, 2_000_000, "x", None):
        judged.cost(None, {"n": n, "other": n})
    assert len(found) == 4


def register(text: str) -> Prepared:
    judged = prepare(schema()._schema, text)
    assert judged.faults == ()
    return judged


def test_lists_within_lists_soon_cost_more_than_one_operation_may() -> None:
    text = "{ complaints(first: 100) { nodes { office { posts { office { posts { office { posts { id } } } } } } } } }"
    found = register(text).cost(None, None)
    fault = found.refusal()
    assert fault is not None
    extensions = fault.extensions or {}
    assert (extensions["code"], extensions["bound"]) == ("TOO_COMPLEX", "COST")
    assert (extensions["most"], extensions["found"]) == (MAX_COST, found.price)


@pytest.mark.parametrize(
    ("text", "most"),
    [
        ("{ complaints(first: 50) { nodes { number office { nameEn } assignee { name } } } }", 200),
        ("{ offices { code board { office { code } } } }", 300),
        ("{ complaintCounts(by: FINDING) { key complaints } }", 400),
    ],
)
def test_what_front_ends_ask_every_day_is_cheap(text: str, most: int) -> None:
    assert register(text).cost(None, None).price <= most


EXAMPLES = re.findall(
    r"^\| `(\{ .* \})` \| .*?(\d+) \|$", Path("docs/api.md").read_text(encoding="utf-8"), re.MULTILINE
)


@pytest.mark.parametrize(("text", "points"), EXAMPLES, ids=lambda value: value[:30])
def test_the_examples_of_the_documentation_are_true(text: str, points: str) -> None:
    assert register(text).cost(None, None).price == int(points)


def test_the_documentation_has_examples_and_every_price() -> None:
    told = Path("docs/api.md").read_text(encoding="utf-8").partition("### Cost")[2].partition("\n### ")[0]
    assert len(EXAMPLES) >= 5
    named = {place.rpartition(".")[2] for place in {*cost.PRICES, *DESCRIBING}}
    assert named <= set(re.findall(r"`(\w+)`", told))
    prices = {*cost.PRICES.values(), *DESCRIBING.values(), COUNTED, cost.ACT, cost.LISTENING, *cost.SIZES.values()}
    assert {str(price) for price in prices} <= set(re.findall(r"\d+", told))


def test_every_price_is_that_of_a_field_which_exists() -> None:
    types = schema()._schema.type_map
    for place in {*cost.PRICES, *cost.SIZES}:
        kind, field = place.split(".")
        made = types[kind]
        assert isinstance(made, GraphQLObjectType | GraphQLInterfaceType)
        assert field in made.fields


def test_what_the_schema_is_cannot_be_asked_over_and_over_in_one_operation() -> None:
    inner = "{ types { name fields { name args { name type { name } } } } }"
    several = [" ".join(f"a{i}: __schema {inner}" for i in range(many)) for many in (3, 4)]
    assert [register(f"{{ {text} }}").cost(None, None).refusal() is None for text in several] == [True, False]


def test_pricing_the_largest_document_takes_no_time_to_speak_of() -> None:
    inner = "author { parts { book { ... on Thing { id } author { id } } } } "
    judged = prepare(LIBRARY, "{ thing { " + inner * 30 + "} }")
    assert judged.faults == ()
    began = time.process_time()
    judged.cost(None, None)
    assert time.process_time() - began < 0.05
