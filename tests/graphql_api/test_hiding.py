"""A command that names what its actor cannot see: one plain test for each way in which it would tell of it."""

from typing import Any
from uuid import uuid4

import pytest

from tests.domain.scenario import EMPLOYEE_71, EMPLOYEE_75, HEAD, OMBUDSMAN, REPRESENTATIVE_71, REPRESENTATIVE_75
from tests.graphql_api.api import Api
from tests.graphql_api.story import Story, done, registered, registration

HEADED = {"title": "Roofs", "operativePart": "Repair them.", "petitionKind": "PETITION", "office": "75"}
WORDING = {**HEADED, "addressees": [{"key": "a", "body": "Akimat", "level": "CENTRAL"}]}


def refused(api: Api, mutation: str, given: dict[str, Any], by: str) -> Any:
    """The refusal of a command that would be accepted or refused otherwise if its actor saw what it names."""
    head = api.register.head()
    answer = api.give(mutation, given, "events { event } replayed", by=by)
    assert api.register.head() == head
    assert (answer["conflict"], answer["events"], answer["version"]) == (None, [], None)
    (refusal,) = answer["refusals"]
    return refusal


def nothing(kind: str = "complaint") -> str:
    return f"{kind}-{uuid4()}"


@pytest.mark.parametrize("version", [None, 1, 99])
def test_a_step_in_a_case_of_another_office_finds_no_case(story: Story, version: int | None) -> None:
    told = [
        refused(story.api, "decideHead", {**given, "head": "1", "finding": "SETTLED"}, REPRESENTATIVE_75)
        for given in ({"complaint": c, "expectedVersion": version} for c in (story.astana[0], nothing()))
    ]
    assert told[0] == told[1]
    assert (told[0]["code"], told[0]["path"], told[0]["whoCould"]) == ("NOT_FOUND", ["complaint"], [])


def test_a_case_is_not_linked_with_one_of_another_office(story: Story) -> None:
    told = [
        refused(story.api, "linkComplaints", {"complaint": story.almaty[0], "other": other}, EMPLOYEE_75)
        for other in (story.astana[0], nothing())
    ]
    assert told[0] == told[1]
    assert (told[0]["code"], told[0]["path"]) == ("UNKNOWN_PART", ["other"])


def test_an_act_of_response_does_not_rest_on_a_case_of_another_office(story: Story) -> None:
    told = [
        refused(story.api, "draftPetition", {**WORDING, "complaints": [story.almaty[0], other]}, EMPLOYEE_75)
        for other in (story.astana[0], nothing())
    ]
    assert told[0] == told[1]
    assert (told[0]["code"], told[0]["path"]) == ("UNKNOWN_PART", ["complaints", "1"])


def test_who_sees_a_case_is_refused_for_the_true_reason(story: Story) -> None:
    given = {"complaint": story.astana[2], "head": "1", "finding": "SETTLED"}
    assert refused(story.api, "decideHead", given, EMPLOYEE_71)["code"] == "NO_AUTHORITY"
    assert refused(story.api, "decideHead", given, HEAD)["code"] == "NO_AUTHORITY"
    assert refused(story.api, "decideHead", given, OMBUDSMAN)["code"] == "WRONG_STATE"


def test_the_applicant_of_a_walled_complaint_is_not_corrected_by_who_may_not_cross(api: Api) -> None:
    complaint = registered(api, registration("71"), REPRESENTATIVE_71)
    question = "query ($id: ID!) { node(id: $id) { ... on Complaint { parties { person { id } } } } }"
    (party,) = api.ask(question, {"id": complaint})["node"]["parties"]
    given = {"person": party["person"]["id"], "details": {"name": "Somebody else"}}
    done(api, "correctPerson", given, EMPLOYEE_71)
    north = {"name": "North", "purpose": "Kept apart"}
    (opened,) = api.give("openCompartment", north, "events { stream }")["events"]
    done(api, "putComplaintBehindWall", {"complaint": complaint, "compartment": opened["stream"]}, OMBUDSMAN)
    again = {**given, "details": {"name": "Yet another"}}
    told = [
        refused(api, "correctPerson", {**again, "person": p}, EMPLOYEE_71) for p in (given["person"], nothing("person"))
    ]
    assert told[0] == told[1]
    assert told[0]["code"] == "NOT_FOUND"


def test_a_record_that_was_opened_a_moment_ago_may_be_named(api: Api) -> None:
    """The views may be behind: whatever they do not show is looked for again when they have caught up."""
    for _ in range(3):
        one, other = (registered(api, registration("71"), EMPLOYEE_71) for _ in range(2))
        done(api, "linkComplaints", {"complaint": one, "other": other}, EMPLOYEE_71)
