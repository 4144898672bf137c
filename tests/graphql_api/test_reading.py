"""Every read of a personal record is in the journal, and nothing else is: the same records as in the answers."""

import threading
from collections.abc import Iterator
from dataclasses import dataclass
from random import Random
from typing import Any
from uuid import uuid4

import psycopg
import pytest

from graphql_api import loading
from graphql_api.compiled import Compiler
from graphql_api.objects import ROW_TYPES
from infra.reading import journal
from projections.audit import AuditContentRow
from projections.catalogue import CATALOGUE
from tests.conftest import Server
from tests.domain.scenario import (
    AUDITOR,
    EMPLOYEE_71,
    HEAD,
    OMBUDSMAN,
    POST_EMPLOYEE_71,
    REPRESENTATIVE_71,
    REPRESENTATIVE_75,
    STRANGER,
)
from tests.graphql_api.api import Api, running
from tests.graphql_api.story import POLICE, Story, done, registration, tell
from tests.graphql_api.wandering import INSIDE, OWN_ID, drawn, personal_rows

VIEWERS = (OMBUDSMAN, HEAD, AUDITOR, REPRESENTATIVE_71, EMPLOYEE_71, REPRESENTATIVE_75, STRANGER)
QUESTIONS = 20


@dataclass
class Journal:
    """A register in which something has happened, and its journal of reads."""

    story: Story
    ids: list[str]
    connection: psycopg.Connection

    @property
    def api(self) -> Api:
        return self.story.api

    def rows(self, what: str = "record", after: int = 0) -> list[Any]:
        sql = f"select {what} from (select * from journal.reading where position > %s order by position) as reading"
        return [row if len(row) > 1 else row[0] for row in self.connection.execute(sql.encode(), (after,))]

    def end(self) -> int:
        return int(self.rows("coalesce(max(position), 0)")[0])

    def noted(self, query: str, variables: Any = None, *, by: str = OMBUDSMAN) -> tuple[Any, list[str]]:
        """The answer to a question and the records that it brought into the journal."""
        before = self.end()
        return self.api.post(query, variables, by=by), self.rows(after=before)


@pytest.fixture(scope="module")
def kept(server: Server, template: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Journal]:
    name = server.create(template)
    with running(server.address(name), tmp_path_factory.mktemp("reading")) as api:
        story = tell(api)
        addressee = {"key": "a", "body": POLICE, "level": "CENTRAL"}
        petition = {
            "title": "On repairs",
            "operativePart": "Repair the roof.",
            "addressees": [addressee],
            "office": "71",
            "petitionKind": "RECOMMENDATION",
            "complaints": [story.astana[0]],
            "reasoning": "The applicant had no roof.",
            "person": api.ask("{ persons(first: 1) { nodes { id } } }", by=REPRESENTATIVE_71)["persons"]["nodes"][0][
                "id"
            ],
        }
        done(api, "draftPetition", petition, REPRESENTATIVE_71)
        penalty = {"ground": "Late.", "reference": "Order 5", "measureKind": "REMARK", "expiresOn": "2099-01-01"}
        done(api, "imposePenalty", {"post": POST_EMPLOYEE_71, **penalty}, HEAD)
        found = api.ask("{ petitions { nodes { id } } measures { nodes { id } } persons { nodes { id } } }")
        ids = [node["id"] for listed in found.values() for node in listed["nodes"]]
        with psycopg.connect(api.dsn, autocommit=True) as connection:
            yield Journal(story, [*ids, *story.astana, story.centre, EMPLOYEE_71, HEAD], connection)
    server.drop(name)


def test_every_personal_table_is_known_to_the_comparison() -> None:
    personal = {row for row in CATALOGUE.rows if row.TABLE.visible.personal} & {*ROW_TYPES, AuditContentRow}
    told = {*OWN_ID.values(), *(table for _, table in INSIDE.values()), "complaint_party", "audit_content"}
    assert {row.TABLE.name for row in personal} == told


@pytest.fixture
def field_by_field(monkeypatch: pytest.MonkeyPatch) -> None:
    """Questions are answered by the ordinary executor."""
    monkeypatch.setattr(Compiler, "plan", lambda *_: None)


@pytest.fixture(params=["compiled", "field_by_field"])
def either_way(request: pytest.FixtureRequest) -> str:
    """Once as questions are answered as a rule, once by the ordinary executor."""
    if request.param == "field_by_field":
        request.getfixturevalue("field_by_field")
    return str(request.param)


