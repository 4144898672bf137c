"""The trail is asked by whom, where, under what, when and in which words: each by an index, nobody is told too much."""

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

import psycopg
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.message import Act
from graphql_api.listings import TRAIL
from graphql_api.tables import table
from projections.audit import AuditRow
from projections.audit.contents import said_in
from projections.audit.trail import trace_id
from projections.search.words import searched
from tests.conftest import Server
from tests.domain.scenario import (
    AUDITOR,
    DEPUTY_REPRESENTATIVE_71,
    EMPLOYEE_71,
    EMPLOYEE_75,
    HEAD,
    OMBUDSMAN,
    POST_EMPLOYEE_71,
    REPRESENTATIVE_71,
    REPRESENTATIVE_75,
    STRANGER,
)
from tests.graphql_api.api import Api, running
from tests.graphql_api.story import CANARY, IIN, Story, done, registered, registration, tell

REASON = "Арыз иесінің шағымдарын басқа орган қарайды; жалобы переданы в прокуратуру, the houses are repaired"
KEPT = 20_000
"""Lines of the trail among which indexes are tried."""


@pytest.fixture(scope="module")
def told(server: Server, template: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Story]:
    name = server.create(template)
    with running(server.address(name), tmp_path_factory.mktemp("trail")) as api:
        story = tell(api)
        for complaint in (story.astana[2], story.astana[3]):
            refusing = {"complaint": complaint, "ground": "Not competent", "reason": REASON}
            done(api, "refuseComplaint", refusing, REPRESENTATIVE_71)
        yield story
    server.drop(name)


def found(api: Api, condition: str, by: str = OMBUDSMAN, reason: str | None = None) -> list[Any]:
    query = f"{{ auditTrail(first: 100, filter: {{ {condition} }}) {{ nodes {{ event stream position trace }} }} }}"
    body = {"query": query, "extensions": {"reason": reason} if reason else {}}
    answer = api.client.post("/graphql", json=body, headers=api.headers(by)).json()
    assert "errors" not in answer, answer
    return list(answer["data"]["auditTrail"]["nodes"])


@pytest.mark.parametrize(
    "text",
    [
        "прокуратуру",
        "прокуратура",
        "Жалоба",
        "шағым",
        "house repair",
        '"переданы в прокуратуру"',
        "арызы -nothing",
        "проку",
    ],
)
def test_acts_are_found_by_the_words_of_their_contents_in_any_form(told: Story, text: str) -> None:
    escaped = text.replace('"', '\\"')
    hits = found(told.api, f'text: "{escaped}"', REPRESENTATIVE_71)
    assert [(hit["event"], hit["stream"]) for hit in hits] == [
        ("ComplaintRefused", told.astana[2]),
        ("ComplaintRefused", told.astana[3]),
    ]


@pytest.mark.parametrize("text", ["прокуратура -шағым", '"прокуратуру переданы"', "unheard"])
def test_what_the_words_exclude_is_not_found(told: Story, text: str) -> None:
    escaped = text.replace('"', '\\"')
    assert found(told.api, f'text: "{escaped}"') == []


def test_contents_are_found_by_those_who_may_read_them_and_by_nobody_else(told: Story) -> None:
    asked = 'text: "прокуратура"'
    for by in (HEAD, AUDITOR):
        assert len(found(told.api, asked, by, reason="Inspection of refusals")) == 2
    assert found(told.api, asked, REPRESENTATIVE_75) == []
    assert found(told.api, asked, STRANGER) == []


def test_a_name_is_found_only_by_those_who_see_the_person(told: Story) -> None:
    """The person's own trail is open through the matters that name the person."""
    mine = found(told.api, f'text: "{IIN}", kind: {{ eq: "person" }}', REPRESENTATIVE_71)
    others = found(told.api, f'text: "{CANARY}", kind: {{ eq: "person" }}', REPRESENTATIVE_75)
    assert len(mine) == len(told.astana) and len(others) == len(told.almaty)
    assert not {hit["stream"] for hit in mine} & {hit["stream"] for hit in others}


WANTING = [
    '{ auditTrail(filter: { text: "прокуратура" }) { totalCount } }',
    '{ auditTrail(filter: { text: "no such word anywhere" }) { nodes { position } } }',
    '{ auditTrail(filter: { or: [{ not: { text: "проку" } }, { kind: { eq: "post" } }] }) { totalCount } }',
    '{ auditTrail(filter: { and: [{ text: "проку" }], stream: { eq: "complaint-none" } }) { totalCount } }',
    '{ viewer { acts(filter: { text: "прокуратура" }) { totalCount } } }',
]


