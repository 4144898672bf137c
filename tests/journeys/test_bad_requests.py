"""Bodies, documents, methods, pages and bytes that are no request: a typed error each, quickly, and nothing written."""

import json
import socket
import time
from collections.abc import Iterator
from urllib.parse import urlsplit

import httpx
import pytest

from tests.domain.scenario import EMPLOYEE_71
from tests.journeys.judging import CANARY, CLASSIFY, LEAKS, as_json, judged, nothing_is_written
from tests.journeys.served import Served


def test_a_body_of_5_mb_is_refused_before_it_has_all_been_read(served: Served) -> None:
    body = json.dumps({"query": CLASSIFY, "variables": {"input": {"category": CANARY * 150_000}}}).encode()
    assert len(body) > 5_000_000
    began = time.monotonic()
    with nothing_is_written(served):
        response = served.http.post(served.url, content=body, headers=as_json(served))
    judged(response, 413, "TOO_LARGE")
    assert time.monotonic() - began < 2


def test_a_body_that_names_no_length_is_refused_at_the_limit_and_not_at_its_end(served: Served) -> None:
    sent = 0

    def endless() -> Iterator[bytes]:
        nonlocal sent
        for _ in range(2_000):
            sent += 64 * 1024
            yield b"x" * (64 * 1024)

    try:
        with nothing_is_written(served):
            response = served.http.post(
                served.url,
                content=endless(),
                headers=as_json(served),
            )
        judged(response, 413, "TOO_LARGE")
    except httpx.WriteError:
        pass  # the server answered and closed while the client was still sending
    assert sent < 64 * 1024 * 1024


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b'{"query": "{ viewer { id } }', "not valid JSON"),
        (b"", "not valid JSON"),
        (b"null", "JSON object"),
        (b"[]", "JSON object"),
        (b'[{"query": "{ viewer { id } }"}]', "JSON object"),
        (b'{"query": 7}', "JSON object"),
        (b'{"variables": {}}', "neither a `query` nor a `documentId`"),
        (b'{"query": "{ viewer { id } }", "variables": "Canary"}', "JSON object"),
        (b'{"query": "{ viewer { id } }", "operationName": {"Canary": 1}}', "JSON object"),
        (b'{"query": "{ viewer { id } } # \xff\xfe\xc3\x28"}', "UTF-8"),
        (b'{"query": "\\ud800"}', ""),
        (b'{"query": ' + b"[" * 20_000, ""),
        (b'\xef\xbb\xbf{"query": "{ viewer { id } }"}', ""),
    ],
)
def test_a_body_that_is_no_request_is_answered_400(served: Served, body: bytes, said: str) -> None:
    headers = as_json(served)
    with nothing_is_written(served):
        response = served.http.post(served.url, content=body, headers=headers)
    error = judged(response, 400, "BAD_REQUEST")
    assert said in error["message"]


@pytest.mark.parametrize(
    "media", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "", "text/xml"]
)
def test_another_media_type_is_answered_415(served: Served, media: str) -> None:
    headers = served.caller(EMPLOYEE_71).headers() | {"content-type": media}
    with nothing_is_written(served):
        response = served.http.post(served.url, content=b'{"query": "{ viewer { id } }"}', headers=headers)
    judged(response, 415, "UNSUPPORTED_MEDIA_TYPE")


def nested(innermost: str, levels: int) -> str:
    """Lists within lists within lists."""
    return "{ posts { office " * levels + innermost + " } }" * levels


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("{ viewer { id }", "PARSE_FAILED"),
        ('{ viewer(name: "Canary) { id } }', "PARSE_FAILED"),
        ("mutation { classifyComplaint(input: {complaint: Canary}", "PARSE_FAILED"),
        ("{ Canary }", "VALIDATION_FAILED"),
        ("{ viewer { } }", "VALIDATION_FAILED"),
        ("query Q { ...F } fragment F on Query { ...F }", "VALIDATION_FAILED"),
        ('{ viewer { id(text: "Canary") } }', "VALIDATION_FAILED"),
        ('{ node(id: ["Canary"]) { id } }', "VALIDATION_FAILED"),
        ('mutation { classifyComplaint(input: {complaint: "x", category: 7, urgent: "Canary"}) { position } }', None),
        ("query A { viewer { id } } query B { viewer { id } }", "BAD_REQUEST"),
        ("fragment F on Viewer { id }", "VALIDATION_FAILED"),
        ("   ", "BAD_REQUEST"),
        ("{ " + "a" * 100_000 + " }", "TOO_COMPLEX"),
        ("{ " + "a" * 60_000 + " }", "VALIDATION_FAILED"),
        ("{ " + "viewer { id } " * 1_500 + "}", "TOO_COMPLEX"),
        ("{ " + " ".join(f"a{i}: viewer {{ id }}" for i in range(60)) + " }", "TOO_COMPLEX"),
        ("{ offices " + nested("{ a: posts { id } b: posts { id } c: posts { id } }", 6) + " }", "TOO_COMPLEX"),
        ("{ offices " + nested("{ code }", 12) + " }", "TOO_COMPLEX"),
        ("{" * 5_000, "PARSE_FAILED"),
        ("{ a" * 1_500, "TOO_COMPLEX"),
        ("{ complaints(filter: " + "{not: " * 300 + "{}" + "}" * 300 + ") { nodes { id } } }", None),
    ],
)
def test_a_document_that_is_malformed_unknown_or_too_deep_is_answered_with_its_reason(
    served: Served, query: str, code: str | None
) -> None:
    began = time.monotonic()
    with nothing_is_written(served):
        response = served.caller(EMPLOYEE_71).post(query)
    assert response.status_code in (200, 400), response.text
    errors = response.json()["errors"]
    if "Canary" not in query or code != "VALIDATION_FAILED":
        assert not LEAKS.search(response.text), response.text
    assert code is None or errors[0]["extensions"]["code"] == code, response.text
    assert all(error["extensions"]["code"] != "INTERNAL" for error in errors)
    assert time.monotonic() - began < 3


