"""Bad input: each mistake is one clear typed error, nothing is written, nothing of the input is repeated."""

import json
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from tests.domain.scenario import OMBUDSMAN, REPRESENTATIVE_71, REPRESENTATIVE_75
from tests.graphql_api.api import Api
from tests.graphql_api.story import Story, done, registered, registration

CANARY = "Zhansaya-Canary-900101300123"
REGISTER = (
    "mutation ($given: RegisterComplaintInput!) { registerComplaint(input: $given) { refusals { code message path } } }"
)


@pytest.fixture
def quiet(story: Story) -> Any:
    """The API of the story; the register must stand unchanged after the test."""
    head = story.api.register.head()
    yield story.api
    assert story.api.register.head() == head


def codes(answer: Any) -> list[str]:
    return [error["extensions"]["code"] for error in answer["errors"]]


WRONG_VARIABLES: list[tuple[dict[str, Any], str]] = [
    ({"unknown": CANARY}, "$given has a field `unknown` that RegisterComplaintInput"),
    ({"adressee": CANARY}, "$given has a field `adressee` that RegisterComplaintInput does not know."),
    ({"office": 71.5}, "$given.office is not of type String"),
    ({"office": None}, "$given.office is not of type String"),
    ({"heads": CANARY}, "$given.heads is not of type [HeadOfComplaintInput!]"),
    ({"heads": [{"category": {CANARY: 1}}]}, "$given.heads[0].category is not of type String"),
    ({"heads": [{}]}, "$given.heads[0].category is required"),
    ({"channel": CANARY}, "$given.channel is not of type ComplaintChannel"),
    ({"receivedOn": CANARY}, "A Date is written YYYY-MM-DD"),
    ({"receivedOn": "2026-02-30"}, "A Date is written YYYY-MM-DD"),
    ({"receivedOn": 20260101}, "A Date is written YYYY-MM-DD"),
    ({"commandId": CANARY}, "A UUID is written as"),
    ({"expectedVersion": 2**40}, "$given.expectedVersion is not of type Int"),
    ({"expectedVersion": CANARY}, "$given.expectedVersion is not of type Int"),
    ({"applicants": [{"details": {"name": [CANARY]}}]}, "$given.applicants[0].details.name is not of type String"),
]


@pytest.mark.parametrize(("wrong", "message"), WRONG_VARIABLES, ids=lambda value: str(value)[:40])
def test_a_wrong_variable_is_named_by_its_place_and_never_repeated(
    quiet: Api, wrong: dict[str, Any], message: str
) -> None:
    answer = quiet.post(REGISTER, {"given": {**registration("71"), **wrong}})
    assert codes(answer) == ["BAD_INPUT"], answer
    assert message in answer["errors"][0]["message"]
    assert CANARY not in json.dumps(answer)
    assert "data" not in answer


def test_a_missing_variable_is_named(quiet: Api) -> None:
    answer = quiet.post(REGISTER, {})
    assert codes(answer) == ["BAD_INPUT"]
    assert "$given of type RegisterComplaintInput! is required" in answer["errors"][0]["message"]


def test_all_wrong_variables_are_told_at_once(quiet: Api) -> None:
    answer = quiet.post(REGISTER, {"given": {**registration("71"), "office": 1.5, "receivedOn": "x", "foo": 1}})
    assert codes(answer) == ["BAD_INPUT"] * 3


WRONG_FIELDS: list[tuple[dict[str, Any], list[str], str]] = [
    ({"office": CANARY}, ["office"], "two digits"),
    ({"statement": " \n "}, ["statement"], "blank"),
    ({"statement": CANARY * 10_000}, ["statement"], "at most 100000 characters"),
    ({"statement": "a\u0000b"}, ["statement"], "control characters"),
    ({"respondent": {"name": f"{CANARY}\nsecond line"}}, ["respondent", "name"], "one line"),
    ({"respondent": {"name": ""}}, ["respondent", "name"], "at least 1 characters"),
    ({"heads": [{"category": "x"}, {"category": CANARY * 20}]}, ["heads", "1", "category"], "at most 300 characters"),
    (
        {"applicants": [{"details": {"name": CANARY, "iin": CANARY}}]},
        ["applicants", "0", "details", "iin"],
        "twelve digits",
    ),
    ({"applicants": [{"person": CANARY}]}, ["applicants", "0", "person"], "person-<uuid>"),
]


