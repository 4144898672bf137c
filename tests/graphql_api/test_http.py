"""GraphQL over HTTP: what is accepted, what is answered, in which form, with which status."""

from typing import Any

import pytest

from infra.http.messages import BODY_LIMIT, answer_type
from tests.domain.scenario import OMBUDSMAN
from tests.graphql_api.api import Api
from tests.graphql_api.story import Story

WHO = "{ viewer { id } }"
MUTATION = 'mutation { revokeAccess(input: {official: "official-auditor", access: AUDITOR}) { refusals { code } } }'
GRAPHQL_JSON = "application/graphql-response+json"


@pytest.fixture
def api(story: Story) -> Api:
    return story.api


def test_a_question_may_be_posted(api: Api) -> None:
    response = api.client.post("/graphql", json={"query": WHO}, headers=api.headers(OMBUDSMAN))
    assert response.status_code == 200
    assert response.headers["content-type"] == "application/json; charset=utf-8"
    assert response.headers["cache-control"] == "no-store"
    answer = response.json()
    assert list(answer) == ["data", "extensions"]
    assert answer["data"] == {"viewer": {"id": f"viewer-{OMBUDSMAN}"}}
    assert set(answer["extensions"]) == {"cost"}


def test_a_question_may_be_asked_in_the_address(api: Api) -> None:
    query = "query Node($id: ID!) { node(id: $id) { id } } query Other { viewer { id } }"
    parameters = {"query": query, "variables": '{"id": "office-71"}', "operationName": "Node"}
    response = api.client.get("/graphql", params=parameters, headers=api.headers(OMBUDSMAN))
    assert response.json()["data"] == {"node": {"id": "office-71"}}


@pytest.mark.parametrize("name", ["query", "documentId", "variables", "operationName", "extensions"])
@pytest.mark.parametrize("others", [["", ""], ["secret", "secret"]])
def test_a_parameter_that_an_address_gives_twice_is_refused(api: Api, name: str, others: list[str]) -> None:
    parameters = [("query", WHO), *((name, value) for value in others)]
    response = api.client.get("/graphql", params=parameters, headers=api.headers(OMBUDSMAN))
    (error,) = response.json()["errors"]
    assert (response.status_code, error["extensions"]["code"]) == (400, "BAD_REQUEST")
    assert error["message"] == f"The address gives `{name}` several times; expected once at most."
    ignored = [("query", WHO), ("utm", "a"), ("utm", "b")]
    assert api.client.get("/graphql", params=ignored, headers=api.headers(OMBUDSMAN)).status_code == 200


def test_head_is_answered_with_what_get_would_say_of_the_answer(api: Api) -> None:
    asked = {"params": {"query": "{ offices { code } }"}, "headers": api.headers(OMBUDSMAN)}
    told, answered = api.client.head("/graphql", **asked), api.client.get("/graphql", **asked)
    assert (told.status_code, told.headers["etag"]) == (200, answered.headers["etag"])
    assert told.headers["content-type"] == answered.headers["content-type"]
    assert api.client.head("/graphql", headers={"accept": "text/html"}).status_code == 200
    refused = api.client.head("/graphql", params={"query": MUTATION}, headers=api.headers(OMBUDSMAN))
    assert (refused.status_code, refused.headers["allow"]) == (405, "POST")


def test_a_mutation_is_never_carried_out_by_get(api: Api) -> None:
    head = api.register.head()
    response = api.client.get("/graphql", params={"query": MUTATION}, headers=api.headers(OMBUDSMAN))
    assert response.status_code == 405
    assert response.headers["allow"] == "POST"
    assert response.json()["errors"][0]["extensions"]["code"] == "METHOD_NOT_ALLOWED"
    assert api.register.head() == head


@pytest.mark.parametrize(
    ("accept", "media"),
    [
        (None, "application/json"),
        ("*/*", "application/json"),
        ("application/*", "application/json"),
        (GRAPHQL_JSON, GRAPHQL_JSON),
        (f"{GRAPHQL_JSON}, application/json;q=0.9", GRAPHQL_JSON),
        (f"{GRAPHQL_JSON};q=0.5, application/json", "application/json"),
        ("application/graphql-response+json; charset=utf-8, application/json; charset=utf-8", GRAPHQL_JSON),
    ],
)
def test_the_answer_has_the_form_that_the_caller_prefers(accept: str | None, media: str) -> None:
    assert answer_type(accept) == media


def test_who_accepts_neither_form_is_told_which_there_are(api: Api) -> None:
    headers = {**api.headers(OMBUDSMAN), "accept": "image/png"}
    response = api.client.post("/graphql", json={"query": WHO}, headers=headers)
    assert response.status_code == 406
    assert GRAPHQL_JSON in response.json()["errors"][0]["message"]


@pytest.mark.parametrize(
    ("query", "legacy", "modern"),
    [
        (WHO, 200, 200),
        ("{", 200, 400),
        ("{ nothing }", 200, 400),
        ("{ complaints(first: 0) { totalCount } }", 200, 200),
    ],
)
def test_the_status_tells_a_question_that_was_not_asked_from_one_that_failed(
    api: Api, query: str, legacy: int, modern: int
) -> None:
    for accept, status in (("application/json", legacy), (GRAPHQL_JSON, modern)):
        headers = {**api.headers(OMBUDSMAN), "accept": accept}
        response = api.client.post("/graphql", json={"query": query}, headers=headers)
        assert response.status_code == status
        assert response.headers["content-type"].startswith(accept)
        assert ("data" in response.json()) == (modern == 200)


