"""Words about people go where they belong and nowhere else: not into logs, traces, metrics, addresses, errors, tables.

A real server and a real projector run beside a collector that keeps whatever they send.
"""

import asyncio
import json
import os
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import psycopg
import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from psycopg import sql
from websockets.asyncio.client import connect
from websockets.typing import Subprotocol

from infra.identity import DemonstrationKey
from infra.store.recorder import Store
from tests.conftest import HOMES, Server
from tests.domain.scenario import (
    AUDITOR,
    DEPUTY_HEAD,
    EMPLOYEE_00,
    EMPLOYEE_71,
    EMPLOYEE_75,
    HEAD,
    OMBUDSMAN,
    REPRESENTATIVE_10,
    REPRESENTATIVE_71,
    REPRESENTATIVE_75,
    STRANGER,
)
from tests.infra.founded import found
from tests.journeys import canaries, everything
from tests.journeys.canaries import BORN, Canaries, Officials, personal
from tests.journeys.processes import Collector, Process, running
from tests.journeys.served import Caller

OUTSIDERS = (REPRESENTATIVE_75, REPRESENTATIVE_10, EMPLOYEE_75, HEAD, DEPUTY_HEAD, AUDITOR, STRANGER, EMPLOYEE_00)
"""Officials who must not read the contents of a complaint of office 71."""
OF_THE_CENTRE = (EMPLOYEE_00, DEPUTY_HEAD)
"""To these the contents of communications to the Centre belong."""
TABLES = {
    "views.audit_content",
    "views.complaint_text",
    "views.measure_text",
    "views.official",
    "views.official_identity",
    "views.person",
    "views.petition_text",
}
"""All tables in which words about people can be read, each with a policy of its own for them. In the record itself they
are sealed."""


@dataclass
class House:
    """A register of processes, with canaries in it."""

    dsn: str
    url: str
    key: DemonstrationKey
    http: httpx.Client
    processes: tuple[Process, Process]
    collector: Collector
    told: Canaries

    def caller(self, official: str) -> Caller:
        return Caller(self.http, self.url, self.key.issue(official))


