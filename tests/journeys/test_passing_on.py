"""A matter that passes from hand to hand: who works on it and who reads it changes with each step, everywhere."""

from typing import Any

import pytest

from tests.domain.scenario import (
    EMPLOYEE_71,
    EMPLOYEE_75,
    HEAD,
    OMBUDSMAN,
    REPRESENTATIVE_10,
    REPRESENTATIVE_71,
    REPRESENTATIVE_75,
)
from tests.journeys.served import Caller, Served
from tests.journeys.test_casework import registered

WHOLE = """query Whole($id: ID!) { node(id: $id) { ... on Complaint {
    office { code } openTo offeredTo { code } dueOn status identityProtected confidentiality
    texts { text } parties { person { name } } trail(first: 200) { event content } } } }"""
STATEMENT = "The roof has leaked since spring."


def read(caller: Caller, complaint: str) -> Any:
    """The complaint as a caller sees it; None when it is not seen."""
    return caller.ask(WHOLE, id=complaint)["node"]


def reads_contents(caller: Caller, complaint: str) -> bool:
    """Whether a caller reads what the applicant wrote and who it is: on every path or on none."""
    node = read(caller, complaint)
    if node is None:
        return False
    paths = {
        "texts": any(text["text"] == STATEMENT for text in node["texts"]),
        "parties": any(party["person"] for party in node["parties"]),
        "trail": any(line["event"] == "StatementRecorded" and line["content"] for line in node["trail"]),
    }
    assert len(set(paths.values())) == 1, paths
    return paths["texts"]


def test_a_transfer_is_offered_accepted_and_takes_the_whole_file_along_while_the_clock_runs_on(served: Served) -> None:
    here, there, third = (served.caller(o) for o in (REPRESENTATIVE_71, REPRESENTATIVE_75, REPRESENTATIVE_10))
    complaint = registered(served.caller(EMPLOYEE_71), received=3)
    due = read(here, complaint)["dueOn"]
    here.do("offerTransfer", complaint=complaint, toOffice="75", reason="It happened there.")

    offered = read(there, complaint)
    assert (offered["office"]["code"], offered["offeredTo"]["code"], sorted(offered["openTo"])) == (
        "71",
        "75",
        ["71", "75"],
    )
    assert not reads_contents(there, complaint), "an offer shows the case, not what people wrote"
    assert there.refused("acceptComplaint", complaint=complaint)["code"] == "OUTSIDE_TERRITORY"
    assert third.refused("acceptTransfer", complaint=complaint)["code"] == "NOT_FOUND"
    assert read(third, complaint) is None

    there.do("returnTransfer", complaint=complaint, reason="It happened with you.")
    assert read(there, complaint) is None and read(here, complaint)["offeredTo"] is None
    here.do("offerTransfer", complaint=complaint, toOffice="75", reason="Look at page two.")
    there.do("acceptTransfer", complaint=complaint)

    taken = read(there, complaint)
    assert (taken["office"]["code"], taken["openTo"], taken["dueOn"]) == ("75", ["75"], due)
    assert [line["event"] for line in taken["trail"]][:2] == ["ComplaintRegistered", "StatementRecorded"]
    assert reads_contents(there, complaint) and reads_contents(served.caller(EMPLOYEE_75), complaint)
    assert read(here, complaint) is None and read(served.caller(EMPLOYEE_71), complaint) is None
    assert here.refused("acceptComplaint", complaint=complaint)["code"] == "NOT_FOUND"
    there.do("acceptComplaint", complaint=complaint)


@pytest.mark.parametrize(
    ("guard", "lift"),
    [
        (("protectIdentity", {}), ("liftIdentityProtection", {"consent": "Her letter of today"})),
        (
            ("setConfidentiality", {"level": "RESTRICTED", "reason": "Threats"}),
            ("setConfidentiality", {"level": "ORDINARY", "reason": "No threats any more"}),
        ),
    ],
)
def test_guarded_contents_are_read_by_those_who_decide_and_the_assigned_alone_also_what_was_said_before(
    served: Served, guard: tuple[str, dict[str, Any]], lift: tuple[str, dict[str, Any]]
) -> None:
    representative, clerk = served.caller(REPRESENTATIVE_71), served.caller(EMPLOYEE_71)
    complaint = registered(clerk)
    assert reads_contents(clerk, complaint)
    mutation, given = guard
    representative.do(mutation, complaint=complaint, **given)
    assert not reads_contents(clerk, complaint) and read(clerk, complaint) is not None
    assert reads_contents(representative, complaint) and reads_contents(served.caller(OMBUDSMAN), complaint)
    representative.do("assignComplaint", complaint=complaint, official=EMPLOYEE_71)
    assert reads_contents(clerk, complaint)
    mutation, given = lift
    by = representative if mutation == "setConfidentiality" else served.caller(OMBUDSMAN)
    by.do(mutation, complaint=complaint, **given)
    assert reads_contents(clerk, complaint)


