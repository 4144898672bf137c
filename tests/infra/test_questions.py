"""What a request means: a document or the name of one, by POST or in an address."""

from typing import Any

import pytest
from starlette.datastructures import QueryParams
from starlette.requests import Request

from infra.http.answers import refused
from infra.http.messages import OutOfBudget, Question, Rejected, asked, body, posted

HASH = "a" * 64


@pytest.mark.parametrize(
    "body",
    [
        b'{"query": "{ viewer { id } }"}',
        b'{"documentId": "who"}',
        b'{"documentId": "who", "query": ""}',
        b'{"extensions": {"persistedQuery": {"version": 1, "sha256Hash": "aa"}}}',
    ],
)
def test_a_question_has_a_document_or_the_name_of_one(body: bytes) -> None:
    assert posted("application/json", body).names_a_document


@pytest.mark.parametrize(
    "body",
    [
        b"{}",
        b'{"query": " "}',
        b'{"query": null}',
        b'{"documentId": null}',
        b'{"documentId": 5}',
        b'{"extensions": {"persistedQuery": {"sha256Hash": 5}}}',
        b'{"extensions": {"persistedQuery": []}}',
        b'{"extensions": {"reason": "x"}}',
        b'{"extensions": []}',
    ],
)
def test_a_question_without_either_is_refused(body: bytes) -> None:
    with pytest.raises(Rejected) as rejected:
        posted("application/json", body)
    assert (rejected.value.status, rejected.value.code) == (400, "BAD_REQUEST")


def test_a_registered_document_may_be_asked_for_in_the_address() -> None:
    question = asked(QueryParams({"documentId": "who", "variables": '{"n": 1}', "operationName": "Who"}))
    assert question == Question(variables={"n": 1}, operation_name="Who", extensions={}, document_id="who")


def test_of_the_extensions_in_an_address_only_the_hash_is_taken() -> None:
    given = f'{{"persistedQuery": {{"sha256Hash": "{HASH}"}}, "reason": "somebody"}}'
    question = asked(QueryParams({"extensions": given}))
    assert question.persisted == HASH
    assert question.extensions == {"persistedQuery": {"sha256Hash": HASH}}


@pytest.mark.parametrize(
    ("parameters", "status"),
    [
        ({}, 400),
        ({"query": ""}, 400),
        ({"extensions": "x"}, 400),
        ({"query": "{ a }", "extensions": "[]"}, 400),
        ({"query": "{ a }", "variables": "[]"}, 400),
        ({"query": "x" * 20_000}, 414),
        ({"documentId": "who", "extensions": " " * 20_000}, 414),
    ],
    ids=lambda value: str(value)[:30],
)
def test_an_address_that_is_no_question_is_refused(parameters: dict[str, str], status: int) -> None:
    with pytest.raises(Rejected) as rejected:
        asked(QueryParams(parameters))
    assert rejected.value.status == status


def test_who_asks_too_much_is_told_when_to_come_back_and_what_it_would_have_cost() -> None:
    response = refused(OutOfBudget({"price": 500, "left": 20, "refill": 100}, retry_after=5))
    assert response.status_code == 429
    assert response.headers["retry-after"] == "5"
    assert b'"RATE_LIMITED"' in bytes(response.body)
    assert b'"extensions":{"cost":{"price":500,"left":20,"refill":100}}' in bytes(response.body)


async def test_a_body_whose_client_goes_away_is_refused_and_no_error_of_ours() -> None:
    messages = [{"type": "http.request", "body": b'{"query":', "more_body": True}, {"type": "http.disconnect"}]

    async def receive() -> dict[str, Any]:
        return messages.pop(0)

    with pytest.raises(Rejected) as rejected:
        await body(Request({"type": "http", "method": "POST", "headers": []}, receive))
    assert (rejected.value.status, rejected.value.code) == (400, "BAD_REQUEST")