@pytest.fixture(scope="module")
def house(server: Server, template: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    home = tmp_path_factory.mktemp("canary")
    name = server.create(template)
    dsn = server.address(name)
    with Store(dsn) as store:
        found(store)
    key = DemonstrationKey(home)
    with Collector() as collector, httpx.Client(timeout=60) as http:
        sending = {
            "OTEL_EXPORTER_OTLP_ENDPOINT": collector.endpoint,
            "OTEL_BSP_SCHEDULE_DELAY": "100",
            "OTEL_METRIC_EXPORT_INTERVAL": "500",
        }
        with (
            running("project", dsn=dsn, home=home, **sending) as projector,
            running("serve", "--port", "0", "--no-project", dsn=dsn, home=home, **sending) as web,
        ):
            url = web.url()
            told = canaries.tell(Officials(lambda official: Caller(http, url, key.issue(official))))
            yield House(dsn, url, key, http, (web, projector), collector, told)
    server.drop(name)


def test_the_story_fills_every_personal_field_of_every_command(house: House) -> None:
    assert set(house.told.personal) == personal()


def test_those_to_whom_the_contents_belong_read_all_of_them(house: House) -> None:
    """The measure of all other tests: the questions do reach every word."""
    told, ids = house.told, [*house.told.records, house.told.official]
    assert told.found_in(everything.all_answers(house.caller(OMBUDSMAN), ids)) == told.all - {told.secret}
    elsewhere = set(of_the_communication(told)) - {BORN}
    in_no_matter = {*told.personal["RegisterPerson.details"], *told.personal["CorrectPerson.details"]}
    own = told.found_in(everything.all_answers(house.caller(REPRESENTATIVE_71), ids))
    assert told.of_matters() - own == elsewhere | in_no_matter
    clerk = told.found_in(everything.all_answers(house.caller(EMPLOYEE_71), ids))
    assert clerk >= set(told.personal["CorrectPerson.details"]), "whoever registered a person sees it"
    assert not clerk & {*told.personal["DraftApplication.accused_details"]}, "the Ombudsman's draft is not for all"


@pytest.mark.parametrize("official", OUTSIDERS)
def test_an_outsider_reads_none_of_it_by_any_question(house: House, official: str) -> None:
    told = house.told
    read = told.found_in(everything.all_answers(house.caller(official), told.records))
    assert not read & forbidden_to(official, house)


async def heard(house: House, official: str) -> list[str]:
    """Whatever the stream tells an official, until it falls silent."""
    token = house.key.issue(official)
    lines = []
    address = house.url.replace("http", "ws", 1)
    async with connect(address, subprotocols=[Subprotocol("graphql-transport-ws")]) as socket:
        await socket.send(json.dumps({"type": "connection_init", "payload": {"Authorization": f"Bearer {token}"}}))
        await socket.send(json.dumps({"type": "subscribe", "id": "1", "payload": {"query": everything.stream()}}))
        try:
            while True:
                lines.append(str(await asyncio.wait_for(socket.recv(), 3)))
        except TimeoutError:
            return lines


async def test_an_outsider_hears_none_of_it_in_the_stream_and_the_ombudsman_all(house: House) -> None:
    streams = await asyncio.gather(*(heard(house, official) for official in (*OUTSIDERS, OMBUDSMAN)))
    by_official = dict(zip((*OUTSIDERS, OMBUDSMAN), streams, strict=True))
    assert house.told.found_in("\n".join(by_official.pop(OMBUDSMAN))) >= house.told.of_matters()
    for official, lines in by_official.items():
        assert not [line for line in lines if '"errors"' in line]
        assert official == STRANGER or len(lines) > 30, "an official hears of the organisation at least"
        assert not house.told.found_in("\n".join(lines)) & forbidden_to(official, house), official


def test_filters_and_counts_answer_an_outsider_as_if_nothing_were_there(house: House) -> None:
    name = house.told.personal["RegisterComplaint.applicants"][0]
    count = "query C($filter: PersonFilter) { persons(filter: $filter) { totalCount nodes { id } } }"
    for filters in ({"name": {"eq": name}}, {"name": {"contains": name[-14:]}}, {"iin": {"eq": canaries.IIN}}):
        seen = {
            official: house.caller(official).ask(count, filter=filters)["persons"]["totalCount"]
            for official in (*OUTSIDERS, OMBUDSMAN, EMPLOYEE_71)
        }
        assert seen.pop(OMBUDSMAN) == 1 and seen.pop(EMPLOYEE_71) == 1
        assert set(seen.values()) == {0}, seen


def test_a_conflict_tells_the_head_that_something_came_between_but_not_what_people_said(house: House) -> None:
    """The Head handles communications to the Centre, whose contents stay with those who deal with them."""
    house.caller(EMPLOYEE_00).do("classifyComplaint", complaint=house.told.communication, category="Questions")
    payload = house.caller(HEAD).give(
        "classifyComplaint", complaint=house.told.communication, category="Other", expectedVersion=0
    )
    assert [event["event"] for event in payload["conflict"]["events"]][:2] == [
        "ComplaintRegistered",
        "StatementRecorded",
    ]
    assert not house.told.found_in(json.dumps(payload))
    foreign = house.caller(REPRESENTATIVE_75).give(
        "classifyComplaint", complaint=house.told.communication, category="Other", expectedVersion=0
    )
    assert foreign["conflict"] is None and foreign["refusals"]


def test_an_act_answered_to_its_own_author_repeats_no_words_about_people(house: House) -> None:
    """The payload's events are of the trail: their contents are asked for by who may see them."""
    word = house.told.text("Event")
    query = """mutation R($input: RegisterComplaintInput!, $dry: Boolean!) {
        registerComplaint(input: $input, dryRun: $dry) { events { event payload content } refusals { code } } }"""
    given = {"office": "75", "addressee": "REPRESENTATIVE", "heads": [{"category": "A", "subject": word}]}
    given |= {"applicants": [{"details": {"name": word, "contacts": [word]}}], "statement": word}
    for dry in (True, False):
        data = house.caller(REPRESENTATIVE_75).ask(query, input=given, dry=dry)["registerComplaint"]
        assert not data["refusals"] and len(data["events"]) == 4
        assert all(word not in json.dumps(event["payload"]) for event in data["events"])


def provoke(house: House) -> list[httpx.Response]:
    """Errors and refusals of all kinds, each given words about people."""
    told = house.told
    word, *_ = told.personal["RegisterComplaint.statement"]
    url, http = house.url, house.http
    clerk, foreign, head = house.caller(EMPLOYEE_71), house.caller(REPRESENTATIVE_75), house.caller(HEAD)
    decide = """mutation D($input: DecideHeadInput!) { decideHead(input: $input) {
        record { id } refusals { code message path } conflict { actualVersion events { payload content } } } }"""
    register = """mutation R($input: RegisterComplaintInput!) { registerComplaint(input: $input) {
        refusals { code message path } events { payload } } }"""
    given = {"complaint": told.complaint, "head": "1", "finding": "SETTLED", "reasoning": word, "grounds": word}
    person = {"details": {"name": word, "contacts": [word], "iin": canaries.IIN}}
    wrong = {"office": "71", "addressee": word, "applicants": [person | {"nickname": word}], "statement": [word]}
    wrong |= {"heads": []}
    long = {"office": "71", "addressee": "CENTRE", "applicants": [{"details": {"name": word * 30, "iin": word}}]}
    plain = {"authorization": clerk.headers()["authorization"], "content-type": "application/json"}
    by_address = clerk.headers(accept="application/json", baggage=f"name={word}", **{"user-agent": word})
    in_query = {"query": f'{{ persons(filter: {{name: {{eq: "{word}"}}}}) {{ nodes {{ id }} }} }}'}
    return [
        *(caller.post(decide, {"input": given}) for caller in (clerk, foreign, head, house.caller(STRANGER))),
        *(caller.post(decide, {"input": given | {"expectedVersion": 1}}) for caller in (foreign, head)),
        clerk.post(register, {"input": wrong}),
        clerk.post(register, {"input": long | {"heads": [{"category": f"{word}\n{word}"}], "statement": " "}}),
        clerk.post(register, {"input": long | {"applicants": [person], "heads": [], "statement": word}}),
        clerk.post(register, {"input": word}),
        clerk.post(f'{{ node(id: "{word}") {{ nobody }} }}'),
        clerk.post(f'{{ viewer {{ id(name: "{word}) }}'),
        clerk.post(f'{{ persons(filter: {{name: {{eq: {{a: "{word}"}}}}}}) {{ nodes {{ id }} }} }}'),
        clerk.post(f'{{ persons(after: "{word}") {{ nodes {{ id }} }} }}'),
        http.post(url, content=f'{{"query": "{word}'.encode(), headers=plain),
        http.post(url, content=f'{{"query": ["{word}"]}}'.encode(), headers=plain),
        http.post(url, content=word.encode() * 100_000, headers=plain),
        http.post(url, json={"query": "{ viewer { id } }"}, headers={"authorization": f"Bearer {word}"}),
        http.get(url, params=in_query, headers=by_address),
        http.get(url.replace("/graphql", f"/{word}/{canaries.IIN}?name={word}"), headers=by_address),
        http.get(url + f"/../{word}", headers=by_address),
    ]


def test_no_error_and_no_refusal_repeats_what_it_was_given(house: House) -> None:
    provoked = provoke(house)
    assert sum('"errors"' in response.text for response in provoked) >= 12
    for response in provoked:
        hints = response.text
        asked_back = '{ persons(filter: {name: {eq: "' in str(response.request.url)
        assert asked_back or not house.told.found_in(hints), hints
        assert "Traceback" not in hints


def test_the_database_holds_the_words_in_the_record_and_in_the_tables_with_policies_for_contents_alone(
    house: House,
) -> None:
    assert tables_with(house.dsn, house.told.all) == TABLES


def test_no_log_no_span_no_metric_and_no_address_ever_held_a_word_about_people(house: House) -> None:
    """Last of all, with failures of the projector and of the database in between."""
    told = house.told
    provoke(house)
    poison = told.text("Poison")
    with psycopg.connect(house.dsn, autocommit=True) as connection:
        connection.execute(f"alter table views.person add constraint refusing check (name not like '%{poison}%')")  # type: ignore[arg-type]
        connection.execute("revoke select on views.petition_text from register_reader")
    clerk = house.caller(EMPLOYEE_71)
    clerk.give("registerPerson", details={"name": poison, "contacts": [poison], "iin": canaries.IIN})
    failed = clerk.post(everything.node("Petition"), {"id": told.petition})
    assert failed.json()["errors"][0]["extensions"]["code"] == "INTERNAL"
    assert not told.found_in(failed.text)

    wait_until(lambda: any("/v1/metrics" in path for path in house.collector.received))
    codes = [process.stop()[0] for process in house.processes]
    assert codes == [0, 0]
    web, projector = house.processes
    lines = [json.loads(line) for process in house.processes for line in process.errors if line.startswith("{")]
    assert any(line["event"] == "unexpected error" and line["frames"] for line in lines)
    assert [line["event"] for line in lines if line["logger"] == "infra.projector.runner"] == ["event parked"]
    assert any(line["event"] == "request" for line in lines)
    sent = [body for bodies in house.collector.received.values() for body in bodies]
    assert set(house.collector.received) == {"/v1/traces", "/v1/metrics"}

    everything_told = [*web.out, *web.errors, *projector.out, *projector.errors, *house.collector.headers]
    everything_told += logs_of_the_database()
    for word in told.all:
        assert not [line for line in everything_told if word in line]
        assert not [body for body in sent if word.encode() in body]
    assert spans_join(house.collector)


def logs_of_the_database() -> list[str]:
    """What the embedded server logged, which refused a row with words about people in it; none of another server."""
    if os.environ.get("DATABASE_URL"):
        return []
    logs = list(Path(os.environ[HOMES]).rglob("*.log"))
    assert logs
    return [log.read_text(encoding="utf-8", errors="replace") for log in logs]


def spans_join(collector: Collector) -> bool:
    """Whether a trace of the server goes on in the projector's process."""
    traces: dict[bytes, set[str]] = {}
    for body in collector.received["/v1/traces"]:
        request = ExportTraceServiceRequest()
        request.ParseFromString(body)
        for resource in request.resource_spans:
            for scope in resource.scope_spans:
                for span in scope.spans:
                    traces.setdefault(span.trace_id, set()).add(span.name)
    return any({"POST /graphql", "mutation", "append", "project"} <= names for names in traces.values())


def tables_with(dsn: str, words: set[str]) -> set[str]:
    """All tables of the database in which one of the words stands, in text or as bytes."""
    pattern = "|".join(sorted({*words, *(word.encode().hex() for word in words)}))
    with psycopg.connect(dsn) as connection:
        named = connection.execute(
            "select n.nspname, c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace"
            " where c.relkind in ('r', 'm', 'p') and n.nspname not in ('pg_catalog', 'information_schema')"
        ).fetchall()
        holding = set()
        for schema, table in named:
            query = sql.SQL("select exists (select from {} t where t::text ~ %s)").format(sql.Identifier(schema, table))
            row = connection.execute(query, (pattern,)).fetchone()
            if row and row[0]:
                holding.add(f"{schema}.{table}")
    return holding


def forbidden_to(official: str, house: House) -> set[str]:
    """What an outsider must not read: all of office 71, and the communication to the Centre unless it is his own."""
    own = set(of_the_communication(house.told)) if official in OF_THE_CENTRE else set()
    return (house.told.of_matters() - own) | {house.told.secret}


def of_the_communication(told: Canaries) -> Iterator[str]:
    """Words of the communication to the Centre."""
    yield from told.personal["RegisterComplaint.applicants"][2:]
    yield from (word for word in told.personal["RegisterComplaint.statement"] if "Centre" in word)
    yield BORN


def wait_until(holds: Any, within: float = 20) -> None:
    until = time.monotonic() + within
    while not holds():
        assert time.monotonic() < until
        time.sleep(0.1)