@pytest.mark.parametrize(("wrong", "path", "message"), WRONG_FIELDS, ids=lambda value: str(value)[:40])
def test_a_value_that_breaks_a_constraint_is_a_refusal_with_what_would_be_right(
    quiet: Api, wrong: dict[str, Any], path: list[str], message: str
) -> None:
    given = {**registration("71"), **wrong}
    answer = quiet.post(REGISTER, {"given": given}, by=REPRESENTATIVE_71)
    (refusal,) = answer["data"]["registerComplaint"]["refusals"]
    assert (refusal["code"], refusal["path"]) == ("INVALID", path)
    assert message in refusal["message"]
    assert CANARY not in json.dumps(answer)


def test_all_wrong_fields_are_refused_at_once_in_kazakh_too(quiet: Api) -> None:
    given = registration("7", respondent="", statement="")
    answer = quiet.post(REGISTER, {"given": given}, by=REPRESENTATIVE_71, language="kk")
    refusals = answer["data"]["registerComplaint"]["refusals"]
    assert [refusal["path"][0] for refusal in refusals] == ["office", "respondent", "statement"]
    assert refusals[0]["message"].startswith("Өкілдік коды")


WRONG_DOCUMENTS = [
    ("{", "PARSE_FAILED"),
    ("", "BAD_REQUEST"),
    ("   ", "BAD_REQUEST"),
    ('{ node(id: "%s) { id } }'.replace("%s", CANARY), "PARSE_FAILED"),
    ("{ viewer { id } } } %s".replace("%s", CANARY), "PARSE_FAILED"),
    ("{ unknownField }", "VALIDATION_FAILED"),
    ("{ viewer }", "VALIDATION_FAILED"),
    ("{ viewer { id { more } } }", "VALIDATION_FAILED"),
    ("query { node(id: 1.5) { id } }", "VALIDATION_FAILED"),
    ('{ complaints(first: "%s") { totalCount } }'.replace("%s", CANARY), "VALIDATION_FAILED"),
    ('{ complaints(filter: {status: {eq: "%s"}}) { totalCount } }'.replace("%s", CANARY), "VALIDATION_FAILED"),
    ('{ complaints(filter: {receivedOn: {eq: "%s"}}) { totalCount } }'.replace("%s", CANARY), "VALIDATION_FAILED"),
    ('{ complaints(filter: {nothing: "%s"}) { totalCount } }'.replace("%s", CANARY), "VALIDATION_FAILED"),
    ("query A { viewer { id } } query A { viewer { id } }", "VALIDATION_FAILED"),
    ("{ ...Loop } fragment Loop on Query { ...Loop }", "VALIDATION_FAILED"),
    ("query ($a: Nothing) { viewer { id } }", "VALIDATION_FAILED"),
    ("{ viewer @nothing { id } }", "VALIDATION_FAILED"),
    ("subscription { events(after: 0) { position } }", "BAD_REQUEST"),
    ("query A { viewer { id } } query B { viewer { id } }", "BAD_REQUEST"),
    ("type Query { a: Int }", "VALIDATION_FAILED"),
]


@pytest.mark.parametrize(("document", "code"), WRONG_DOCUMENTS, ids=lambda value: str(value)[:40])
def test_a_wrong_document_is_one_typed_error_without_its_values(quiet: Api, document: str, code: str) -> None:
    answer = quiet.post(document)
    assert set(codes(answer)) == {code}, answer
    assert CANARY not in json.dumps(answer)
    assert "Traceback" not in json.dumps(answer)


