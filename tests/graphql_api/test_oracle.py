"""Compiled and ordinary answers are the same, over thousands of operations that nobody thought of.

Each run draws other operations and prints its seed: `ORACLE_SEED=<seed>` repeats it, `ORACLE_EXAMPLES=<n>` asks for
more selections, `ORACLE_SHRINK=1` looks for the smallest difference, and `-m soak` runs for minutes.
"""

import json
import os
from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from random import Random, SystemRandom
from typing import Any, Final

import orjson
import psycopg
import pytest
from graphql import (
    FieldNode,
    NameNode,
    TypeInfo,
    TypeInfoVisitor,
    Visitor,
    get_named_type,
    is_leaf_type,
    is_required_argument,
    parse,
    validate,
    visit,
)
from graphql.execution.values import VariableValues
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from graphql_api.compiled.asking import NotTold, Question, Why
from graphql_api.compiled.objects import Objects
from graphql_api.compiled.selections import Selections
from graphql_api.connections import CONNECTION_TYPES
from graphql_api.objects import ROW_TYPES
from graphql_api.scalars import rfc3339
from graphql_api.schema import schema
from graphql_api.tables import table
from projections.catalogue import CATALOGUE
from tests.conftest import Server
from tests.graphql_api.composing import Asked, Composer, drawn
from tests.graphql_api.oracle import Oracle, Told, Viewer, opened

SEED: Final = int(os.environ.get("ORACLE_SEED") or SystemRandom().getrandbits(32))
SELECTIONS: Final = int(os.environ.get("ORACLE_EXAMPLES") or 120)
SHRINKING: Final = "ORACLE_SHRINK" in os.environ
SOAKED: Final = 4_000
ENOUGH: Final = 100
"""Selections of which some are sure to be personal."""
COMPOSED: Final = 6
"""Documents composed of each drawn selection."""
ASKED: Final = 3
"""How often each document is asked, by somebody else or with other values of its variables."""
EXTENSION: Final = 0.25
"""Share of the operations that are asked by the executor with compiled fields, instead of by the endpoint."""
MIXED: Final = 0.04
"""Share of the operations in which the ordinary executor answers a field beside compiled ones."""
LEFT: Final = {
    "Query.complaintCounts": "grouped by what an argument names; one statement already",
    "Query.statistics": "figures with hidden cells that no row holds; one statement already",
    "Query.search": "ranked by a function of the database, snippets cut in Python",
    "Query.diff": "two states compared in Python",
    "Query.ownCase": "a function of the database that compares a secret",
    "Query.recordProof": "stored events and hashes of the log, which no row holds",
    "Query.ownReadings": "counted by a function of the database",
    "Query.activity": "acts, refusals and reads of one record, by time",
    "Viewer.acts": "a list below an object",
    "Activity.sentence": "composed in Python out of names and words",
    "RecordedEvent.sentence": "composed in Python out of names and words",
    "Reading.sentence": "composed in Python out of names and words",
    "RefusedCommand.sentence": "composed in Python out of names and words",
}
"""Fields of the ordinary executor, and why it answers them."""
PAST: Final = (
    "Query.asSeenBy",
    "Query.nodeAsOf",
)
"""Root fields that are compiled or not answered: the ordinary executor knows the present alone."""
UNSUITED: Final = frozenset({Why.CONTENTS, Why.INSTANTS, Why.TOO_LARGE})
"""Why a question is not compiled although all its fields could be."""
PARTS: Final = ("Viewer", "Paragraph", "StoodBefore", "Ombudsman")
"""Types that are no rows, whose fields are compiled nevertheless."""