@pytest.mark.parametrize("question", WANTING)
def test_who_sees_contents_with_a_reason_only_is_told_to_give_one(told: Story, question: str) -> None:
    for by in (HEAD, AUDITOR):
        (error,) = told.api.post(question, by=by)["errors"]
        assert error["extensions"]["code"] == "BAD_INPUT" and "`extensions.reason` is needed" in error["message"]
        body = {"query": question, "extensions": {"reason": "Inspection of refusals"}}
        assert "errors" not in told.api.client.post("/graphql", json=body, headers=told.api.headers(by)).json()
    for by in (OMBUDSMAN, REPRESENTATIVE_71, EMPLOYEE_71, REPRESENTATIVE_75, STRANGER):
        assert "errors" not in told.api.post(question, by=by)


def test_no_reason_is_needed_where_another_capacity_sees_contents_without_one(api: Api) -> None:
    """An employee who audits as well finds what the own office holds; the rest is found with a reason."""
    complaint = registered(api, registration("71"), REPRESENTATIVE_71)
    refusing = {"complaint": complaint, "ground": "Not competent", "reason": REASON}
    done(api, "refuseComplaint", refusing, REPRESENTATIVE_71)
    for official in (EMPLOYEE_71, EMPLOYEE_75):
        done(api, "grantAccess", {"official": official, "access": "AUDITOR"}, OMBUDSMAN)
    asked = 'text: "прокуратура"'
    assert len(found(api, asked, EMPLOYEE_71)) == 1
    assert found(api, asked, EMPLOYEE_75) == []
    assert len(found(api, asked, EMPLOYEE_75, reason="Inspection of refusals")) == 1


@pytest.mark.parametrize("text", ["", "…", "x" * 301, "a\\u0000b"])
def test_a_text_without_words_is_refused(told: Story, text: str) -> None:
    answer = told.api.post(f'{{ auditTrail(filter: {{ text: "{text}" }}) {{ totalCount }} }}')
    assert answer["errors"][0]["extensions"]["code"] == "BAD_INPUT"


def test_a_text_in_a_variable_is_found_as_one_in_the_document(told: Story) -> None:
    query = "query ($t: String) { auditTrail(filter: { text: $t }) { totalCount } }"
    assert told.api.ask(query, {"t": "прокуратура"}) == {"auditTrail": {"totalCount": 2}}


def test_an_official_is_found_as_actor_and_as_the_one_acted_for(api: Api) -> None:
    post = "post-representative-71"
    own = {event["position"] for event in found(api, f'official: "{REPRESENTATIVE_71}"')}
    done(api, "startAbsence", {"post": post, "reason": "LEAVE"}, REPRESENTATIVE_71)
    acting = {"post": post, "official": DEPUTY_REPRESENTATIVE_71, "reference": "Order 7"}
    done(api, "designateActing", acting, OMBUDSMAN)
    complaint = registered(api, registration("71"), EMPLOYEE_71)
    done(api, "acceptComplaint", {"complaint": complaint}, DEPUTY_REPRESENTATIVE_71)
    new = [event for event in found(api, f'official: "{REPRESENTATIVE_71}"') if event["position"] not in own]
    assert [event["event"] for event in new] == ["AbsenceStarted", "ComplaintAccepted"]
    acted = found(api, f'official: "{DEPUTY_REPRESENTATIVE_71}"')
    assert "ComplaintAccepted" in {event["event"] for event in acted}


def test_an_official_is_found_as_the_one_concerned_by_those_who_know_officials(api: Api) -> None:
    penalty = {"ground": "Late.", "reference": "Order 5", "measureKind": "REMARK", "expiresOn": "2099-01-01"}
    done(api, "imposePenalty", {"post": POST_EMPLOYEE_71, **penalty}, HEAD)
    done(api, "grantAccess", {"official": STRANGER, "access": "STREAM_MEASURES"}, OMBUDSMAN)

    def events(by: str, condition: str = f'official: "{EMPLOYEE_71}"') -> set[str]:
        return {event["event"] for event in found(api, condition, by)}

    assert all("PenaltyImposed" in events(by) for by in (OMBUDSMAN, HEAD, EMPLOYEE_71))
    assert "PenaltyImposed" not in events(REPRESENTATIVE_71)
    assert events(STRANGER, 'event: { eq: "PenaltyImposed" }') == {"PenaltyImposed"}
    assert events(STRANGER) == set()


@settings(max_examples=30, deadline=None)
@given(st.text())
def test_the_words_of_contents_are_those_that_search_compares(words: str) -> None:
    assert said_in({"a": words, "b": [{"c": "Ёлка_1"}]}).split() == searched(words, "Ёлка_1").split()


