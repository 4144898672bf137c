"""Bounds of documents: each is refused before anything slow looks at it, and says which bound it exceeds."""

import re
import time
from pathlib import Path
from typing import Any

import pytest
from graphql import GraphQLError, get_introspection_query
from hypothesis import given
from hypothesis import strategies as st

from graphql_api import bounds
from graphql_api.compiled import compiler
from graphql_api.documents import Prepared, prepare
from graphql_api.errors import presented
from graphql_api.schema import schema

SECONDS = 0.150
"""CPU that the refusal of any document may take: the promise made to whoever runs the register."""


class Silent:
    """Telemetry that fails when an error was unexpected."""

    def unexpected(self, error_id: str, error: BaseException) -> None:
        raise AssertionError(error)

    def operation(self, kind: Any) -> Any:
        raise AssertionError(kind)


def prepared(text: str) -> Prepared:
    return prepare(schema()._schema, text)


def of_trail(selection: str) -> str:
    return f"{{ auditTrail {{ nodes {{ {selection} }} }} }}"


def deep(levels: int) -> str:
    return "{ viewer { " + "capacities { " * levels + "capacity" + " }" * levels + " } }"


def chained(links: int, spreads: int) -> str:
    """Fragments that each spread the next one several times: short to write, endless to walk."""
    fragments = [
        f"fragment F{i} on Office {{ " + " ".join(f"a{j}: schedule {{ ...G{i} }}" for j in range(spreads)) + " }"
        f" fragment G{i} on StaffSchedule {{ office {{ ...F{i + 1} }} }}"
        for i in range(links)
    ]
    return "{ offices { ...F0 } } " + " ".join(fragments) + f" fragment F{links} on Office {{ id }}"


def shallow_bomb() -> str:
    """The same fields again and again without getting deeper."""
    fragments = [f"fragment F{i} on Query {{ ...F{i + 1} ... {{ ...F{i + 1} }} }}" for i in range(60)]
    return "{ ...F0 } " + " ".join(fragments) + " fragment F60 on Query { viewer { id } }"


WITHOUT_MEASURE = [
    ("LENGTH", "{ viewer { id } } #" + "x" * bounds.MAX_LENGTH),
    ("LENGTH", '{ node(id: "' + "x" * 1_000_000 + '") { id } }'),
    ("TOKENS", "{ viewer { " + "id " * 20_000 + "} }"),
    ("TOKENS", "{ " + " ".join(f"f{i}" for i in range(8_000)) + " }"),
    ("TOKENS", "#\n" * 20_000 + "{ viewer { id } }"),
    ("TOKENS", "{ viewer { id } }" + " query { viewer { id } }" * 500),
    ("DEPTH", deep(40)),
    ("DEPTH", "{ offices { ...A } } fragment A on Office { " + "posts { office { " * 8 + "id" + " } }" * 8 + " }"),
    ("SELECTIONS", shallow_bomb()),
    ("REPEATS", of_trail("id: event " * (bounds.MAX_ALIASES - 5))),
    ("REPEATS", of_trail("event " * 1_900)),
    ("REPEATS", of_trail(" ".join("stream version position event kind" for _ in range(300)))),
    ("ALIASES", "{ " + " ".join(f"a{i}: viewer {{ id }}" for i in range(300)) + " }"),
    ("DIRECTIVES", "{ viewer { id " + "@skip(if: false) " * 200 + "} }"),
    ("DIRECTIVES", "{ viewer { id " + "@nothing " * 900 + "} }"),
    ("OPERATIONS", " ".join(f"query Q{i} {{ viewer {{ id }} }}" for i in range(200))),
    ("FRAGMENTS", "{ viewer { id } } " + " ".join(f"fragment F{i} on Query {{ viewer {{ id }} }}" for i in range(180))),
    ("VARIABLES", "query (" + " ".join(f"$v{i}: Int" for i in range(400)) + ") { viewer { id } }"),
    ("LIST", "{ complaints(filter: {number: {in: [" + '"x" ' * 1_500 + "]}}) { totalCount } }"),
    ("LIST", "{ complaints(filter: {" + " ".join(f"x{i}: 1" for i in range(600)) + "}) { totalCount } }"),
    ("LITERALS", "{ complaints(" + " ".join(f"x{i}: 1" for i in range(600)) + ") { totalCount } }"),
    ("VALUE_DEPTH", "{ node(id: " + "[" * 150 + "]" * 150 + ") { id } }"),
    ("VALUE_DEPTH", "{ complaints(filter: " + "{not: " * 40 + "{}" + "}" * 40 + ") { totalCount } }"),
]


