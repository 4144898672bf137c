"""Erasing a person through the API: the leadership may, unseeing; afterwards nothing is answered about the person."""

import time

import pytest

from tests.domain.scenario import EMPLOYEE_71, HEAD, OMBUDSMAN, REPRESENTATIVE_71
from tests.graphql_api.api import Api
from tests.infra.sealing.story import CANARY, told


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