class ShortWords(Visitor):
    """Puts compiled fields in place of those that would leave most questions to the ordinary executor."""

    def __init__(self, types: TypeInfo) -> None:
        super().__init__()
        self._types = types

    def leave_field(self, node: FieldNode, *_: Any) -> FieldNode | None:
        if node.name.value == "acts":
            return FieldNode(name=NameNode(value="id"), alias=node.alias or node.name)
        if node.name.value != "sentence":
            return None
        key, of = node.alias or node.name, self._types.get_parent_type()
        if of is not None and "words" in of.fields:  # type: ignore[union-attr]
            words = NameNode(value="words")
            return FieldNode(name=words, alias=key, arguments=node.arguments, directives=node.directives)
        return FieldNode(name=NameNode(value="position"), alias=key, directives=node.directives)


def shortened(document: Any) -> Any:
    """A drawn document that compiled fields answer."""
    types = TypeInfo(schema()._schema)
    return visit(document, TypeInfoVisitor(types, ShortWords(types)))


@pytest.fixture(scope="module")
def oracle(server: Server, template: str) -> Iterator[Oracle]:
    name = server.create(template)
    with opened(server.address(name)) as oracle:
        yield oracle
    server.drop(name)


SELECTED: Final = drawn((*LEFT, *PAST)).map(shortened)
ORDINARY: Final[Any] = parse("""{
    ombudsmen(current: true) { startedOn current official { name posts { title } } board { signed } }
    ombudsman { reference official { id trail(first: 1) { event } } }
    complaintCounts(by: STATUS, first: 3) { key complaints heads }
    search(text: "a", first: 2) { nodes { number record { id } snippets { field } } }
    statistics(by: [OFFICE], first: 2) { total { complaints cases(first: 1) { nodes { id texts { text } } } } }
    ownCase(number: "x", secret: "y") { status }
    auditTrail(order: POSITION_DESC, first: 5) { nodes { sentence } }
    viewer { acts(first: 2) { totalCount nodes { event } } }
    ownReadings { day capacities times }
}""")
"""Fields that stand beside compiled ones now and then."""


def compare(oracle: Oracle, asked: Asked, viewer: Viewer, *, extension: bool) -> str:
    """Ask in every way; how the operation ended, in one word."""
    expected = oracle.executed(asked, viewer, compiled=False)
    public = viewer.official is None
    told = oracle.executed(asked, viewer, compiled=True) if extension or public else oracle.endpoint(asked, viewer)
    about = (f"ORACLE_SEED={SEED}", viewer, asked.name, asked.variables, asked.query)
    if not oracle.parses(asked):
        assert codes(told) == codes(expected), about
        return "errors"
    assert told.body == expected.body, about
    assert told.notes == expected.notes, about
    if "errors" in dict(expected.body):
        return "errors"
    left = oracle.left(asked, viewer)
    if left:
        return "unsuited" if all(root.why in UNSUITED for root in left) else "ordinary"
    return "compiled, noted" if told.notes else "compiled"


def codes(told: Told) -> list[str]:
    """The codes of an answer's errors; each gate has its own words for a document that cannot be read."""
    return [dict(dict(error)["extensions"])["code"] for error in dict(told.body)["errors"]]