def nested(levels: int) -> str:
    return "{ complaints { nodes { " + "office { posts { " * levels + "id" + " } }" * levels + " } } }"


WRONG_SIZES = [
    (nested(10), "TOO_COMPLEX"),
    (nested(300), "TOO_COMPLEX"),
    ("{" * 900, "TOO_COMPLEX"),
    ("{ " + " ".join(f"a{i}: viewer {{ id }}" for i in range(60)) + " }", "TOO_COMPLEX"),
    ("{ viewer { " + "id " * 5_000 + "} }", "TOO_COMPLEX"),
    ("[" * 50_000, "PARSE_FAILED"),
]


@pytest.mark.parametrize(("document", "code"), WRONG_SIZES, ids=lambda value: str(value)[:30])
def test_a_document_without_measure_is_refused_before_anything_is_asked(quiet: Api, document: str, code: str) -> None:
    answer = quiet.post(document)
    assert set(codes(answer)) <= {code, "PARSE_FAILED"}, answer
    assert len(answer["errors"]) <= 3


def test_records_that_name_each_other_cannot_be_asked_for_without_end(quiet: Api) -> None:
    levels = 6
    query = "{ offices { posts { " + "office { posts { " * levels + "id" + " } }" * levels + " } } }"
    answer = quiet.post(query)
    assert set(codes(answer)) == {"TOO_COMPLEX"}
    assert len(answer["errors"]) <= 20


def test_a_filter_nested_without_measure_is_refused(quiet: Api) -> None:
    given: dict[str, Any] = {}
    for _ in range(10):
        given = {"not": given}
    answer = quiet.post("query ($f: ComplaintFilter) { complaints(filter: $f) { totalCount } }", {"f": given})
    assert codes(answer) == ["TOO_COMPLEX"]


def test_variables_nested_without_measure_are_refused(quiet: Api) -> None:
    body = '{"query": "query ($f: ComplaintFilter) { complaints(filter: $f) { totalCount } }", "variables": {"f": '
    raw = body + '{"not":' * 5_000 + "{}" + "}" * 5_000 + "}}"
    answer = quiet.client.post(
        "/graphql", content=raw, headers={**quiet.headers(OMBUDSMAN), "content-type": "application/json"}
    ).json()
    assert codes(answer)[0] in {"TOO_COMPLEX", "BAD_INPUT", "BAD_REQUEST"}


WRONG_PAGES = [
    "(first: 0)",
    "(first: -1)",
    "(first: 101)",
    "(last: 0)",
    "(first: 1, last: 1)",
    '(after: "nonsense")',
    '(after: "%s")'.replace("%s", "A" * 5_000),
    '(after: "WyJOVU1CRVJfQVNDIiwiMSIsIjEiXQ")',
    '(after: "WyJQT1NJVElPTl9ERVNDIiwieCIsIngiXQ")',
]


@pytest.mark.parametrize("arguments", WRONG_PAGES)
def test_a_page_that_cannot_be_is_an_error_that_says_so(quiet: Api, arguments: str) -> None:
    answer = quiet.post(f"{{ complaints{arguments} {{ totalCount nodes {{ id }} }} }}")
    assert codes(answer) == ["BAD_INPUT"], answer
    assert answer["data"] is None


def test_text_that_the_database_cannot_hold_is_an_error_of_the_caller(quiet: Api) -> None:
    query = "query ($t: String) { complaints(filter: {number: {eq: $t}}) { nodes { id } } }"
    assert codes(quiet.post(query, {"t": "a\u0000b"})) == ["BAD_INPUT"]
    unasked = "query ($t: String) { complaints(filter: {number: {eq: $t}}) { totalCount @skip(if: true) } }"
    assert codes(quiet.post(unasked, {"t": "a\u0000b"})) == ["BAD_INPUT"]
    written = '{ complaints(filter: {number: {eq: "\\u0000"}}) { totalCount @skip(if: true) } }'
    assert codes(quiet.post(written)) == ["BAD_INPUT"]