def test_an_instruction_opens_one_case_of_another_office_until_it_is_withdrawn(served: Served) -> None:
    instructed, ombudsman = served.caller(REPRESENTATIVE_10), served.caller(OMBUDSMAN)
    complaint, neighbour = (registered(served.caller(EMPLOYEE_71)) for _ in range(2))
    assert read(instructed, complaint) is None
    ombudsman.do("giveInstruction", complaint=complaint, official=REPRESENTATIVE_10, task="Examine this one.")
    assert reads_contents(instructed, complaint) and read(instructed, neighbour) is None
    instructed.do("acceptComplaint", complaint=complaint)
    assert instructed.refused("acceptComplaint", complaint=neighbour)["code"] == "NOT_FOUND"
    ombudsman.do("withdrawInstruction", complaint=complaint, official=REPRESENTATIVE_10)
    assert read(instructed, complaint) is None
    refusal = instructed.refused("decideHead", complaint=complaint, head="1", finding="SETTLED")
    assert refusal["code"] == "NOT_FOUND"


def test_an_id_that_was_seen_in_passing_does_not_open_what_a_person_told_another_office(served: Served) -> None:
    """An offered transfer shows who complains by id alone; naming that id elsewhere must not show more."""
    here, there, ombudsman = (served.caller(o) for o in (REPRESENTATIVE_71, REPRESENTATIVE_75, OMBUDSMAN))
    complaint = registered(served.caller(EMPLOYEE_71))
    here.do("offerTransfer", complaint=complaint, toOffice="75", reason="It happened there.")
    seen = there.ask("query T($id: ID!) { node(id: $id) { ... on Record { trail { event payload } } } }", id=complaint)[
        "node"
    ]["trail"][0]
    (person,) = seen["payload"]["applicants"]

    given = {"addressee": "REPRESENTATIVE", "channel": "DESK", "applicants": [{"person": person}]}
    given |= {"heads": [{"category": "Housing"}]}
    wording = {"title": "Roofs", "operativePart": "Repair them.", "petitionKind": "PETITION", "person": person}
    wording |= {"addressees": [{"key": "a", "body": "Akimat", "level": "CENTRAL"}]}
    for refusal in (
        there.refused("registerComplaint", office="75", **given),
        there.refused("draftPetition", office="75", **wording),
        served.caller(HEAD).refused("registerComplaint", office="00", **given | {"addressee": "CENTRE"}),
    ):
        assert (refusal["code"], refusal["message"]) == ("UNKNOWN_PART", "No such person is registered.")
    details = {"name": "Somebody else"}
    assert there.refused("correctPerson", person=person, details=details)["code"] == "NOT_FOUND"
    assert there.ask("query P($id: ID!) { node(id: $id) { id } }", id=person)["node"] is None

    here.do("registerComplaint", office="71", **given)
    ombudsman.do("draftPetition", office="71", **wording)
    corrected = here.do("correctPerson", "record { name }", person=person, details={"name": "Aigul Married"})
    assert corrected["record"]["name"] == "Aigul Married"


def test_merged_complaints_part_again_as_they_were(served: Served) -> None:
    representative = served.caller(REPRESENTATIVE_71)
    one, other = (registered(served.caller(EMPLOYEE_71)) for _ in range(2))
    query = "query S($id: ID!) { node(id: $id) { ... on Complaint { status mergedInto { id } related { linkKind } } } }"
    before = [representative.ask(query, id=complaint)["node"] for complaint in (one, other)]
    representative.do("mergeComplaint", complaint=one, into=other, reason="The same roof.")
    merged = representative.ask(query, id=one)["node"]
    assert (merged["status"], merged["mergedInto"]) == ("MERGED", {"id": other})
    assert representative.refused("acceptComplaint", complaint=one)["code"] == "WRONG_STATE"
    representative.do("unmergeComplaint", complaint=one, reason="Another roof after all.")
    assert [representative.ask(query, id=complaint)["node"] for complaint in (one, other)] == before


def test_a_communication_is_redirected_and_lives_on_as_a_complaint_with_a_number_of_its_own(served: Served) -> None:
    clerk, head = served.caller(EMPLOYEE_71), served.caller(HEAD)
    communication = registered(clerk, addressee="CENTRE")
    refused = served.caller(REPRESENTATIVE_71).refused("acceptComplaint", complaint=communication)
    assert (refused["code"], refused["paragraph"]["id"]) == ("WRONG_STATE", "14.1.d")
    head.do("redirectToOmbudsman", complaint=communication, reason="It complains of a body.")
    query = """query R($id: ID!) { node(id: $id) { ... on Complaint { number status
        redirectedTo { number series addressee status heads { category } parties { person { name } } } } } }"""
    node = clerk.ask(query, id=communication)["node"]
    assert node["status"] == "REDIRECTED" and not node["number"].startswith("C-")
    followed = node["redirectedTo"]
    assert (followed["series"], followed["addressee"], followed["status"]) == ("COMPLAINT", "OMBUDSMAN", "REGISTERED")
    assert followed["number"].startswith("C-71-")
    assert [head["category"] for head in followed["heads"]] == ["Housing", "Rent"]
    assert followed["parties"] == [{"person": {"name": "Aigul Applicant"}}]