@pytest.mark.parametrize("viewer", VIEWERS)
@pytest.mark.usefixtures("either_way")
def test_the_records_in_answers_are_the_records_in_the_journal(kept: Journal, viewer: str) -> None:
    shown = 0
    for seed in range(QUESTIONS):
        query = drawn(Random(f"{viewer} {seed}"), kept.ids)
        before = kept.end()
        answer = kept.api.post(query, by=viewer)
        rows = kept.rows("record, parts, official, operation", after=before)
        noted = {(record, part) for record, parts, *_ in rows for part in parts}
        assert noted == personal_rows(answer.get("data")), (seed, query, answer.get("errors"))
        assert len(rows) == len({record for record, *_ in rows})
        assert {(official, name) for _, _, official, name in rows} <= {(viewer, "Drawn")}
        shown += len(rows)
    assert shown > 0 if viewer in (OMBUDSMAN, REPRESENTATIVE_71) else shown == 0 or viewer != STRANGER


def test_a_read_tells_who_what_in_which_capacity_and_through_which_operation(kept: Journal) -> None:
    before = kept.end()
    query = (
        """query Look($id: ID!) { node(id: $id) { ... on Complaint { texts { text } parties { person { name } } } } }"""
    )
    kept.api.ask(query, {"id": kept.story.astana[0]}, by=REPRESENTATIVE_71)
    told = "official, capacities, reason, operation, channel, kind, record = %(id)s, parts"
    found = kept.rows(told.replace("%(id)s", f"'{kept.story.astana[0]}'"), before)
    who = (REPRESENTATIVE_71, ["representative"], None, "Look", "query")
    assert (*who, "complaint", True, ["complaint_party", "complaint_text"]) in found
    assert (*who, "person", False, ["person"]) in found
    assert len(found) == 2


@pytest.mark.usefixtures("either_way")
def test_the_reason_that_opened_the_contents_stands_beside_them(kept: Journal) -> None:
    before = kept.end()
    query = "query ($id: ID!) { node(id: $id) { ... on Complaint { texts { text } } } }"
    asked = {"query": query, "variables": {"id": kept.story.astana[0]}, "extensions": {"reason": "Audit 7 of 2026"}}
    for official in (AUDITOR, HEAD):
        answer = kept.api.client.post("/graphql", json=asked, headers=kept.api.headers(official)).json()
        assert answer["data"]["node"]["texts"], answer
    told = kept.rows("official, reason, capacities, record", before)
    assert told == [
        (AUDITOR, "Audit 7 of 2026", ["auditor"], kept.story.astana[0]),
        (HEAD, "Audit 7 of 2026", ["head"], kept.story.astana[0]),
    ]


def test_an_operation_without_a_name_is_told_by_its_root_fields(kept: Journal) -> None:
    before = kept.end()
    kept.api.ask("{ b: persons(first: 1) { nodes { name } } ...More } fragment More on Query { viewer { id } }")
    assert kept.rows("operation", before) == ["persons, viewer"]


@pytest.mark.parametrize(
    "query",
    [
        "{ persons { totalCount pageInfo { hasNextPage } } }",
        '{ persons(filter: {name: {contains: "а"}}) { totalCount } }',
        "{ complaints { nodes { texts @skip(if: true) { text } parties @include(if: false) { person { name } } } } }",
        "{ complaints { nodes { id number status respondent trail { event payload } } } }",
        "{ officials { nodes { name posts { number } } } readLog { nodes { record } } }",
        "{ nothing }",
    ],
)
@pytest.mark.usefixtures("either_way")
def test_what_shows_no_contents_is_no_read(kept: Journal, query: str) -> None:
    assert kept.noted(query)[1] == []


@pytest.mark.usefixtures("either_way")
def test_a_cursor_shows_the_row_whose_values_it_holds(kept: Journal) -> None:
    by_name = kept.api.ask("{ persons(first: 3) { nodes { id } } }")["persons"]["nodes"]
    ids = [node["id"] for node in by_name]
    assert kept.noted("{ persons(first: 3) { pageInfo { startCursor endCursor } } }")[1] == [ids[0], ids[2]]
    assert kept.noted("{ persons(first: 3) { edges { cursor } } }")[1] == ids


@pytest.mark.usefixtures("field_by_field")
def test_what_an_error_took_out_of_the_answer_was_not_read(kept: Journal, monkeypatch: pytest.MonkeyPatch) -> None:
    person = kept.api.ask("{ persons(first: 1) { nodes { id } } }")["persons"]["nodes"][0]["id"]
    query = """query ($id: ID!) {
        lost: node(id: $id) { ... on Person { name complaints { role } } }
        kept: node(id: $id) { ... on Person { name } } }"""
    monkeypatch.setattr(loading, "MOST", 0)
    answer, records = kept.noted(query.replace("kept: node(id: $id) { ... on Person { name } }", ""), {"id": person})
    assert answer["data"] == {"lost": None} and answer["errors"] and records == []
    answer, records = kept.noted(query, {"id": person})
    assert answer["data"]["lost"] is None and answer["data"]["kept"]["name"] and records == [person]