WRONG_BODIES: list[tuple[bytes, str, int, str]] = [
    (b"", "application/json", 400, "BAD_REQUEST"),
    (b"{", "application/json", 400, "BAD_REQUEST"),
    (b"[]", "application/json", 400, "BAD_REQUEST"),
    (b'[{"query": "{ viewer { id } }"}]', "application/json", 400, "BAD_REQUEST"),
    (b'"text"', "application/json", 400, "BAD_REQUEST"),
    (b'{"query": 5}', "application/json", 400, "BAD_REQUEST"),
    (b'{"query": null}', "application/json", 400, "BAD_REQUEST"),
    (b"{}", "application/json", 400, "BAD_REQUEST"),
    (b'{"query": "{ viewer { id } }", "variables": []}', "application/json", 400, "BAD_REQUEST"),
    (b'{"query": "{ viewer { id } }", "variables": "{}"}', "application/json", 400, "BAD_REQUEST"),
    (b'{"query": "{ viewer { id } }", "operationName": 5}', "application/json", 400, "BAD_REQUEST"),
    (b'{"query": "\xff\xfe"}', "application/json", 400, "BAD_REQUEST"),
    (b'{"query": "\\ud800"}', "application/json", 400, "BAD_REQUEST"),
    (b"[" * 100_000, "application/json", 400, "BAD_REQUEST"),
    (b"{ viewer { id } }", "application/graphql", 415, "UNSUPPORTED_MEDIA_TYPE"),
    (b"query=x", "application/x-www-form-urlencoded", 415, "UNSUPPORTED_MEDIA_TYPE"),
    (b"{}", "text/plain", 415, "UNSUPPORTED_MEDIA_TYPE"),
    (b"{}", "application/json; charset=utf-16", 415, "UNSUPPORTED_MEDIA_TYPE"),
    (b" " * (BODY_LIMIT + 1), "application/json", 413, "TOO_LARGE"),
    (b'{"query": "' + b"x" * 5_000_000 + b'"}', "application/json", 413, "TOO_LARGE"),
]


@pytest.mark.parametrize(("body", "content_type", "status", "code"), WRONG_BODIES, ids=lambda value: str(value)[:30])
def test_a_wrong_body_is_one_typed_error(api: Api, body: bytes, content_type: str, status: int, code: str) -> None:
    headers = {**api.headers(OMBUDSMAN), "content-type": content_type}
    response = api.client.post("/graphql", content=body, headers=headers)
    assert response.status_code == status
    (error,) = response.json()["errors"]
    assert error["extensions"]["code"] == code


def test_a_body_is_not_read_further_than_the_limit_even_when_its_length_is_not_announced(api: Api) -> None:
    sent = 0

    def parts() -> Any:
        nonlocal sent
        for _ in range(100):
            sent += 1
            yield b" " * 65_536

    headers = {**api.headers(OMBUDSMAN), "content-type": "application/json"}
    response = api.client.post("/graphql", content=parts(), headers=headers)
    assert response.status_code == 413


def test_a_compressed_body_is_not_unpacked(api: Api) -> None:
    headers = {**api.headers(OMBUDSMAN), "content-type": "application/json", "content-encoding": "gzip"}
    assert api.client.post("/graphql", content=b"\x1f\x8b", headers=headers).status_code == 415


def test_a_subscription_over_http_is_pointed_to_the_socket(api: Api) -> None:
    response = api.client.post(
        "/graphql", json={"query": "subscription { events { position } }"}, headers=api.headers(OMBUDSMAN)
    )
    assert response.status_code == 400
    assert "graphql-transport-ws" in response.json()["errors"][0]["message"]


def test_other_methods_and_addresses_are_answered_in_the_same_shape(api: Api) -> None:
    for response in (api.client.put("/graphql"), api.client.delete("/graphql"), api.client.get("/nothing/here")):
        assert response.status_code in (404, 405)
        assert response.json()["errors"][0]["extensions"]["code"] in ("METHOD_NOT_ALLOWED", "BAD_REQUEST")


def test_a_supervisor_hears_whether_the_process_lives_and_is_ready(api: Api) -> None:
    assert api.client.get("/livez").json() == {"alive": True}
    assert api.client.get("/readyz").json() == {"ready": True, "missing": []}


def test_a_browser_gets_the_page_without_a_token_and_the_page_needs_nobody_else(api: Api) -> None:
    response = api.client.get("/graphql", headers={"accept": "text/html,application/xhtml+xml,*/*;q=0.8"})
    assert response.status_code == 200
    assert response.headers["content-type"].startswith("text/html")
    assert "default-src 'none'" in response.headers["content-security-policy"]
    assert "://" not in response.text
    import re

    for address in re.findall(r'(?:src|href)="(/[^"]+)"', response.text):
        assert api.client.get(address).status_code == 200, address
    script = api.client.get("/graphiql/page.js").text
    assert "http://" not in script
    assert api.client.get("/graphiql/examples.json").json()[0]["title"] == "Who am I, and what may I do?"


def test_the_root_leads_to_the_page(api: Api) -> None:
    assert api.client.get("/", follow_redirects=False).headers["location"] == "/graphql"


def test_the_files_of_the_page_are_all_that_is_served(api: Api) -> None:
    for address in ("/graphiql/../application.py", "/graphiql/%2e%2e/application.py", "/graphiql/nothing.js"):
        assert api.client.get(address).status_code == 404