def test_for_who_asks_in_the_newer_media_type_a_question_that_cannot_be_asked_is_status_400(served: Served) -> None:
    headers = served.caller(EMPLOYEE_71).headers(accept="application/graphql-response+json")
    wrong = served.http.post(served.url, json={"query": "{ nobody }"}, headers=headers)
    right = served.http.post(served.url, json={"query": "{ viewer { id } }"}, headers=headers)
    assert (wrong.status_code, right.status_code) == (400, 200)


def test_a_mutation_by_get_is_not_carried_out(served: Served, complaint: str) -> None:
    parameters = {
        "query": CLASSIFY,
        "variables": json.dumps({"input": {"complaint": complaint, "category": CANARY}}),
    }
    headers = served.caller(EMPLOYEE_71).headers(accept="application/json")
    with nothing_is_written(served):
        response = served.http.get(served.url, params=parameters, headers=headers)
    judged(response, 405, "METHOD_NOT_ALLOWED")
    assert response.headers["allow"] == "POST"


@pytest.mark.parametrize(("method", "status"), [("PUT", 405), ("DELETE", 405), ("PATCH", 405)])
def test_other_methods_and_addresses_are_answered_in_the_same_shape(served: Served, method: str, status: int) -> None:
    judged(served.http.request(method, served.url), status, "METHOD_NOT_ALLOWED")
    nowhere = served.http.get(served.url.replace("/graphql", "/Canary/secret"))
    judged(nowhere, 404, "BAD_REQUEST")


@pytest.mark.parametrize(
    "arguments",
    [
        "first: 0",
        "first: -1",
        "first: 100000",
        "first: 5, last: 5",
        'after: "Canary"',
        'after: "eyJDYW5hcnkiOjF9"',
        'filter: {number: {contains: "\\u0000Canary"}}',
        'filter: {number: {eq: "\\ud800"}}',
        "filter: {heads: {eq: 99999999999}}",
        'filter: {receivedOn: {eq: "Canary"}}',
        "filter: {decisionYear: {in: [" + ",".join(map(str, range(1_000))) + "]}}",
    ],
)
def test_a_page_that_cannot_be_asked_for_is_a_typed_error(served: Served, arguments: str) -> None:
    response = served.caller(EMPLOYEE_71).post(f"{{ complaints({arguments}) {{ nodes {{ id }} }} }}")
    assert response.status_code in (200, 400)
    assert not LEAKS.search(response.text), response.text
    (error, *_) = response.json()["errors"]
    assert error["extensions"]["code"] in ("BAD_INPUT", "VALIDATION_FAILED", "TOO_COMPLEX", "PARSE_FAILED"), error


def test_bytes_that_are_no_http_are_turned_away_and_the_next_request_is_served(served: Served) -> None:
    address = urlsplit(served.url)
    assert address.hostname and address.port
    for garbage in (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc" * 20, b"GET /graphql HTTP/9.9\r\n\r\n", b"Canary\r\n\r\n"):
        with socket.create_connection((address.hostname, address.port), timeout=5) as connection:
            connection.sendall(garbage)
            answer = connection.recv(4096)
            assert answer == b"" or b" 400 " in answer.splitlines()[0]
            assert b"Canary" not in answer
    assert served.caller(EMPLOYEE_71).ask("{ viewer { id } }")["viewer"]["id"] == f"viewer-{EMPLOYEE_71}"
