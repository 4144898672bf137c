"""Beside the acts of a record stand the commands that were refused and the reads, for those who may know of them."""

import psycopg
import pytest

from graphql_api.errors import Unavailable
from infra.reading import Refusals
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
from tests.graphql_api.api import Api
from tests.graphql_api.story import STATEMENT, done, registered, registration

LOG = """query ($filter: RefusedCommandFilter) { refusalLog(filter: $filter) { totalCount nodes {
    command kind record code capacities official { id } paragraph { cite } trace refusedAt } } }"""
ACTIVITY = """query ($record: ID!, $first: Int, $after: String) {
    activity(record: $record, first: $first, after: $after) {
        nodes { what at official { id } act { event } refusal { command code } reading { channel }
            sentence(language: EN) }
    pageInfo { endCursor hasNextPage } } }"""
READING = "query ($id: ID!) { node(id: $id) { ... on Complaint { texts { text } } } }"


@pytest.fixture
def complaint(api: Api) -> str:
    """A complaint in Astana that an employee tried in vain to accept."""
    complaint = registered(api, registration("71"), REPRESENTATIVE_71)
    answer = api.give("acceptComplaint", {"complaint": complaint}, by=EMPLOYEE_71)
    assert [refusal["code"] for refusal in answer["refusals"]] == ["NO_AUTHORITY"]
    return complaint


def test_a_refused_command_is_noted_with_who_what_why_and_by_which_rule(api: Api, complaint: str) -> None:
    (noted,) = api.ask(LOG, by=AUDITOR)["refusalLog"]["nodes"]
    assert noted.pop("refusedAt") and len(noted.pop("trace")) == 32
    assert noted == {
        "command": "AcceptComplaint",
        "kind": "complaint",
        "record": complaint,
        "code": "NO_AUTHORITY",
        "capacities": ["EMPLOYEE"],
        "official": {"id": EMPLOYEE_71},
        "paragraph": {"cite": "¶14(1)(b)"},
    } | {"paragraph": noted["paragraph"]}


def test_what_was_only_tried_or_was_accepted_is_no_refusal(api: Api, complaint: str) -> None:
    query = "mutation ($id: ID!) { acceptComplaint(dryRun: true, input: { complaint: $id }) { refusals { code } } }"
    assert api.ask(query, {"id": complaint}, by=EMPLOYEE_71)["acceptComplaint"]["refusals"]
    done(api, "acceptComplaint", {"complaint": complaint}, REPRESENTATIVE_71)
    assert api.ask(LOG)["refusalLog"]["totalCount"] == 1


def test_refusals_are_known_to_the_leadership_to_auditors_and_to_whom_they_were_given(api: Api, complaint: str) -> None:
    everybody = (OMBUDSMAN, HEAD, AUDITOR, EMPLOYEE_71, REPRESENTATIVE_71, REPRESENTATIVE_75, STRANGER)
    knowing = {by for by in everybody if api.ask(LOG, by=by)["refusalLog"]["totalCount"]}
    assert knowing == {OMBUDSMAN, HEAD, AUDITOR, EMPLOYEE_71}


def test_a_command_on_a_hidden_record_is_noted_as_it_was_answered(api: Api, complaint: str) -> None:
    answer = api.give("acceptComplaint", {"complaint": complaint}, by=REPRESENTATIVE_75)
    assert [refusal["code"] for refusal in answer["refusals"]] == ["NOT_FOUND"]
    filter = {"official": {"eq": REPRESENTATIVE_75}}
    (own,) = api.ask(LOG, {"filter": filter}, by=REPRESENTATIVE_75)["refusalLog"]["nodes"]
    (told,) = api.ask(LOG, {"filter": filter}, by=AUDITOR)["refusalLog"]["nodes"]
    assert (own["code"], own["record"]) == (told["code"], told["record"]) == ("NOT_FOUND", complaint)