@pytest.mark.parametrize(("bound", "text"), WITHOUT_MEASURE, ids=lambda value: str(value)[:30])
def test_a_document_without_measure_is_refused_by_the_name_of_its_bound(bound: str, text: str) -> None:
    (fault,) = prepared(text).faults
    extensions = fault.extensions or {}
    assert (extensions["code"], extensions["bound"]) == ("TOO_COMPLEX", bound)
    assert extensions["found"] > extensions["most"]
    assert f"{extensions['found']:,}" in fault.message
    assert f"{extensions['most']:,}" in fault.message


SLOW_TO_JUDGE = [
    *(text for _, text in WITHOUT_MEASURE),
    chained(20, 2),
    chained(12, 4),
    "{" * 1_999,
    "[" * 50_000,
    "{ node(id: " + "[" * 900 + "]" * 900 + ") { id } }",
    "query ($v: " + "[" * 900 + "Int" + "]" * 900 + ") { viewer { id } }",
    '{ node(id: """' + "x\\n" * 20_000 + '"',
    "{ " + "a " * 2_001 + '\\"""\n' * 12_000,
    "{ " + "a " * 2_001 + '"' + '\\"' * 30_000,
    '{ node(id: {a: "' + " a non-" * 9_000 + '"}) { id } }',
    '{ complaints(first: "' + " non-" * 12_000 + '") { totalCount } }',
    "{ " + "... { " * 600 + "viewer { id }" + " }" * 600 + " }",
    "{ ...A } fragment A on Query { ...B viewer { id } } fragment B on Query { ...A }",
    "{ ...F0 } " + " ".join(f"fragment F{i} on Query {{ ...F{(i + 1) % 99} ...F{(i + 7) % 99} }}" for i in range(99)),
    of_trail(" ".join(" ".join(f"x{j}" for j in range(60)) for _ in range(30))),
    of_trail("basis { cite nothing } " * 30 + "actor { name nothing } " * 30 + "office { code nothing } " * 30),
    of_trail(" ".join(f"...F{i}" for i in range(90)))
    + " ".join(f"fragment F{i} on RecordedEvent {{ x{i} event stream version position kind }}" for i in range(90)),
    " ".join(f"query Q{i}($v: Int) {{ ...F0 }}" for i in range(40))
    + " ".join(f" fragment F{i} on Query {{ ...F{i + 1} x(first: $v) {{ y }} }}" for i in range(99)),
    "query (" + " ".join(f"$v{i}: Nothing" for i in range(100)) + ") { viewer { id } }",
    "{ complaints(" + " ".join(f"x{i}: 1" for i in range(600)) + ") { totalCount } }",
    "{ complaints(filter: {" + " ".join(f"x{i}: 1" for i in range(600)) + "}) { totalCount } }",
    "{ complaints(filter: {" + " ".join(f"x{i}: {{" + "y: 1 " * 60 + "}" for i in range(10)) + "}) { totalCount } }",
    "{ complaints(filter: {and: [" + "{x: 1 y: 2} " * 150 + "]}) { totalCount } }",
]


@pytest.mark.parametrize("text", SLOW_TO_JUDGE, ids=lambda value: value[:30])
def test_no_document_takes_long_to_be_refused(text: str) -> None:
    prepared("{ viewer { id } }")
    for _ in range(3):
        began = time.process_time()
        judged = prepared(text)
        assert presented(judged.faults, Silent())
        spent = time.process_time() - began
        if spent < SECONDS:
            return
    pytest.fail(f"{spent:.3f} s, three times")


def test_the_largest_documents_that_run_are_judged_in_that_time_too() -> None:
    text = of_trail(" ".join(["version position event effective recordedAt commandName number command"] * 30))
    for _ in range(3):  # others may use the processor too
        began = time.process_time()
        assert prepared(text).faults == ()
        spent = time.process_time() - began
        if spent < SECONDS:
            return
    pytest.fail(f"{spent:.3f} s, three times")


@pytest.mark.parametrize(
    "text",
    [
        get_introspection_query(),
        get_introspection_query(specified_by_url=True, directive_is_repeatable=True, input_value_deprecation=True),
        of_trail("event " * bounds.MAX_REPEATS),
        "{ " + " ".join(f"a{i}: viewer {{ id }}" for i in range(bounds.MAX_REPEATS)) + " }",
        '{ node(id: "x") { ... on Office { ' + "posts { office { " * 6 + "id" + " } }" * 6 + " } } }",
    ],
    ids=lambda value: value[:30],
)
def test_documents_at_a_bound_run(text: str) -> None:
    assert prepared(text).faults == ()


def test_a_fragment_is_measured_where_it_is_spread() -> None:
    inner = "posts { office { " * 6 + "id" + " } }" * 6
    at_the_bound = f"{{ offices {{ ...A }} }} fragment A on Office {{ {inner} posts {{ id }} }}"
    assert prepared(at_the_bound).faults == ()
    (fault,) = prepared(
        at_the_bound.replace("offices { ...A }", 'office(code: "71") { posts { office { ...A } } }')
    ).faults
    assert (fault.extensions or {})["found"] == 16


