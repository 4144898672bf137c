"""Erasing persons and officials through the API: the leadership may; afterwards nothing is answered about who they
were, and of an official still what was done."""

import time

import pytest

from domain.complaints.assignment import AssignComplaint, ReassignComplaint
from domain.complaints.intake import ClassifyComplaint
from tests.domain.scenario import EMPLOYEE_71, HEAD, OMBUDSMAN, POST_VACANT_71, REPRESENTATIVE_71
from tests.graphql_api.api import Api
from tests.infra.sealing.story import CANARY, OTHERS, do, left, measured, official, registered, told


def everything(api: Api, complaint: str, person: str) -> str:
    """What the Ombudsman reads of both, the trail and the search included."""
    query = """query ($complaint: ID!, $person: ID!) {
        case: node(id: $complaint) { ... on Complaint { texts { text } parties { person { name contacts } }
          trail(first: 50) { event sentence content } } }
        person: node(id: $person) { ... on Person { name iin contacts trail(first: 50) { sentence content } } }
        search(text: "%s") { edges { cursor } }
        persons { nodes { name } } }"""
    return repr(api.ask(query % CANARY, {"complaint": complaint, "person": person}, by=OMBUDSMAN))


@pytest.mark.parametrize("by", [HEAD, OMBUDSMAN])
def test_after_an_erasure_no_answer_tells_of_the_person(api: Api, by: str) -> None:
    complaint, person = told(api.register)
    while CANARY not in (before := everything(api, complaint, person)) or "'name': None" in before:
        time.sleep(0.05)
    given = {"person": person, "law": "Law No. 94-V", "reason": "No longer needed", "witnesses": [EMPLOYEE_71]}
    refused = api.give("erasePerson", given, by=REPRESENTATIVE_71)
    assert [refusal["code"] for refusal in refused["refusals"]] == ["NO_AUTHORITY"]
    answer = api.give("erasePerson", given, "events { event }", by=by)
    assert answer["refusals"] == []
    assert [event["event"] for event in answer["events"]] == ["PersonErased"]
    after = everything(api, complaint, person)
    assert CANARY not in after
    assert "[erased]" in after


def known_of(api: Api, then: int, gone: str, complaint: str, measure: str) -> str:
    """What the Ombudsman reads of an official: today and in the past, in measures, in the trail, as the one charged."""
    query = """query ($gone: ID!, $complaint: ID!, $measure: ID!, $then: AsOf!) {
        past: nodeAsOf(id: $gone, asOf: $then) { ... on Official { name identity { iin } posts { id } } }
        official: node(id: $gone) { ... on Official { name identity { iin } posts { id } tenures { from: startedOn }
          trail(first: 50) { sentence content } } }
        measure: node(id: $measure) { ... on Measure { official { name } text { ground liftReason }
          trail(first: 50) { sentence content } } }
        case: node(id: $complaint) { ... on Complaint { assignee { id name }
          trail(first: 50) { event actor { id name } sentence content } } }
        officials(first: 100) { nodes { name } } }"""
    variables = {"gone": gone, "complaint": complaint, "measure": measure, "then": {"position": then}}
    return repr(api.ask(query, variables, by=OMBUDSMAN))


def test_after_an_erasure_no_answer_tells_who_the_official_was(api: Api) -> None:
    gone = official(api.register)
    complaint, _ = registered(api.register, OTHERS)
    do(api.register, AssignComplaint(complaint=complaint, official=gone))
    do(api.register, ClassifyComplaint(complaint=complaint, category="Water", urgent=False), gone)
    measure, *_ = measured(api.register)
    then = api.register.head()
    left(api.register)
    while "HolderDismissed" not in repr(api.ask("{ auditTrail(last: 1) { nodes { event } } }")):
        time.sleep(0.05)
    before = known_of(api, then, gone, complaint, measure)
    assert before.count(CANARY) >= 7
    assert f"{{'id': '{gone}', 'name': '{CANARY} Omarov'}}" in before
    given = {"official": gone, "law": "Law No. 94-V", "reason": "No longer needed", "witnesses": [EMPLOYEE_71]}
    refused = api.give("eraseOfficial", given, by=REPRESENTATIVE_71)
    assert [refusal["code"] for refusal in refused["refusals"]] == ["NO_AUTHORITY"]
    refused = api.give("eraseOfficial", given, by=HEAD)
    assert [(refusal["code"], refusal["path"]) for refusal in refused["refusals"]] == [("WRONG_STATE", ["official"])]
    do(api.register, ReassignComplaint(complaint=complaint, official=EMPLOYEE_71, reason="Left"))
    answer = api.give("eraseOfficial", given, "events { event }", by=HEAD)
    assert answer["refusals"] == []
    assert [event["event"] for event in answer["events"]] == ["OfficialErased"]
    after = known_of(api, then, gone, complaint, measure)
    assert CANARY not in after
    assert "800101300123" not in after
    assert f"{{'id': '{gone}', 'name': '[erased]'}}" in after
    anew = {"post": POST_VACANT_71, "official": gone, "reference": "Order 9"}
    refused = api.give("appointEmployee", anew, by=HEAD)
    assert [(refusal["code"], refusal["path"]) for refusal in refused["refusals"]] == [("WRONG_STATE", ["official"])]
