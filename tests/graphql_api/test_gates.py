"""The gates of the API: who, what, may it, what does it cost, is it known already. All pass the same ones."""

from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import md5, sha256
from typing import Any

import orjson
import psycopg
import pytest
from starlette.testclient import TestClient

from graphql_api import documents
from graphql_api.documents import Trusted
from graphql_api.ports import Statement, Viewer
from graphql_api.schema import schema
from infra.http import Budget, Doors, Gates, application
from infra.http.endpoint import FAULTY
from infra.http.views import ReadModels
from infra.projector import CAUGHT_UP
from infra.telemetry import Telemetry
from tests.domain.scenario import AUDITOR, EMPLOYEE_71, HEAD, OMBUDSMAN, REPRESENTATIVE_71, REPRESENTATIVE_75
from tests.graphql_api.api import Api, Socket
from tests.graphql_api.story import STATEMENT, Story, registered, registration

OFFICES = "query Offices { offices { code nameEn nameRu nameKk } }"
PLENTY = Budget(1_000_000, 10_000)
REASON = {"reason": "Inspection of the files of the year"}


def get(api: Api, query: str = OFFICES, by: str = OMBUDSMAN, language: str = "en", **more: Any) -> Any:
    """The response to a question in the address. held: a tag that the caller has; variables: as an object"""
    headers = api.headers(by, language)
    if held := more.pop("held", None):
        headers["if-none-match"] = held
    parameters = {"query": query, **{name: orjson.dumps(value).decode() for name, value in more.items()}}
    return api.client.get("/graphql", params=parameters, headers=headers)


async def _nothing_missing() -> list[str]:
    return []


@contextmanager
def gated(api: Api, gates: Gates, address: str = "192.0.2.1") -> Iterator[Api]:
    """The same register behind other gates, asked from an address."""
    telemetry = Telemetry()
    doors = Doors(
        dsn=api.dsn,
        shown=CAUGHT_UP,
        register=api.register,
        telemetry=telemetry,
        identify=api.key.verifier().verify_async,
        ready=_nothing_missing,
        gates=gates,
    )
    try:
        with TestClient(application(doors), client=(address, 50_000)) as client:
            yield Api(client, api.key, api.register, api.dsn)
    finally:
        telemetry.close()


def codes(answer: Any) -> list[str]:
    return [error["extensions"]["code"] for error in answer.get("errors", [])]


# Answers that the caller has already