def test_nothing_of_what_a_refused_command_said_is_kept(api: Api) -> None:
    given = registration("71", heads=[])
    answer = api.give("registerComplaint", given, by=REPRESENTATIVE_75)
    assert answer["refusals"]
    with psycopg.connect(api.dsn) as conn:
        assert conn.execute("select count(*) from journal.refusal").fetchone() == (1,)
        assert conn.execute(
            "select count(*) from journal.refusal as r where r::text ~ %s", (STATEMENT,)
        ).fetchone() == (0,)
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            conn.execute("delete from journal.refusal")


def test_a_refusal_that_cannot_be_noted_is_not_answered(
    api: Api, complaint: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def lost(*_: object) -> None:
        raise Unavailable

    monkeypatch.setattr(Refusals, "note", lost)
    query = "mutation ($id: ID!) { acceptComplaint(input: { complaint: $id }) { refusals { code } } }"
    answer = api.post(query, {"id": complaint}, by=EMPLOYEE_71)
    assert [error["extensions"]["code"] for error in answer["errors"]] == ["UNAVAILABLE"]
    assert "NO_AUTHORITY" not in str(answer)


def test_acts_refusals_and_reads_of_a_record_stand_in_the_order_of_time(api: Api, complaint: str) -> None:
    api.ask(READING, {"id": complaint}, by=REPRESENTATIVE_71)
    done(api, "acceptComplaint", {"complaint": complaint}, REPRESENTATIVE_71)
    nodes, after = [], None
    while True:
        page = api.ask(ACTIVITY, {"record": complaint, "first": 2, "after": after}, by=AUDITOR)["activity"]
        nodes += page["nodes"]
        after = page["pageInfo"]["endCursor"]
        if not page["pageInfo"]["hasNextPage"]:
            break
    told = [(n["act"] or n["refusal"] or n["reading"], n["official"]["id"]) for n in nodes]
    assert told[-3:] == [
        ({"command": "AcceptComplaint", "code": "NO_AUTHORITY"}, EMPLOYEE_71),
        ({"channel": "QUERY"}, REPRESENTATIVE_71),
        ({"event": "ComplaintAccepted"}, REPRESENTATIVE_71),
    ]
    assert [node["at"] for node in nodes] == sorted(node["at"] for node in nodes)
    assert {node["what"] for node in nodes} == {"ACT", "REFUSAL", "READ"}
    refused, read, act = [node["sentence"] for node in nodes[-3:]]
    number = api.ask("query ($id: ID!) { node(id: $id) { ... on Complaint { number } } }", {"id": complaint})
    which = f"({number['node']['number']})"
    assert (
        f", employee, sought to accept the complaint for examination {which} and was refused under ¶20(2): " in refused
    )
    assert read.endswith(f", Representative, read the texts of the complaint {which}.")
    assert "accepted the complaint for examination" in act


def test_each_journal_reads_as_sentences_that_name_the_record_as_far_as_the_reader_sees_it(
    api: Api, complaint: str
) -> None:
    query = "query ($id: ID!) { node(id: $id) { ... on Complaint { number texts { text } } } }"
    auditing = {"query": query, "variables": {"id": complaint}, "extensions": {"reason": "Inspection of texts"}}
    answer = api.client.post("/graphql", json=auditing, headers=api.headers(AUDITOR)).json()
    number = answer["data"]["node"]["number"]
    api.give("acceptComplaint", {"complaint": complaint}, by=REPRESENTATIVE_75)
    log = "{ %s(order: POSITION_DESC, first: 1) { nodes { en: sentence(language: EN) kk: sentence(language: KK) } } }"
    (told,) = api.ask(log % "refusalLog", by=AUDITOR)["refusalLog"]["nodes"]
    assert f"examination ({number}) and was refused under ¶20(2): there is no such record." in told["en"]
    assert f"шағымды қарауға қабылдау әрекетін ({number}) жасамақ болды; Ереженің 20(2)-тармағы" in told["kk"]
    (own,) = api.ask(log % "refusalLog", by=REPRESENTATIVE_75)["refusalLog"]["nodes"]
    assert own["en"].endswith(
        "sought to accept the complaint for examination and was refused under ¶20(2): there is no such record."
    )
    (seen,) = api.ask(log % "readLog", by=OMBUDSMAN)["readLog"]["nodes"]
    assert seen["en"].endswith(
        f", auditor, read the texts of the complaint ({number}); reason given: “Inspection of texts”."
    )


def test_an_activity_shows_each_only_what_he_or_she_may_see(api: Api, complaint: str) -> None:
    api.ask(READING, {"id": complaint}, by=REPRESENTATIVE_71)

    def kinds(by: str) -> set[str]:
        return {node["what"] for node in api.ask(ACTIVITY, {"record": complaint}, by=by)["activity"]["nodes"]}

    assert kinds(HEAD) == {"ACT", "REFUSAL"}
    assert kinds(REPRESENTATIVE_71) == {"ACT", "READ"}
    assert kinds(EMPLOYEE_71) == {"ACT", "REFUSAL"}
    assert kinds(REPRESENTATIVE_75) == set()


def test_an_officials_own_acts_are_those_that_the_official_did(api: Api, complaint: str) -> None:
    query = "{ viewer { acts(first: 100) { totalCount nodes { event actor { id } } } } }"
    acts = api.ask(query, by=REPRESENTATIVE_71)["viewer"]["acts"]
    assert "ComplaintRegistered" in {node["event"] for node in acts["nodes"]}
    assert {node["actor"]["id"] for node in acts["nodes"]} == {REPRESENTATIVE_71}
    assert api.ask(query, by=STRANGER)["viewer"]["acts"] == {"totalCount": 0, "nodes": []}
    assert api.client.post("/graphql", json={"query": query}).json()["data"]["viewer"]["acts"]["totalCount"] == 0


def test_an_official_learns_how_often_others_read_the_own_file_and_not_who(api: Api) -> None:
    penalty = {"ground": "Late.", "reference": "Order 5", "measureKind": "REMARK", "expiresOn": "2099-01-01"}
    done(api, "imposePenalty", {"post": POST_EMPLOYEE_71, **penalty}, HEAD)
    own = "{ ownReadings { day capacities times } }"
    assert api.ask(own, by=EMPLOYEE_71) == {"ownReadings": []}
    grounds = "{ measures { nodes { text { ground } } } }"
    for by in (HEAD, HEAD, OMBUDSMAN, EMPLOYEE_71):
        api.ask(grounds, by=by)
    counted = api.ask(own, by=EMPLOYEE_71)["ownReadings"]
    assert {(*each["capacities"], each["times"]) for each in counted} == {("HEAD", 2), ("OMBUDSMAN", 1)}
    assert api.ask(own, by=REPRESENTATIVE_75) == {"ownReadings": []}


def test_an_applicant_learns_how_often_the_own_case_was_read_and_not_by_whom(api: Api, complaint: str) -> None:
    number = api.ask("query ($id: ID!) { node(id: $id) { ... on Complaint { number } } }", {"id": complaint})
    for _ in range(3):
        api.ask(READING, {"id": complaint}, by=REPRESENTATIVE_71)
    query = """query ($number: String!, $secret: String!) {
        ownCase(number: $number, secret: $secret) { readings { capacities times } } }"""
    secret = "a secret that was handed out"
    given = {"number": number["node"]["number"], "secret": secret}
    assert api.client.post("/graphql", json={"query": query, "variables": given}).json()["data"] == {"ownCase": None}
    with psycopg.connect(api.dsn, autocommit=True) as conn:
        digest = "encode(sha256(convert_to(%(id)s || ':' || %(secret)s, 'UTF8')), 'hex')"
        conn.execute(
            f"insert into views.applicant_access (complaint, digest) values (%(id)s, {digest})".encode(),
            {"id": complaint, "secret": secret},
        )
    answer = api.client.post("/graphql", json={"query": query, "variables": given}).json()
    assert answer["data"]["ownCase"] == {"readings": [{"capacities": ["REPRESENTATIVE"], "times": 3}]}