@pytest.mark.usefixtures("field_by_field")
def test_an_operation_that_is_refused_as_a_whole_reads_nothing(kept: Journal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loading, "MOST", 0)
    answer, records = kept.noted("{ complaints { nodes { texts { text } } } persons { nodes { name } } }")
    assert answer.get("data") is None and records == []


def test_reading_what_identifies_oneself_is_a_read_too(kept: Journal) -> None:
    query = "query ($id: ID!) { node(id: $id) { ... on Official { identity { iin } } } }"
    assert kept.noted(query, {"id": EMPLOYEE_71}, by=EMPLOYEE_71)[1] == [EMPLOYEE_71]


def test_events_that_show_their_content_are_reads_and_others_are_not(kept: Journal) -> None:
    before, last = kept.end(), kept.api.register.head()
    assert streamed(kept.api, "position", last) == []
    assert kept.end() == before
    shown = {event["stream"] for event in streamed(kept.api, "position stream content", last)}
    assert set(kept.rows(after=before)) == shown
    assert set(kept.rows("channel, operation", before)) == {("subscription", "events")}


def streamed(api: Api, fields: str, last: int, by: str = REPRESENTATIVE_71) -> list[Any]:
    """The events with a content that the stream shows up to a position of the office's own."""
    seen = []
    visible = api.ask("{ auditTrail(first: 1, order: POSITION_DESC) { nodes { position } } }", by=by)
    end = min(last, visible["auditTrail"]["nodes"][0]["position"])
    with api.socket(by) as socket:
        socket.next()
        socket.subscribe(f"subscription {{ events(after: 0) {{ {fields} }} }}")
        while True:
            event = socket.next()["payload"]["data"]["events"]
            seen += [event] if event.get("content") is not None else []
            if event["position"] >= end:
                return seen


def test_questions_over_a_socket_are_noted_once(kept: Journal) -> None:
    before = kept.end()
    with kept.api.socket(EMPLOYEE_71) as socket:
        socket.next()
        socket.subscribe("query Asked { persons(first: 2) { nodes { id } } }")
        asked = [node["id"] for node in socket.next()["payload"]["data"]["persons"]["nodes"]]
        assert socket.next()["type"] == "complete"
    assert kept.rows(after=before) == asked
    assert set(kept.rows("channel, official", before)) == {("query", EMPLOYEE_71)}