def test_the_trace_of_an_act_is_the_middle_of_its_traceparent() -> None:
    trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
    act = Act(actor="official-a", capacity="auditor", basis="1", command="x", command_name="X", trace=trace)  # type: ignore[arg-type]
    assert trace_id(act) == "0af7651916cd43dd8448eb211c80319c"


CONDITIONS = {
    "stream": {"stream": {"eq": "complaint-17"}},
    "number": {"number": {"eq": "C-17"}},
    "office": {"office": {"eq": "99"}},
    "actor": {"actor": {"eq": "official-17"}},
    "capacity": {"capacity": {"eq": "head"}},
    "basis": {"basis": {"eq": "20.1"}},
    "kind": {"kind": {"eq": "petition"}},
    "event": {"event": {"eq": "PetitionSigned"}},
    "recorded": {"recorded_at": {"gte": "2020-01-05T00:00:00Z", "lt": "2020-01-05T01:00:00Z"}},
    "effective": {"effective": {"eq": "2019-03-03"}},
    "position": {"position": {"gt": 100, "lte": 200}},
    "acting for": {"acting_for": {"eq": "post-17"}},
    "command": {"command": {"eq": "command-17"}},
    "correlation": {"correlation": {"eq": "correlation-17"}},
    "trace": {"trace": {"eq": "trace-17"}},
    "official": {"official": "official-17"},
    "text": {"text": "rare17"},
}


@pytest.fixture(scope="module")
def large(server: Server, template: str) -> Iterator[psycopg.Connection]:
    """A trail with so many lines that an index is worth its while, and an auditor of it."""
    name = server.create(template)
    with psycopg.connect(server.address(name), autocommit=True) as conn:
        conn.execute(_LINES.encode(), {"kept": KEPT})
        conn.execute(
            "insert into views.scope (official, capacity, source) values ('official-x', 'ombudsman', 'post-x')"
        )
        conn.execute("analyze views.audit, views.audit_content")
        yield conn
    server.drop(name)


_LINES = """
with line as (
    select i, mod(i, 1000) as n, i / 20 as record, mod(i, 20) + 1 as v from generate_series(1, %(kept)s) as i
),
told as (
    insert into views.audit (
        stream, version, position, recorded_at, effective, kind, number, office, offices, audience, about, actor,
        capacity, basis, acting_for, command, command_name, event, correlation, causation, trace, payload
    )
    select
        'complaint-' || record, v, i, '2020-01-01'::timestamptz + i * interval '1 minute',
        '2019-01-01'::date + mod(i, 400), case when n = 7 then 'petition' else 'complaint' end, 'C-' || record,
        case when n = 7 then '99' else '71' end, '{71}', 'record', null, 'official-' || n,
        case when n = 7 then 'head' else 'representative' end, case when n = 7 then '20.1' else '14.1.a' end,
        case when n < 20 then 'post-' || n end, 'command-' || i, 'AcceptComplaint',
        case when n = 7 then 'PetitionSigned' else 'ComplaintAccepted' end,
        case when n < 20 then 'correlation-' || n end, null, case when n < 20 then 'trace-' || n end, '{}'
    from line
)
insert into views.audit_content (stream, version, offices, guarded, assignee, audience, about, person, payload, said)
select 'complaint-' || record, v, '{71}', false, null, 'record', null, null, '{}', 'common rare' || n from line
"""


@pytest.mark.parametrize("condition", CONDITIONS)
def test_every_condition_finds_its_lines_by_an_index(large: psycopg.Connection, condition: str) -> None:
    clause = TRAIL.filter.where(TRAIL.filter.given(CONDITIONS[condition]), date(2026, 1, 1))
    page = f"SELECT t.* FROM {table(AuditRow)} t WHERE {clause.sql} ORDER BY t.position LIMIT 21"
    with large.transaction():
        large.execute("set local role register_reader")
        large.execute("select access.enter('official-x', null)")
        rows = large.execute(page.encode(), clause.parameters).fetchall()
        lines = large.execute(f"explain (analyze, costs off, timing off) {page}".encode(), clause.parameters).fetchall()
    plan = "\n".join(line for (line,) in lines)
    assert rows, condition
    assert "Seq Scan on audit" not in plan, plan
    removed = [int(line.rpartition(":")[2]) for line in plan.splitlines() if "Rows Removed by Filter" in line]
    read = [float(rows) for rows in re.findall(r"actual rows=([\d.]+)", plan)]
    assert sum(removed) <= KEPT / 20 and max(read) <= KEPT / 20, plan
