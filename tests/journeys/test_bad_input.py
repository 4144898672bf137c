"""Whatever comes in wrong is answered by a typed error, at the right place, and leaves no mark and no echo."""

import base64
import json
import re
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
from joserfc import jwt
from joserfc.jwk import OctKey, OKPKey

from infra.identity import DemonstrationKey, TokenRefused
from infra.identity.demonstration import AUDIENCE, ISSUER
from infra.identity.tokens import TokenRefusal
from tests.domain.scenario import EMPLOYEE_71, OMBUDSMAN, REPRESENTATIVE_71, REPRESENTATIVE_75
from tests.journeys.served import Served, new_id

CANARY = "Қанарейка-7f3a Canary Bird"
LEAKS = re.compile(
    r"Traceback|\.py\b|File \"|line \d+, in|psycopg|SELECT |INSERT |views\.|register\.(events|append)"
    r"|/(usr|tmp|home|root)/|site-packages|strawberry|msgspec|object at 0x|graphql_api|Canary|Қанарейка|anarei"
)
CLASSIFY = """mutation Classify($input: ClassifyComplaintInput!) { classifyComplaint(input: $input) {
    position refusals { code message path } } }"""
REGISTER = """mutation Register($input: RegisterComplaintInput!) { registerComplaint(input: $input) {
    position refusals { code message path } } }"""


def registration(**changes: Any) -> dict[str, Any]:
    return {
        "office": "71",
        "addressee": "REPRESENTATIVE",
        "channel": "DESK",
        "applicants": [{"details": {"name": "A Person"}}],
        "heads": [{"category": "Housing"}],
        **changes,
    }


@pytest.fixture(scope="module")
def complaint(served: Served) -> str:
    clerk = served.caller(EMPLOYEE_71)
    return str(clerk.do("registerComplaint", "record { id }", **registration())["record"]["id"])


@contextmanager
def nothing_is_written(served: Served) -> Iterator[None]:
    before = served.head()
    yield
    assert served.head() == before


def judged(response: httpx.Response, status: int, code: str) -> Any:
    """The error of a response: of this status and code, in GraphQL's shape, and free of what it must not tell."""
    assert response.status_code == status, response.text
    assert "json" in response.headers["content-type"]
    assert not LEAKS.search(response.text), response.text
    error = response.json()["errors"][0]
    assert error["extensions"]["code"] == code, response.text
    assert error["message"].strip()
    return error


def as_json(served: Served) -> dict[str, str]:
    return served.caller(EMPLOYEE_71).headers() | {"content-type": "application/json"}


def refusal_of(response: httpx.Response, mutation: str) -> Any:
    assert response.status_code == 200, response.text
    assert not LEAKS.search(response.text), response.text
    (refusal,) = response.json()["data"][mutation]["refusals"]
    assert refusal["message"]
    return refusal


@pytest.mark.parametrize(
    ("changes", "place"),
    [
        ({"nickname": CANARY}, "$input"),
        ({"applicants": [{"details": {"name": "A", "nickname": CANARY}}]}, "$input.applicants[0].details"),
        ({"office": {"code": CANARY}}, "$input.office"),
        ({"office": 71.5}, "$input.office"),
        ({"heads": CANARY}, "$input.heads"),
        ({"heads": [{"category": [CANARY]}]}, "$input.heads[0].category"),
        ({"receivedOn": CANARY}, "$input.receivedOn"),
        ({"receivedOn": "2024-02-30"}, "$input.receivedOn"),
        ({"receivedOn": 20240229}, "$input.receivedOn"),
        ({"addressee": CANARY}, "$input.addressee"),
        ({"channel": 7}, "$input.channel"),
        ({"commandId": CANARY}, "$input.commandId"),
        ({"expectedVersion": CANARY}, "$input.expectedVersion"),
        ({"expectedVersion": 2**40}, "$input.expectedVersion"),
        ({"statement": True}, "$input.statement"),
        ({"office": None}, "$input.office"),
    ],
)
def test_a_field_that_is_unknown_or_of_another_type_is_named_by_its_place_and_never_by_its_value(
    served: Served, changes: dict[str, Any], place: str
) -> None:
    with nothing_is_written(served):
        response = served.caller(EMPLOYEE_71).post(REGISTER, {"input": registration(**changes)})
    error = judged(response, 200, "BAD_INPUT")
    assert place in error["message"]


def test_a_missing_field_is_named(served: Served) -> None:
    given = registration()
    del given["office"]
    error = judged(served.caller(EMPLOYEE_71).post(REGISTER, {"input": given}), 200, "BAD_INPUT")
    assert error["message"] == "$input.office is required."