@pytest.fixture
def closed(kept: Journal, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Nothing can be noted."""
    monkeypatch.setattr(journal, "SLOWEST", 0.2)
    with psycopg.connect(kept.api.dsn) as holding:
        holding.execute("lock table journal.reading in exclusive mode")
        yield


@pytest.mark.usefixtures("closed", "either_way")
def test_what_cannot_be_noted_is_not_answered(kept: Journal) -> None:
    answer = kept.api.post("{ persons { nodes { name } } offices { code } }")
    assert answer.get("data") is None
    assert [error["extensions"]["code"] for error in answer["errors"]] == ["UNAVAILABLE"]
    assert "errors" not in kept.api.post("{ offices { code } complaints { nodes { number } } }")


@pytest.mark.usefixtures("closed")
def test_a_stream_ends_before_an_event_that_cannot_be_noted(kept: Journal) -> None:
    with kept.api.socket() as socket:
        socket.next()
        socket.subscribe("subscription { events(after: 0) { position content } }")
        message = socket.next()
        while "errors" not in message["payload"]:
            assert message["payload"]["data"]["events"]["content"] is None
            message = socket.next()
        assert message["payload"].get("data") is None
        assert message["payload"]["errors"][0]["extensions"]["code"] == "UNAVAILABLE"
        assert socket.next()["type"] == "complete"


MUTATION = """mutation Take($g: RegisterComplaintInput!) { registerComplaint(input: $g) {
    replayed record { id texts { text } parties { person { id name } } } } }"""


def test_an_act_whose_answer_cannot_be_noted_is_answered_when_it_is_sent_again(
    kept: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = registration("71", commandId=str(uuid4()))
    before = kept.end()
    monkeypatch.setattr(journal, "SLOWEST", 0.2)
    with psycopg.connect(kept.api.dsn) as holding:
        holding.execute("lock table journal.reading in exclusive mode")
        answer = kept.api.post(MUTATION, {"g": given}, by=REPRESENTATIVE_71)
    assert answer.get("data") is None
    assert "commandId" in answer["errors"][0]["message"]
    again = kept.api.ask(MUTATION, {"g": given}, by=REPRESENTATIVE_71)["registerComplaint"]
    assert again["replayed"] is True
    shown = {again["record"]["id"], again["record"]["parties"][0]["person"]["id"]}
    assert set(kept.rows(after=before)) == shown
    assert set(kept.rows("channel, operation", before)) == {("mutation", "Take")}


def test_readers_at_once_are_all_noted(kept: Journal) -> None:
    before = kept.end()
    asking = [
        threading.Thread(target=kept.api.ask, args=("{ persons(first: 5) { nodes { name } } }",)) for _ in range(8)
    ]
    for thread in asking:
        thread.start()
    for thread in asking:
        thread.join()
    assert len(kept.rows(after=before)) == 40


LOG = """query ($filter: ReadingFilter) {
    readLog(first: 100, filter: $filter) { totalCount nodes { official { id } record } } }"""


@pytest.mark.parametrize("viewer", VIEWERS)
def test_the_ombudsman_and_auditors_read_the_journal_and_others_what_they_read_themselves(
    kept: Journal, viewer: str
) -> None:
    for reader in VIEWERS:
        kept.api.post("{ persons(first: 1) { nodes { name } } }", by=reader)
    found = kept.api.ask(LOG, by=viewer)["readLog"]
    everybody = kept.rows("official")
    if viewer in (OMBUDSMAN, AUDITOR):
        assert found["totalCount"] == len(everybody)
    else:
        assert found["totalCount"] == everybody.count(viewer)
        assert {node["official"]["id"] for node in found["nodes"]} <= {viewer}


@pytest.mark.parametrize(
    ("filter", "condition"),
    [
        ({"official": {"eq": REPRESENTATIVE_71}}, f"official = '{REPRESENTATIVE_71}'"),
        ({"capacities": {"has": "EMPLOYEE"}}, "'employee' = any(capacities)"),
        ({"kind": {"eq": "person"}}, "kind = 'person'"),
        ({"channel": {"in": ["MUTATION", "SUBSCRIPTION"]}}, "channel <> 'query'"),
        ({"parts": {"hasAny": ["complaint_text"]}}, "'complaint_text' = any(parts)"),
        ({"readAt": {"gte": "2020-01-01T00:00:00Z"}}, "true"),
    ],
)
def test_the_journal_is_searched_by_who_what_how_and_when(kept: Journal, filter: Any, condition: str) -> None:
    kept.api.ask("{ complaints { nodes { texts { text } } } persons { nodes { name } } }", by=EMPLOYEE_71)
    kept.api.ask("{ persons(first: 1) { nodes { name } } }", by=REPRESENTATIVE_71)
    expected = kept.rows(f"count(*) filter (where {condition})", 0)
    assert expected != [0]
    assert [kept.api.ask(LOG, {"filter": filter}, by=AUDITOR)["readLog"]["totalCount"]] == expected


def test_what_stands_behind_a_wall_was_read_by_nobody_that_an_auditor_could_tell(kept: Journal) -> None:
    case, api = kept.story.almaty[0], kept.api
    reading = "query ($id: ID!) { node(id: $id) { ... on Complaint { texts { text } parties { person { id } } } } }"
    party = api.ask(reading, {"id": case}, by=REPRESENTATIVE_75)["node"]["parties"][0]["person"]["id"]
    asked = {"filter": {"record": {"in": [case, party]}}}

    def told(by: str) -> set[str]:
        return {node["record"] for node in api.ask(LOG, asked, by=by)["readLog"]["nodes"]}

    assert told(AUDITOR) == told(REPRESENTATIVE_75) == {case, party}
    opened = {"name": "Apart", "purpose": "Kept apart."}
    compartment = api.give("openCompartment", opened, "events { stream }", by=OMBUDSMAN)["events"][0]["stream"]
    done(api, "putComplaintBehindWall", {"complaint": case, "compartment": compartment}, OMBUDSMAN)
    assert told(AUDITOR) == set()
    assert told(REPRESENTATIVE_75) == {case, party}, "what one has read oneself is one's own"
    done(api, "grantCrossing", {"official": AUDITOR, "compartment": compartment, "reason": "An audit."}, OMBUDSMAN)
    assert told(AUDITOR) == {case, party}


@pytest.mark.usefixtures("either_way")
def test_a_case_tells_how_often_its_contents_were_read(kept: Journal) -> None:
    query = "query ($id: ID!) { node(id: $id) { ... on Complaint { readCount } } }"
    case = {"id": kept.story.astana[2]}

    def told(by: str) -> int:
        return int(kept.api.ask(query, case, by=by)["node"]["readCount"])

    before = told(AUDITOR)
    reading = "query ($id: ID!) { node(id: $id) { ... on Complaint { texts { text } trail { content } } } }"
    for reader in (OMBUDSMAN, REPRESENTATIVE_71, HEAD):
        kept.api.ask(reading, case, by=reader)
    assert told(AUDITOR) == told(REPRESENTATIVE_71) == told(HEAD) == before + 2
    assert before + 2 == kept.rows().count(kept.story.astana[2])