def test_who_has_the_present_answer_is_told_so_without_a_question_to_the_database(
    api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = get(api)
    tag = first.headers["etag"]
    assert first.status_code == 200 and first.headers["cache-control"] == "private, no-cache"
    assert get(api).headers["etag"] == tag
    asked: list[Viewer] = []
    answers = ReadModels.answers

    async def noting(self: ReadModels, viewer: Viewer, statements: list[Statement]) -> Any:
        asked.append(viewer)
        return await answers(self, viewer, statements)

    monkeypatch.setattr(ReadModels, "answers", noting)
    again = get(api, held=f'"another", {tag}')
    assert (again.status_code, again.content, asked) == (304, b"", [])
    assert again.headers["etag"] == tag
    assert set(again.headers["vary"].split(", ")) == {"Authorization", "Accept", "Accept-Language", "Accept-Encoding"}
    registered(api, registration("71"), REPRESENTATIVE_71)
    after = get(api, held=tag)
    assert (after.status_code, len(asked)) == (200, 1)
    assert after.headers["etag"] != tag and after.json()["data"] == first.json()["data"]


def test_whatever_an_answer_depends_on_makes_another_tag(story: Story) -> None:
    node = "query Node($id: ID!) { node(id: $id) { id } }"
    responses = [
        get(story.api),
        get(story.api, by=REPRESENTATIVE_71),
        get(story.api, language="kk"),
        get(story.api, OFFICES + " "),
        get(story.api, node, variables={"id": "office-71"}),
        get(story.api, node, variables={"id": "office-75"}),
        get(story.api, node, variables={"id": "office-75"}, by=REPRESENTATIVE_75),
        story.api.client.get("/graphql", params={"query": "{ publishedPetitions { totalCount } }"}),
        get(story.api, "{ publishedPetitions { totalCount } }"),
    ]
    assert [response.status_code for response in responses] == [200] * len(responses)
    tags = {response.headers["etag"] for response in responses}
    assert len(tags) == len(responses)
    assert get(story.api, by=REPRESENTATIVE_71, held=responses[0].headers["etag"]).status_code == 200


@pytest.mark.parametrize(
    "query",
    [
        "{ persons(first: 1) { nodes { name } } }",
        "{ complaints { nodes { texts { text } } } }",
        "{ readLog(first: 1) { nodes { record } } }",
        "{ complaints(first: 1) { nodes { readCount } } }",
        "{ __schema { queryType { name } } offices { code } }",
        "{ complaints(first: 0) { nodes { id } } }",
        "{ nothing }",
    ],
)
def test_what_is_personal_or_changes_by_itself_or_is_wrong_is_never_kept(story: Story, query: str) -> None:
    for held in (None, "*"):
        response = get(story.api, query, held=held)
        if response.status_code == 304:
            assert held == "*" and "etag" in response.headers
            continue
        assert response.headers["cache-control"] == "no-store"
        assert "etag" not in response.headers


def test_what_is_posted_has_no_tag(story: Story) -> None:
    response = story.api.client.post("/graphql", json={"query": OFFICES}, headers=story.api.headers(OMBUDSMAN))
    assert "etag" not in response.headers and response.headers["cache-control"] == "no-store"


@pytest.mark.parametrize(("accepted", "coding"), [("gzip", "gzip"), ("identity", None), ("gzip;q=0, br", None)])
def test_a_long_answer_is_compressed_for_who_takes_that(story: Story, accepted: str, coding: str | None) -> None:
    headers = {**story.api.headers(OMBUDSMAN), "accept-encoding": accepted}
    query = "{ complaints { nodes { id number respondent office { nameEn } heads { category } } } }"
    for response in (
        story.api.client.post("/graphql", json={"query": query}, headers=headers),
        story.api.client.get("/graphql", params={"query": query}, headers=headers),
    ):
        assert response.headers.get("content-encoding") == coding
        assert "Accept-Encoding" in response.headers["vary"]
        assert len(response.json()["data"]["complaints"]["nodes"]) == 8


# What it costs


def test_who_has_spent_the_budget_waits_and_others_do_not(story: Story) -> None:
    with gated(story.api, Gates(Budget(1_000, 10))) as api:
        large = {"query": "{ complaints(first: 100) { nodes { heads { category } } } }"}
        small = {"query": "{ complaints(first: 90) { nodes { heads { category } } } }"}
        more = api.client.post("/graphql", json=large, headers=api.headers(AUDITOR)).json()
        assert codes(more) == ["TOO_COMPLEX"], "more than a full bucket"
        first = api.client.post("/graphql", json=small, headers=api.headers(OMBUDSMAN))
        assert first.status_code == 200
        cost = first.json()["extensions"]["cost"]
        assert cost == {"price": 992, "left": 8, "refill": 10}
        refused = api.client.post("/graphql", json=small, headers=api.headers(OMBUDSMAN))
        told = refused.json()
        assert refused.status_code == 429 and codes(told) == ["RATE_LIMITED"]
        assert told["extensions"]["cost"]["left"] < FAULTY and told["extensions"]["cost"]["refill"] == 10
        assert 1 <= int(refused.headers["retry-after"]) <= 100
        assert "data" not in told
        assert api.client.post("/graphql", json=small, headers=api.headers(HEAD)).status_code == 200
        with api.socket(OMBUDSMAN) as socket:
            socket.next()
            socket.subscribe(small["query"])
            (error,) = socket.next()["payload"]
            assert error["extensions"]["code"] == "RATE_LIMITED"
            assert error["extensions"]["retryAfter"] >= 1 and error["extensions"]["cost"]["refill"] == 10


def test_the_public_pays_by_address(story: Story) -> None:
    gates = Gates(Budget(2_500, 10))
    body = {"query": "{ publishedPetitions(first: 100) { totalCount nodes { title } } }"}
    with gated(story.api, gates) as api:
        paid = api.client.post("/graphql", json=body)
        assert paid.json()["extensions"]["cost"] == {"price": 122, "left": 128, "refill": 1}
        again = [api.client.post("/graphql", json=body).status_code for _ in range(2)]
        assert again == [200, 429]
        assert "data" in api.post(OFFICES), "an official at the same address has a bucket of the own"
    with gated(story.api, gates, "192.0.2.2") as api:
        assert api.client.post("/graphql", json=body).status_code == 200
        dear = {"query": "{ statistics(by: [CATEGORY]) { cells { values { value } } } }"}
        assert codes(api.client.post("/graphql", json=dear).json()) == ["TOO_COMPLEX"]


@pytest.mark.parametrize(
    ("official", "query"), [(OMBUDSMAN, "{ nothing%d }"), (None, "{ nothing%d }"), (None, "{ offices { code } } # %d")]
)
def test_what_is_judged_in_vain_is_paid_and_is_not_even_judged_when_the_budget_is_spent(
    story: Story, official: str | None, query: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    budget = Budget(FAULTY * 3, 1) if official else Budget(FAULTY * 30, 1)
    judged: list[str] = []
    prepare = documents.prepare

    def noting(schema: Any, text: str) -> Any:
        judged.append(text)
        return prepare(schema, text)

    monkeypatch.setattr(documents, "prepare", noting)
    with gated(story.api, Gates(budget)) as api:
        headers = api.headers(official) if official else {}
        status = [
            api.client.post("/graphql", json={"query": query % number}, headers=headers).status_code
            for number in range(5)
        ]
        known = 200 if official else 401
        assert status == [known, known, known, 429, 429]
        assert len(judged) == 3


JUDGED_IN_VAIN = (
    ({"query": "{ complaints(first: 100) { nodes { heads { category } trail { event } } } }"}, "TOO_COMPLEX"),
    ({"query": "{ viewer { id } }", "variables": {"n": [0] * 10_001}}, "TOO_COMPLEX"),
    ({"query": "query A { viewer { id } } query B { viewer { id } }"}, "BAD_REQUEST"),
)


@pytest.mark.parametrize(("body", "code"), JUDGED_IN_VAIN)
def test_an_operation_that_may_not_run_is_paid_for_being_judged(story: Story, body: dict[str, Any], code: str) -> None:
    with gated(story.api, Gates(Budget(FAULTY * 2, 1))) as api, api.socket(HEAD) as socket:
        socket.next()
        over_http, over_sockets = [], []
        for number in range(3):
            over_http += codes(api.client.post("/graphql", json=body, headers=api.headers(OMBUDSMAN)).json())
            socket.subscribe(id=str(number), **body)
            over_sockets.append(socket.next()["payload"][0]["extensions"]["code"])
        assert over_http == over_sockets == [code, code, "RATE_LIMITED"]


def test_faulty_documents_are_paid_on_sockets_too(story: Story) -> None:
    with gated(story.api, Gates(Budget(FAULTY * 3, 1))) as api, api.socket() as socket:
        socket.next()
        seen = []
        for number in range(5):
            socket.subscribe("{ nothing }", id=str(number))
            seen.append(socket.next()["payload"][0]["extensions"]["code"])
        assert seen == ["VALIDATION_FAILED"] * 3 + ["RATE_LIMITED"] * 2


# Registered documents

WHO = "query Who { viewer { id } }"
TAKE = """mutation Take($g: RegisterComplaintInput!) {
    registerComplaint(dryRun: true, input: $g) { refusals { code } } }"""
BY_RELAY = md5(WHO.encode(), usedforsecurity=False).hexdigest()
BY_CODEGEN = sha256(WHO.encode()).hexdigest()
REGISTERED = {"who": WHO, "take": TAKE, BY_RELAY: WHO, BY_CODEGEN: WHO, f"sha256:{BY_CODEGEN}": WHO}


@pytest.fixture(scope="module")
def only(story: Story) -> Iterator[Api]:
    """A process in which only registered documents run."""
    with gated(story.api, Gates(PLENTY, Trusted(REGISTERED, only=True))) as api:
        yield api


@pytest.mark.parametrize("id", ["who", BY_RELAY, BY_CODEGEN, f"sha256:{BY_CODEGEN}"])
def test_a_registered_document_runs_by_its_id_by_every_way(only: Api, id: str) -> None:
    expected = {"viewer": {"id": f"viewer-{OMBUDSMAN}"}}
    headers = only.headers(OMBUDSMAN)
    posted = only.client.post("/graphql", json={"documentId": id}, headers=headers)
    assert posted.json()["data"] == expected
    assert only.client.get("/graphql", params={"documentId": id}, headers=headers).json()["data"] == expected
    with only.socket() as socket:
        socket.next()
        socket.subscribe("", documentId=id)
        assert socket.next()["payload"]["data"] == expected


def test_a_registered_document_runs_by_its_hash_in_apollos_way(only: Api) -> None:
    extensions = {"persistedQuery": {"version": 1, "sha256Hash": BY_CODEGEN}}
    posted = only.client.post("/graphql", json={"extensions": extensions}, headers=only.headers(HEAD))
    asked = only.client.get(
        "/graphql", params={"extensions": orjson.dumps(extensions).decode()}, headers=only.headers(HEAD)
    )
    assert posted.json()["data"] == asked.json()["data"] == {"viewer": {"id": f"viewer-{HEAD}"}}


@pytest.mark.parametrize("query", [OFFICES, "{ __schema { queryType { name } } }", WHO + " ", "{", TAKE + "#"])
def test_no_other_document_runs_where_only_registered_ones_do(only: Api, query: str) -> None:
    assert codes(only.post(query)) == ["DOCUMENT_NOT_REGISTERED"]
    assert codes(get(only, query).json()) == ["DOCUMENT_NOT_REGISTERED"]
    with only.socket() as socket:
        socket.next()
        socket.subscribe(query)
        assert socket.next()["payload"][0]["extensions"]["code"] == "DOCUMENT_NOT_REGISTERED"


def test_a_registered_mutation_runs_by_its_id_and_never_by_get(only: Api) -> None:
    variables = {"g": registration("71")}
    body = {"documentId": "take", "variables": variables}
    posted = only.client.post("/graphql", json=body, headers=only.headers(REPRESENTATIVE_71)).json()
    assert posted["data"] == {"registerComplaint": {"refusals": []}}
    parameters = {"documentId": "take", "variables": orjson.dumps(variables).decode()}
    asked = only.client.get("/graphql", params=parameters, headers=only.headers(REPRESENTATIVE_71))
    assert asked.status_code == 405 and asked.headers["allow"] == "POST"


def test_a_document_that_names_itself_needs_a_token_as_any_other(only: Api) -> None:
    assert only.client.post("/graphql", json={"documentId": "take"}).status_code == 401
    assert only.client.post("/graphql", json={"documentId": "who"}).status_code == 200


# Why it is asked

TEXTS = "query Texts($id: ID!) { node(id: $id) { ... on Complaint { texts { text } } } }"


@pytest.mark.parametrize("reason", ["", "short", "         a        ", "x" * 501, 5, ["Inspection of the files"], {}])
def test_a_reason_that_is_none_is_an_error_and_nothing_is_read(story: Story, reason: Any) -> None:
    asked = {"query": TEXTS, "variables": {"id": story.astana[0]}, "extensions": {"reason": reason}}
    answer = story.api.client.post("/graphql", json=asked, headers=story.api.headers(HEAD)).json()
    assert codes(answer) == ["BAD_INPUT"] and "data" not in answer
    with story.api.socket(HEAD) as socket:
        socket.next()
        socket.subscribe(TEXTS, {"id": story.astana[0]}, extensions={"reason": reason})
        assert socket.next()["payload"][0]["extensions"]["code"] == "BAD_INPUT"


def test_a_reason_in_the_address_opens_nothing_for_addresses_are_logged(story: Story) -> None:
    response = get(story.api, TEXTS, by=HEAD, variables={"id": story.astana[0]}, extensions=REASON)
    assert response.json()["data"] == {"node": {"texts": []}}


def journal(api: Api) -> list[Any]:
    with psycopg.connect(api.dsn) as connection:
        return connection.execute("select official, reason, record, operation from journal.reading").fetchall()


def shown(socket: Socket, id: str) -> Any:
    message = socket.next()
    assert (message["type"], message["id"]) == ("next", id), message
    assert socket.next()["type"] == "complete"
    return message["payload"]["data"]["node"]["texts"]


@pytest.mark.parametrize("official", [HEAD, AUDITOR])
def test_on_a_socket_each_operation_has_its_own_reason(api: Api, official: str) -> None:
    case = {"id": registered(api, registration("71"), REPRESENTATIVE_71)}
    with api.socket(official) as socket:
        socket.next()
        socket.subscribe(TEXTS, case, id="1")
        assert shown(socket, "1") == []
        socket.subscribe(TEXTS, case, id="2", extensions=REASON)
        assert [text["text"] for text in shown(socket, "2")] == [STATEMENT]
        socket.subscribe(TEXTS, case, id="3")
        assert shown(socket, "3") == []
    assert journal(api) == [(official, REASON["reason"], case["id"], "Texts")]


# Who may ask without a token

OPEN = [
    "{ __typename }",
    "{ viewer { id } }",
    "{ publishedPetitions { totalCount nodes { number } } }",
    "{ statistics(by: [DECISION_YEAR]) { cells { values { value } } } }",
    '{ ownCase(number: "C-71-2026-00001", secret: "nobody-knows-this") { status } }',
    "query A { __typename ...More } fragment More on Query { ... { publishedPetitions { totalCount } } }",
]
CLOSED = [
    OFFICES,
    "{ complaints { totalCount } }",
    "{ auditTrail { totalCount } }",
    '{ search(text: "water") { nodes { number } } }',
    '{ node(id: "office-71") { id } }',
    "{ publishedPetitions { totalCount } offices { code } }",
    "{ publishedPetitions { totalCount } ... on Query { persons { totalCount } } }",
    "{ viewer: offices { code } }",
    "{ ...More } fragment More on Query { statistics(by: [OFFICE]) { cells { complaints } } readLog { totalCount } }",
    "query A { __typename } query B { offices { code } }",
    "query A { __typename } mutation B { __typename }",
    "{ __schema { queryType { name } } }",
    '{ viewer { id } __type(name: "Query") { name } }',
    "mutation { __typename }",
    "subscription { events { position } }",
]
FAULTY_DOCUMENTS = ["{ nothing }", "{", "{ " + "viewer { id } " * 3_000 + "}"]


@pytest.mark.parametrize("query", CLOSED)
def test_what_is_closed_to_the_public_is_not_closed_by_a_mistake(query: str) -> None:
    assert documents.prepare(schema()._schema, query).faults == ()


@pytest.mark.parametrize("query", OPEN)
def test_what_is_public_is_answered_without_a_token(story: Story, query: str) -> None:
    asked = [story.api.client.post("/graphql", json={"query": query})]
    if "secret" not in query:
        asked.append(story.api.client.get("/graphql", params={"query": query}))
    for response in asked:
        answer = response.json()
        assert response.status_code == 200 and "errors" not in answer, answer
        assert set(answer["extensions"]["cost"]) == {"price", "left", "refill"}


@pytest.mark.parametrize("query", [OPEN[4], "{ ...A } fragment A on Query { mine: " + OPEN[4][2:]])
def test_a_secret_is_not_taken_from_an_address(story: Story, query: str) -> None:
    response = story.api.client.get("/graphql", params={"query": query})
    assert response.status_code == 405 and response.headers["allow"] == "POST"
    assert response.json()["errors"][0]["extensions"]["code"] == "METHOD_NOT_ALLOWED"
    assert "nobody-knows-this" not in response.text


@pytest.mark.parametrize("query", [*CLOSED, *FAULTY_DOCUMENTS], ids=lambda query: query[:60])
def test_everything_else_needs_a_token_whatever_is_asked_beside_it(story: Story, query: str) -> None:
    body = {"query": query, "operationName": "A"} if query.startswith("query A") else {"query": query}
    response = story.api.client.post("/graphql", json=body)
    assert response.status_code == 401
    answer = response.json()
    assert set(answer) == {"errors"} and len(answer["errors"]) == 1
    assert answer["errors"][0]["extensions"] == {"code": "UNAUTHENTICATED", "reason": "TOKEN_MISSING"}
    assert response.headers["www-authenticate"] == 'Bearer realm="register"'
    if len(query) < 10_000:
        assert story.api.client.get("/graphql", params=body).status_code == 401


@pytest.mark.parametrize("query", [OPEN[0], OPEN[2], OFFICES])
@pytest.mark.parametrize("given", ["", "Bearer", "Bearer nonsense", "Basic eDp5", "Bearer a.b.c"])
def test_a_wrong_token_is_not_taken_for_the_public(story: Story, query: str, given: str) -> None:
    response = story.api.client.post("/graphql", json={"query": query}, headers={"authorization": given})
    assert response.status_code == 401
    assert codes(response.json()) == ["UNAUTHENTICATED"] and "data" not in response.json()


def test_what_the_public_sees_of_the_figures_is_what_the_public_may(story: Story) -> None:
    """The viewer of a request without a token is nobody, in each of several questions on the same lines."""
    query = "{ viewer { id official { id } capacities { capacity } } publishedPetitions { totalCount } }"
    for by in (OMBUDSMAN, None, EMPLOYEE_71, None):
        headers = story.api.headers(by) if by else {}
        found = story.api.client.post("/graphql", json={"query": query}, headers=headers).json()["data"]["viewer"]
        assert (found["official"] or {}).get("id") == by
        assert bool(found["capacities"]) == bool(by)