@pytest.mark.parametrize(
    ("changes", "path"),
    [
        ({"statement": CANARY * 5_000}, ["statement"]),
        ({"heads": [{"category": CANARY * 20}]}, ["heads", "0", "category"]),
        ({"heads": [{"category": f"{CANARY}\nsecond line"}]}, ["heads", "0", "category"]),
        ({"heads": [{"category": "  \t "}]}, ["heads", "0", "category"]),
        ({"applicants": [{"details": {"name": CANARY * 50}}]}, ["applicants", "0", "details", "name"]),
        ({"applicants": [{"details": {"name": "A", "iin": f"1234{CANARY}"}}]}, ["applicants", "0", "details", "iin"]),
        ({"applicants": [{"details": {"name": "A", "iin": "12345678901"}}]}, ["applicants", "0", "details", "iin"]),
        ({"heads": [{"category": f"nul \x00 {CANARY}"}]}, ["heads", "0", "category"]),
        ({"statement": f"nul \x00 {CANARY}"}, ["statement"]),
        ({"office": f"71; drop table {CANARY}"}, ["office"]),
        ({"office": "999999"}, ["office"]),
    ],
)
def test_a_text_that_is_too_long_blank_or_malformed_is_refused_at_its_field_without_its_words(
    served: Served, changes: dict[str, Any], path: list[str]
) -> None:
    with nothing_is_written(served):
        response = served.caller(EMPLOYEE_71).post(REGISTER, {"input": registration(**changes)})
    refusal = refusal_of(response, "registerComplaint")
    assert (refusal["code"], refusal["path"][: len(path)]) == ("INVALID", path)


def test_an_office_that_does_not_exist_is_refused(served: Served) -> None:
    with nothing_is_written(served):
        response = served.caller(OMBUDSMAN).post(REGISTER, {"input": registration(office="98")})
    assert refusal_of(response, "registerComplaint")["code"] in ("NOT_FOUND", "OFFICE_NOT_OPEN", "UNKNOWN_PART")


@pytest.mark.parametrize("record", [f"complaint-{new_id()}", "complaint-0", f"petition-{new_id()}", CANARY, "", "%00"])
def test_a_record_that_does_not_exist_is_refused_without_repeating_its_id(served: Served, record: str) -> None:
    with nothing_is_written(served):
        response = served.caller(EMPLOYEE_71).post(CLASSIFY, {"input": {"complaint": record, "category": "Rent"}})
    assert refusal_of(response, "classifyComplaint")["code"] in ("NOT_FOUND", "INVALID")
    assert "complaint-0" not in response.text


def test_a_day_in_the_future_or_before_the_office_existed_or_before_registration_is_refused(
    served: Served, complaint: str
) -> None:
    clerk = served.caller(EMPLOYEE_71)
    tomorrow = (datetime.now(UTC) + timedelta(days=2)).date().isoformat()
    with nothing_is_written(served):
        future = clerk.refused("classifyComplaint", complaint=complaint, category="Rent", effectiveOn=tomorrow)
        received = clerk.refused("registerComplaint", **registration(receivedOn=tomorrow))
        before = clerk.refused("registerComplaint", **registration(effectiveOn="2022-06-30"))
        longer = clerk.refused("registerComplaint", **registration(receivedOn="2022-06-30"))
        earlier = clerk.refused("classifyComplaint", complaint=complaint, category="Rent", effectiveOn="2023-01-01")
    assert (future["code"], future["path"]) == ("EFFECTIVE_IN_FUTURE", ["effectiveOn"])
    assert (received["code"], received["path"]) == ("EFFECTIVE_IN_FUTURE", ["receivedOn"])
    assert before["code"] == "BEFORE_OFFICE_OPENED"
    assert longer["code"] == "BEFORE_OFFICE_OPENED"
    assert earlier["code"] == "BEFORE_PREVIOUS_STEP"


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_the_first_and_the_last_day_of_the_calendar_are_refused_like_any_other(served: Served, day: str) -> None:
    with nothing_is_written(served):
        for given in ({"effectiveOn": day}, {"receivedOn": day}):
            response = served.caller(EMPLOYEE_71).post(REGISTER, {"input": registration(**given)})
            assert refusal_of(response, "registerComplaint")["code"] in ("EFFECTIVE_IN_FUTURE", "BEFORE_OFFICE_OPENED")


def test_a_closed_complaint_is_not_decided_again(served: Served) -> None:
    clerk, representative = served.caller(EMPLOYEE_71), served.caller(REPRESENTATIVE_71)
    closed = clerk.do("registerComplaint", "record { id }", **registration())["record"]["id"]
    representative.do("acceptComplaint", complaint=closed)
    representative.do("decideHead", complaint=closed, head="1", finding="SETTLED")
    clerk.do("notifyApplicant", complaint=closed, channel="POST")
    clerk.do("closeComplaint", complaint=closed)
    with nothing_is_written(served):
        again = representative.refused("decideHead", complaint=closed, head="1", finding="VIOLATION_FOUND")
        assert clerk.refused("closeComplaint", complaint=closed)["code"] == "WRONG_STATE"
    assert again["code"] == "WRONG_STATE"


def test_a_complaint_of_another_office_is_neither_changed_nor_seen(served: Served, complaint: str) -> None:
    foreign = served.caller(REPRESENTATIVE_75)
    with nothing_is_written(served):
        payload = foreign.give(
            "classifyComplaint", "record { id number }", complaint=complaint, category="Rent", expectedVersion=1
        )
    assert [refusal["code"] for refusal in payload["refusals"]] == ["OUTSIDE_TERRITORY"]
    assert payload["record"] is None and payload["conflict"] is None


