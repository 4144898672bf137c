"""Clients of the last release: whatever they rely on is there, or they were warned with a day that has passed."""

from datetime import UTC, date, datetime

import pytest

from graphql_api.__main__ import main
from graphql_api.compatibility import RELEASED, compare
from graphql_api.schema import COMMITTED

TODAY = date(2027, 3, 1)
BASE = """
enum Status { OPEN CLOSED }
union Found = A | B
input Given { name: String, size: Int = 5 }
type A { id: ID! name: String! }
type B { id: ID! }
type C { id: ID! }
type Query { a(first: Int = 20, given: Given): A! found: Found status: Status c: C list: [A!]! }
"""


def forbidden(before: str, after: str) -> list[str]:
    return [change.what for change in compare(before, after, TODAY) if change.forbidden]


def test_the_committed_schema_breaks_no_client_of_the_last_release() -> None:
    texts = [file.read_text(encoding="utf-8") for file in (RELEASED, COMMITTED)]
    broken = [str(change) for change in compare(*texts, datetime.now(UTC).date()) if change.forbidden]
    assert broken == [], "see docs/api.md, Changes"


ADDED = [
    ("type B { id: ID! }", "type B { id: ID! more: Int }"),
    ("OPEN CLOSED", "OPEN CLOSED LOST"),
    ("Found = A | B", "Found = A | B | C"),
    ("size: Int = 5", "size: Int = 5, colour: String"),
    ("c: C ", "c(after: String): C "),
    ("found: Found", "found: Found!"),
    ("name: String! }", 'name: String! @deprecated(reason: "Use id; stays until 2028-01-01") }'),
]


@pytest.mark.parametrize(("old", "new"), ADDED, ids=lambda value: value[:30])
def test_what_is_added_breaks_nobody(old: str, new: str) -> None:
    assert old in BASE
    assert forbidden(BASE, BASE.replace(old, new)) == []


BROKEN = [
    ("id: ID! name: String!", "id: ID!", "A.name was removed"),
    ("id: ID! name: String!", "id: ID! name: String", "A.name changed type"),
    ("OPEN CLOSED", "OPEN", "Status.CLOSED was removed"),
    ("Found = A | B", "Found = A", "B was removed from union type Found"),
    ("first: Int = 20, ", "", "Query.a(first:) was removed"),
    ("first: Int = 20", "first: Int = 50", "Query.a(first:) has changed defaultValue"),
    ("size: Int = 5", "size: Int = 6", "Given.size has changed defaultValue"),
    ("first: Int = 20", "first: Int!", "Query.a(first:) has changed type"),
    ("c: C ", "c(id: ID!): C ", "required argument Query.c(id:) was added"),
    ("name: String, size", "name: String, kind: Int!, size", "required field Given.kind was added"),
    ("name: String, size", "size", "Given.name was removed"),
    ("[A!]!", "[B!]!", "Query.list changed type"),
    ("c: C ", "", "Query.c was removed"),
]


@pytest.mark.parametrize(("old", "new", "told"), BROKEN, ids=lambda value: value[:30])
def test_what_breaks_clients_is_named_with_what_to_do(old: str, new: str, told: str) -> None:
    assert old in BASE
    changes = [change for change in compare(BASE, BASE.replace(old, new), TODAY) if change.forbidden]
    assert any(told in change.what and "Deprecate it in a release first" in str(change) for change in changes)


def deprecated(old: str, marked: str, until: str) -> str:
    """The base with a field, argument or value deprecated where `@D` stands."""
    assert old in BASE
    return BASE.replace(old, marked.replace("@D", f'@deprecated(reason: "Ask for `id`; this stays until {until}.")'))


REMOVALS = [
    ("name: String!", "name: String! @D", ""),
    ("CLOSED", "CLOSED @D", ""),
    ("first: Int = 20, ", "first: Int = 20 @D, ", ""),
    ("name: String, size", "name: String @D, size", "size"),
    ("c: C ", "c: C @D ", ""),
    ("found: Found", "found: Found @D", "found: A"),
]


@pytest.mark.parametrize(("old", "marked", "new"), REMOVALS, ids=lambda value: value[:30])
@pytest.mark.parametrize(("until", "allowed"), [("2027-02-28", True), ("2027-03-01", False), ("2028-01-01", False)])
def test_what_was_deprecated_may_go_after_its_day(old: str, marked: str, new: str, until: str, allowed: bool) -> None:
    changes = compare(deprecated(old, marked, until), BASE.replace(old, new), TODAY)
    assert [change.forbidden for change in changes] == [not allowed]
    if not allowed:
        assert f"promised until {until}" in str(changes[0])


def test_a_type_may_go_with_the_last_field_that_led_to_it() -> None:
    after = BASE.replace("c: C ", "").replace("type C { id: ID! }", "")
    assert forbidden(deprecated("c: C ", "c: C @D ", "2027-02-28"), after) == []
    assert "C was removed." in forbidden(deprecated("c: C ", "c: C @D ", "2027-12-31"), after)
    assert "C was removed." in forbidden(BASE, after)


def test_a_deprecation_says_until_when() -> None:
    after = BASE.replace("c: C ", 'c: C @deprecated(reason: "Old") ')
    (change,) = compare(BASE, after, TODAY)
    assert change.forbidden
    assert "Query.c is deprecated without a day" in str(change)
    assert forbidden(BASE, BASE.replace("c: C ", 'c: C @deprecated(reason: "until 2027-02-30") ')) == [change.what]


def test_what_is_deprecated_only_now_stays() -> None:
    assert forbidden(BASE, BASE.replace("c: C ", "")) == ["Field Query.c was removed."]


def test_a_word_that_is_not_known_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["publish"]) == 2
    assert "compare" in capsys.readouterr().err