def run(oracle: Oracle, selections: int) -> Counter[str]:
    """Compare over so many drawn selections; how the operations ended. Raises AssertionError for a difference."""
    tally: Counter[str] = Counter()

    @seed(SEED)
    @settings(
        max_examples=selections,
        deadline=None,
        database=None,
        print_blob=True,
        phases=[Phase.generate, Phase.shrink] if SHRINKING else [Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(documents=st.lists(SELECTED, min_size=1, max_size=2), chance=st.integers(0, 2**32))
    def equal(documents: list[Any], chance: int) -> None:
        selections = [
            selection for document in documents for selection in document.definitions[0].selection_set.selections
        ]
        for turn in range(COMPOSED):
            random = Random(chance * COMPOSED + turn)
            beside = random.sample(ORDINARY.definitions[0].selection_set.selections, random.random() < MIXED)
            asked = Composer(random, oracle.known, schema=schema()._schema, left=LEFT).operation([*selections, *beside])
            for again in range(ASKED):
                revalued = asked.revalued(random, oracle.known) if again else asked
                extension = random.random() < EXTENSION
                ended = compare(oracle, revalued, oracle.viewer(random), extension=extension)
                if ended == "ordinary" and not beside and not revalued.ill_typed():
                    pytest.fail(f"ORACLE_SEED={SEED}: not compiled: {revalued.variables}\n{revalued.query}")
                tally[ended] += 1

    equal()
    return tally


def report(capsys: pytest.CaptureFixture[str], tally: Counter[str]) -> None:
    """Print how to repeat the run and what it consisted of, also when all is well."""
    with capsys.disabled():
        print(f"\nORACLE_SEED={SEED}: {tally.total()} operations, {dict(tally)}")  # noqa: T201


def test_compiled_and_ordinary_answers_are_equal_and_all_that_can_be_are_compiled(
    oracle: Oracle, capsys: pytest.CaptureFixture[str]
) -> None:
    tally = run(oracle, SELECTIONS)
    report(capsys, tally)
    compiled = tally["compiled"] + tally["compiled, noted"]
    assert tally.total() >= SELECTIONS * COMPOSED * ASKED
    assert compiled > tally.total() / 3
    if SELECTIONS >= ENOUGH:
        assert tally["compiled, noted"] > compiled / 50


def leaves(of: Any, deep: int) -> str:
    """Every field of a type that asks for no argument, and those of the objects below it, so many levels deep."""
    asked = []
    for name, field in of.fields.items():
        kind = get_named_type(field.type)
        if f"{of.name}.{name}" in LEFT or any(is_required_argument(argument) for argument in field.args.values()):
            continue
        if is_leaf_type(kind):
            asked.append(name)
        elif deep and hasattr(kind, "fields"):
            below = leaves(kind, deep - 1)
            asked += [f"{name} {{ __typename {below} }}"]
    return " ".join(asked)


LISTS: Final = tuple(
    name
    for name, field in schema()._schema.query_type.fields.items()  # type: ignore[union-attr]
    if "order" in field.args and f"Query.{name}" not in LEFT
)


@pytest.mark.parametrize("listing", LISTS)
def test_every_field_of_a_list_s_rows_is_answered_by_both_executors_alike(oracle: Oracle, listing: str) -> None:
    types: Any = schema()._schema.type_map
    of = get_named_type(get_named_type(types["Query"].fields[listing].type).fields["nodes"].type)
    asked = Asked(f"{{ {listing}(first: 3) {{ totalCount nodes {{ {leaves(of, 1)} }} }} }}", {}, None)
    ended = {compare(oracle, asked, viewer, extension=True) for viewer in oracle.viewers if viewer.official}
    assert ended <= {"compiled", "compiled, noted"}, asked.query


def nested(levels: int, arguments: str = "") -> Asked:
    """Records of any kind below records of any kind, on so many levels."""
    below = "record { id trail(first: 1) { " * levels + "record { id }" + " } }" * levels
    return Asked(f"{{ offices{arguments} {{ trail(first: 1) {{ {below} }} }} }}", {}, None)


def test_a_statement_that_would_be_too_large_is_left_to_the_ordinary_executor(oracle: Oracle) -> None:
    ended = [compare(oracle, nested(levels), oracle.viewers[0], extension=False) for levels in (1, 2, 4)]
    assert ended == ["compiled", "unsuited", "unsuited"]


def test_a_statement_that_would_be_too_large_is_refused_in_words_of_the_past(oracle: Oracle) -> None:
    told = oracle.endpoint(nested(2, "(asOf: {position: 9})"), oracle.viewers[0])
    (error,) = dict(told.body)["errors"]
    assert "ask with fragments on the kinds that are meant" in dict(error)["message"]
    assert "errors" not in dict(oracle.endpoint(nested(1, "(asOf: {position: 9})"), oracle.viewers[0]).body)


@pytest.mark.soak
def test_compiled_and_ordinary_answers_are_equal_for_as_long_as_one_likes(
    oracle: Oracle, capsys: pytest.CaptureFixture[str]
) -> None:
    report(capsys, run(oracle, SOAKED))


ERRORS: Final[dict[str, tuple[str, Any]]] = {
    "it does not tell what it shows": ("graphql_api.compiled.objects.Objects.disclosed", staticmethod(lambda *_: [])),
    "it answers what is skipped": ("graphql_api.compiled.selections.Selections._included", lambda *_: True),
    "its cursors are for no address": (
        "graphql_api.compiled.connections._CURSOR",
        "encode(convert_to({}, 'UTF8'), 'hex')",
    ),
    "it does not escape": ("graphql_api.compiled.json.json_text", lambda text, **_: f"concat('\"', {text}, '\"')"),
    "it forgets values": ("graphql_api.compiled.plans.written", lambda value: None if value is None else "1"),
}
"""What a compiler may do wrong, each as a name of it and what is put there."""


@pytest.mark.parametrize("error", ERRORS)
def test_a_compiler_that_errs_is_found_out(oracle: Oracle, monkeypatch: pytest.MonkeyPatch, error: str) -> None:
    oracle.forget()
    monkeypatch.setattr(*ERRORS[error])
    with pytest.raises((AssertionError, json.JSONDecodeError)):  # what it answers may be no JSON at all
        run(oracle, 40)
    oracle.forget()


def test_every_table_that_the_oracle_asks_has_rows(oracle: Oracle) -> None:
    ombudsman = oracle.viewers[0].official
    with psycopg.connect(oracle.dsn) as connection:
        connection.execute("select access.enter(%s, null)", (ombudsman,))
        empty = {
            row.TABLE.name
            for row in {*ROW_TYPES, *CATALOGUE.rows}
            if not connection.execute(f"select from {table(row)} limit 1".encode()).fetchall()
        }
    assert empty == set()


def test_what_stands_beside_compiled_fields_is_a_valid_question() -> None:
    assert validate(schema()._schema, ORDINARY) == []


def test_every_field_tells_what_it_reads_or_is_known_to_be_left_to_the_ordinary_executor() -> None:
    built = schema()
    objects = Objects(built, Selections(built._schema, {}, VariableValues({}, {})), Question("en"))
    left = set()
    for name in {"Query", *(kind.__name__ for kind in ROW_TYPES.values()), *PARTS}:
        definition: Any = built._schema.type_map[name]
        for field_name, field in definition.fields.items():
            try:
                objects.reading(field)
            except NotTold:
                left.add(f"{name}.{field_name}")
    assert left == set(LEFT)


def test_every_type_below_a_compiled_root_field_is_checked_for_what_it_reads() -> None:
    """Connections are written as a whole; whatever else can be reached must be a row's type or a part of one."""
    types: Any = schema()._schema.type_map
    told = {"Query", *(kind.__name__ for kind in ROW_TYPES.values()), *PARTS}
    below = {
        get_named_type(field.type).name
        for name in told
        for field_name, field in types[name].fields.items()
        if f"{name}.{field_name}" not in LEFT and not is_leaf_type(get_named_type(field.type))
    }
    connections = {kind.__name__ for kind in CONNECTION_TYPES} | {"Node", "Record"}
    assert below - connections <= told


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.datetimes(
            min_value=datetime(1, 1, 2),  # noqa: DTZ001
            max_value=datetime(9999, 12, 30),  # noqa: DTZ001
            timezones=st.integers(-720, 720).map(lambda minutes: timezone(timedelta(minutes=minutes))),
        ),
        min_size=1,
        max_size=40,
    )
)
def test_the_database_and_the_schema_write_an_instant_alike(oracle: Oracle, instants: list[datetime]) -> None:
    texts = oracle.told_by_the_database(instants)
    assert [orjson.loads(text) for text in texts] == [rfc3339(instant) for instant in instants]
    assert [datetime.fromisoformat(rfc3339(instant)) for instant in instants] == instants