def test_a_version_that_was_never_there_is_a_conflict_too(served: Served, complaint: str) -> None:
    for version in (0, -1, 999):
        with nothing_is_written(served):
            payload = served.caller(EMPLOYEE_71).give(
                "classifyComplaint", complaint=complaint, category="Rent", expectedVersion=version
            )
        assert payload["conflict"] is not None and not payload["events"]


def forged_tokens(served: Served, home: Path) -> dict[str, tuple[str | None, TokenRefusal]]:
    """Tokens that prove nobody, and what is said of each."""
    good = served.token(REPRESENTATIVE_71)
    head, body, signature = good.split(".")
    now = int(time.time())
    claims = {"iss": ISSUER, "aud": AUDIENCE, "sub": OMBUDSMAN, "iat": now, "exp": now + 600}
    kid = json.loads(base64.urlsafe_b64decode(head + "=="))["kid"]

    def segment(value: Any) -> str:
        return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()

    def signed(key: OKPKey, header: dict[str, Any], **changes: Any) -> str:
        return str(jwt.encode(header, {**claims, **changes}, key, algorithms=["Ed25519"]))

    own = served.key._key
    right = {"alg": "Ed25519", "kid": kid}
    public = OctKey.import_key(json.dumps(served.key.jwks()["keys"][0]))
    return {
        "no token": (None, "TOKEN_MISSING"),
        "words": (CANARY.encode("ascii", "replace").decode(), "TOKEN_MALFORMED"),
        "expired": (served.key.issue(REPRESENTATIVE_71, timedelta(hours=-2)), "TOKEN_EXPIRED"),
        "another subject under the same signature": (f"{head}.{segment(claims)}.{signature}", "TOKEN_FORGED"),
        "half a signature": (good[:-20], "TOKEN_FORGED"),
        "alg none": (f"{segment({'alg': 'none', 'kid': kid})}.{segment(claims)}.", "TOKEN_MALFORMED"),
        "alg none with a signature": (f"{segment({'alg': 'none', 'kid': kid})}.{body}.{signature}", "TOKEN_MALFORMED"),
        "the public key as a shared secret": (
            str(jwt.encode({"alg": "HS256", "kid": kid}, claims, public, algorithms=["HS256"])),
            "TOKEN_MALFORMED",
        ),
        "another key": (DemonstrationKey(home).issue(OMBUDSMAN), "TOKEN_KEY_UNKNOWN"),
        "another key under our key's name": (signed(OKPKey.generate_key("Ed25519"), right), "TOKEN_FORGED"),
        "another issuer": (signed(own, right, iss="https://somebody.else"), "TOKEN_FOREIGN"),
        "another audience": (signed(own, right, aud="another-service"), "TOKEN_FOREIGN"),
        "no expiry": (signed(own, right, exp=None), "TOKEN_INCOMPLETE"),
        "not yet valid": (signed(own, right, nbf=now + 3_600), "TOKEN_NOT_YET_VALID"),
        "nobody": (signed(own, right, sub=""), "TOKEN_MALFORMED"),
        "the migration": (signed(own, right, sub="official-migration"), "TOKEN_NOT_OF_AN_OFFICIAL"),
        "a record that is no official": (signed(own, right, sub=f"complaint-{new_id()}"), "TOKEN_NOT_OF_AN_OFFICIAL"),
        "9 KiB": (good + "A" * 9_000, "TOKEN_TOO_LARGE"),
    }


def test_no_token_that_is_expired_forged_foreign_or_unsigned_lets_anybody_act(
    served: Served, complaint: str, tmp_path: Path
) -> None:
    for name, (token, wanted) in forged_tokens(served, tmp_path).items():
        headers = {} if token is None else {"authorization": f"Bearer {token}"}
        body = {"query": CLASSIFY, "variables": {"input": {"complaint": complaint, "category": CANARY}}}
        with nothing_is_written(served):
            response = served.http.post(served.url, json=body, headers=headers)
        assert response.status_code == 401, (name, response.text)
        error = judged(response, 401, "UNAUTHENTICATED")
        assert error["message"] == TokenRefused(wanted).text.en, name
        assert response.headers["www-authenticate"].startswith("Bearer"), name
        assert not token or token not in response.text


def test_the_refusal_of_a_token_speaks_the_callers_language(served: Served) -> None:
    question = {"query": "{ viewer { id } }"}
    said = {
        language: served.http.post(served.url, json=question, headers={"accept-language": language})
        for language in ("kk", "ru", "en")
    }
    messages = {language: response.json()["errors"][0]["message"] for language, response in said.items()}
    assert "токен" in messages["ru"].lower() and "token" in messages["en"].lower()
    assert len(set(messages.values())) == 3


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
        (b'{"variables": {}}', "JSON object"),
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
        ("fragment F on Viewer { id }", "BAD_REQUEST"),
        ("   ", "BAD_REQUEST"),
        ("{ " + "a" * 100_000 + " }", "VALIDATION_FAILED"),
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
    assert served.caller(EMPLOYEE_71).ask("{ viewer { id } }")["viewer"]["id"] == EMPLOYEE_71