def test_fragments_in_a_circle_are_named_as_such() -> None:
    faults = prepared("{ ...A } fragment A on Query { viewer { id } ...B } fragment B on Query { ...A }").faults
    assert [fault.message.startswith("Cannot spread fragment") for fault in faults] == [True]


def test_the_documentation_names_every_bound_with_its_measure() -> None:
    told = Path("docs/api.md").read_text(encoding="utf-8").partition("## Limits")[2].partition("### Cost")[0]
    bounds_of_code = {name.removeprefix("MAX_"): most for name, most in vars(bounds).items() if name.startswith("MAX_")}
    assert set(bounds_of_code) <= set(re.findall(r"`([A-Z_]+)`", told))
    assert {f"{most:,}" for most in bounds_of_code.values()} <= set(re.findall(r"[\d,]*\d", told))


VARIABLES: list[tuple[dict[str, Any] | None, str | None]] = [
    (None, None),
    ({}, None),
    ({"a": {"b": [1, 2, {"c": None}]}}, None),
    ({"a": list(range(bounds.MAX_VALUES))}, "VALUES"),
    ({"a": [[i] for i in range(bounds.MAX_VALUES)]}, "VALUES"),
    ({f"v{i}": i for i in range(bounds.MAX_VALUES + 1)}, "VALUES"),
]


@pytest.mark.parametrize(("variables", "bound"), VARIABLES, ids=lambda value: str(value)[:20])
def test_variables_are_bounded_in_number(variables: dict[str, Any] | None, bound: str | None) -> None:
    fault = bounds.of_variables(variables)
    assert (fault and (fault.extensions or {})["bound"]) == bound


def test_variables_are_bounded_in_depth() -> None:
    given: dict[str, Any] = {}
    for _ in range(bounds.MAX_VALUE_DEPTH):
        given = {"not": given}
    assert bounds.of_variables(given) is None
    fault = bounds.of_variables({"not": given})
    assert fault is not None
    assert (fault.extensions or {})["bound"] == "VALUE_DEPTH"


@pytest.mark.parametrize(
    "wrong",
    [
        {f"x{i}": 1 for i in range(bounds.MAX_VALUES - 2)},
        {"and": [{"x": 1}] * (bounds.MAX_VALUES // 2 - 1)},
        {"number": {"in": [{"a": "b"}] * (bounds.MAX_VALUES // 2 - 2)}},
    ],
    ids=lambda value: str(value)[:20],
)
def test_no_variables_take_long_to_be_refused(wrong: dict[str, Any]) -> None:
    made, given = schema()._schema, {"f": wrong}
    judged = prepared("query ($f: ComplaintFilter) { complaints(filter: $f) { totalCount } }")
    operation = judged.operation(None)
    assert judged.document is not None and bounds.of_variables(given) is None
    began = time.process_time()
    assert compiler(schema()).plan(judged.document, None, given, "en") is None
    found = [GraphQLError("Variable '$f' has an invalid value")]
    shown = presented(found, Silent(), schema=made, operation=operation, variables=given)
    assert time.process_time() - began < SECONDS
    assert {(fault.extensions or {})["code"] for fault in shown} == {"BAD_INPUT"}


MARKS = '{ } ( ) [ ] ... : $ @ ! = | & " """ # , \\ 1 -0.1e5 a: ж \U0001f600'
NAMES = """query mutation subscription fragment on true null extend type viewer id complaints nodes first
    F Query Complaint skip if __schema __typename"""
WORDS = st.sampled_from([*MARKS.split(), *NAMES.split(), "\n", "\x00", "\ufeff"])


@given(st.lists(WORDS, max_size=60))
def test_no_text_breaks_what_judges_it(words: list[str]) -> None:
    judged = prepared(" ".join(words))
    assert judged.faults or judged.document is not None
    for fault in presented(judged.faults, Silent()):
        assert (fault.extensions or {})["code"] in {"PARSE_FAILED", "VALIDATION_FAILED", "TOO_COMPLEX"}
        assert "Did you mean" not in fault.message


SELECTIONS = st.recursive(
    st.sampled_from(["id", "__typename", "...A", "...B", "name: id"]),
    lambda inner: st.builds(
        "{} {{ {} }}".format,
        st.sampled_from(
            ["office", "posts", "viewer", "offices", "complaints(first: 3)", "nodes", "... on Office", "..."]
        ),
        st.lists(inner, min_size=1, max_size=4).map(" ".join),
    ),
    max_leaves=30,
)


@given(SELECTIONS, SELECTIONS, SELECTIONS)
def test_whatever_is_selected_is_judged_and_what_runs_has_a_price(root: str, a: str, b: str) -> None:
    judged = prepared(f"{{ {root} }} fragment A on Office {{ {a} }} fragment B on Query {{ {b} }}")
    if not judged.faults:
        assert judged.cost(None, None).price >= 1