def test_a_closed_complaint_is_not_decided_again(api: Api) -> None:
    complaint = registered(api, registration("71"), REPRESENTATIVE_71)
    done(
        api, "withdrawComplaint", {"complaint": complaint, **_reason(api, "WithdrawComplaintInput")}, REPRESENTATIVE_71
    )
    head = api.register.head()
    given = {"complaint": complaint, "head": "1", "finding": "VIOLATION_FOUND"}
    answer = api.give("decideHead", given, by=REPRESENTATIVE_71)
    assert answer["refusals"][0]["code"] == "WRONG_STATE"
    assert api.register.head() == head


def _reason(api: Api, name: str) -> dict[str, str]:
    fields = api.ask(f'{{ __type(name: "{name}") {{ inputFields {{ name type {{ kind }} }} }} }}')["__type"][
        "inputFields"
    ]
    return {f["name"]: "Because." for f in fields if f["type"]["kind"] == "NON_NULL" and f["name"] != "complaint"}


def test_a_complaint_of_another_office_is_not_decided(quiet: Api, story: Story) -> None:
    given = {"complaint": story.astana[0], "head": "2", "finding": "VIOLATION_FOUND"}
    answer = quiet.give("decideHead", given, by=REPRESENTATIVE_75)
    assert answer["refusals"][0]["code"] == "NOT_FOUND"


def test_a_complaint_that_does_not_exist_is_not_found(quiet: Api) -> None:
    answer = quiet.give("acceptComplaint", {"complaint": f"complaint-{uuid4()}"}, "record { id }")
    assert answer["refusals"][0]["code"] == "NOT_FOUND"
    assert answer["record"] is None


def test_an_unexpected_error_is_told_by_an_id_and_nothing_else(quiet: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    from infra.http.views import ReadModels, ReadSession

    async def broken(*_: Any) -> Any:
        raise RuntimeError(CANARY)

    monkeypatch.setattr(ReadSession, "rows", broken)
    monkeypatch.setattr(ReadModels, "answers", broken)
    for question in ("{ offices { code } viewer { id } }", "{ complaintCounts(by: OFFICE) { key } }"):
        answer = quiet.post(question)
        (error,) = answer["errors"]
        assert error["extensions"]["code"] == "INTERNAL"
        assert len(error["extensions"]["id"]) == 36
        assert CANARY not in json.dumps(answer)


def post(api: Api, **options: Any) -> Any:
    return api.client.post("/graphql", **options)


@pytest.mark.parametrize(
    ("authorization", "reason"),
    [
        (None, "No access token"),
        ("Bearer x", "cannot be read"),
        ("Basic abc", "No access token"),
        ("Bearer " + "x" * 9000, "too long"),
    ],
)
def test_who_proves_nobody_is_told_what_to_do(quiet: Api, authorization: str | None, reason: str) -> None:
    headers = {"accept-language": "en"} | ({"authorization": authorization} if authorization else {})
    response = post(quiet, json={"query": "{ __schema { types { name } } }"}, headers=headers)
    assert response.status_code == 401
    assert response.headers["www-authenticate"].startswith("Bearer")
    (error,) = response.json()["errors"]
    assert error["extensions"]["code"] == "UNAUTHENTICATED"
    assert reason in error["message"]


def test_an_expired_token_and_a_forged_one_prove_nobody(quiet: Api, story: Story, tmp_path: Any) -> None:
    from infra.identity import DemonstrationKey

    expired = quiet.key.issue(OMBUDSMAN, timedelta(hours=-1))
    forged = DemonstrationKey(tmp_path).issue(OMBUDSMAN)
    for token in (expired, forged):
        response = post(quiet, json={"query": "{ viewer { id } }"}, headers={"authorization": f"Bearer {token}"})
        assert response.status_code == 401
        assert token not in response.text
