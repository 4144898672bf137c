"""One matter after another from its first act to its last, by mutations alone, as the officials would send them."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tests.domain.scenario import (
    DEPUTY_REPRESENTATIVE_71,
    EMPLOYEE_71,
    HEAD,
    OMBUDSMAN,
    POST_VACANT_71,
    REPRESENTATIVE_71,
    REPRESENTATIVE_75,
    STRANGER,
    representative_post,
)
from tests.journeys.served import Caller, Served, new_id

TODAY = datetime.now(UTC).astimezone(ZoneInfo("Asia/Almaty")).date()
STANDING = "record { id number version status office { code } assignee { id } findings notifiedOn closedOn dueOn }"
BODY = "Akimat of the district"


def days_ago(days: int) -> str:
    return (TODAY - timedelta(days=days)).isoformat()


def registered(clerk: Caller, received: int = 0, **changes: Any) -> str:
    """A complaint with two heads, registered as many days ago as it was received; its id."""
    given = {
        "office": "71",
        "addressee": "REPRESENTATIVE",
        "channel": "INTERNET",
        "receivedOn": days_ago(received),
        "effectiveOn": days_ago(received),
        "applicants": [{"details": {"name": "Aigul Applicant", "iin": "850101400123"}}],
        "respondent": {"name": BODY},
        "heads": [{"category": "Housing"}, {"category": "Rent"}],
        "statement": "The roof has leaked since spring.",
        **changes,
    }
    return str(clerk.do("registerComplaint", "record { id }", **given)["record"]["id"])


def place_in_series(caller: Caller, complaint: str) -> int:
    """The last part of a complaint's number."""
    query = "query N($id: ID!) { node(id: $id) { ... on Complaint { number } } }"
    return int(caller.ask(query, id=complaint)["node"]["number"].rpartition("-")[2])


def under_examination(served: Served, received: int = 0) -> str:
    clerk, representative = served.caller(EMPLOYEE_71), served.caller(REPRESENTATIVE_71)
    complaint = registered(clerk, received)
    representative.do("acceptComplaint", complaint=complaint, effectiveOn=days_ago(received))
    return complaint


def test_a_complaint_goes_from_registration_to_closing_and_every_answer_shows_what_was_just_written(
    served: Served,
) -> None:
    clerk, representative = served.caller(EMPLOYEE_71), served.caller(REPRESENTATIVE_71)
    complaint = registered(clerk, received=20)

    def step(by: Caller, mutation: str, **given: Any) -> Any:
        payload = by.do(mutation, STANDING, complaint=complaint, **given)
        assert payload["record"]["version"] == payload["version"], "the answer shows the record as it stands after"
        return payload["record"]

    assert step(clerk, "classifyComplaint", category="Housing", urgent=False)["status"] == "REGISTERED"
    assert step(representative, "assignComplaint", official=EMPLOYEE_71)["assignee"] == {"id": EMPLOYEE_71}
    accepted = step(representative, "acceptComplaint", effectiveOn=days_ago(19))
    assert accepted["status"] == "UNDER_EXAMINATION"
    assert accepted["number"].startswith("C-71-")
    asked = {"body": BODY, "effectiveOn": days_ago(18), "answerBy": days_ago(8)}
    assert step(clerk, "requestExplanation", **asked)["version"] > accepted["version"]
    step(clerk, "recordExplanation", request="1", summary="The roof was repaired in May.", effectiveOn=days_ago(9))
    step(clerk, "submitProposal", proposal="A violation should be found.")
    step(representative, "acceptProposal")
    first = step(representative, "decideHead", head="1", finding="VIOLATION_FOUND", grounds="Housing Code")
    assert (first["status"], first["findings"]) == ("UNDER_EXAMINATION", ["VIOLATION_FOUND"])
    second = step(representative, "decideHead", head="2", finding="SETTLED", reasoning="She was paid back.")
    assert (second["status"], second["findings"]) == ("DECIDED", ["VIOLATION_FOUND", "SETTLED"])
    step(representative, "recordRestoration", right="Housing", measure="The roof was repaired.", persons=3)
    assert step(clerk, "notifyApplicant", channel="EMAIL")["notifiedOn"] == TODAY.isoformat()
    closed = step(clerk, "closeComplaint")
    assert (closed["status"], closed["closedOn"]) == ("CLOSED", TODAY.isoformat())

    read = clerk.ask(
        """query Whole($id: ID!) { node(id: $id) { id ... on Complaint {
            version status personsRestored heads { head category finding decidedBy { id } }
            texts { textKind text } parties { role person { name } }
            explanations { body requestedOn receivedOn }
            trail(first: 200) { event version position capacity basis { cite } effective actor { id } words } } } }""",
        id=complaint,
    )["node"]
    assert [head["finding"] for head in read["heads"]] == ["VIOLATION_FOUND", "SETTLED"]
    assert {head["decidedBy"]["id"] for head in read["heads"]} == {REPRESENTATIVE_71}
    assert {text["textKind"] for text in read["texts"]} >= {"STATEMENT", "GROUNDS", "REASONING", "EXPLANATION"}
    assert read["parties"] == [{"role": "APPLICANT", "person": {"name": "Aigul Applicant"}}]
    assert read["explanations"][0]["requestedOn"] == days_ago(18)
    assert read["personsRestored"] == 3
    trail = read["trail"]
    assert [line["version"] for line in trail] == list(range(1, read["version"] + 1))
    assert [line["position"] for line in trail] == sorted(line["position"] for line in trail)
    assert trail[0]["event"] == "ComplaintRegistered" and trail[-1]["event"] == "ComplaintClosed"
    assert all(line["actor"] and line["basis"]["cite"] and line["words"] for line in trail)
    assert trail[0]["effective"] == days_ago(20)


def test_no_finding_on_the_merits_before_the_respondent_was_heard_but_a_settlement_needs_no_hearing(
    served: Served,
) -> None:
    representative = served.caller(REPRESENTATIVE_71)
    complaint = under_examination(served)
    refusal = representative.refused("decideHead", complaint=complaint, head="1", finding="VIOLATION_FOUND")
    assert refusal["code"] == "RESPONDENT_NOT_HEARD"
    assert refusal["paragraph"]["id"] == "154-VII/15.1"
    representative.do("decideHead", complaint=complaint, head="1", finding="SETTLED")


def test_who_sees_a_complaint_and_may_not_act_is_told_who_could_and_to_all_others_it_does_not_exist(
    served: Served,
) -> None:
    complaint = registered(served.caller(EMPLOYEE_71))
    nothing = f"complaint-{new_id()}"
    for outsider in (REPRESENTATIVE_75, STRANGER):
        foreign = served.caller(outsider).refused("acceptComplaint", complaint=complaint)
        assert foreign == served.caller(outsider).refused("acceptComplaint", complaint=nothing)
        assert (foreign["code"], foreign["whoCould"]) == ("NOT_FOUND", [])
    assert served.caller(HEAD).refused("acceptComplaint", complaint=complaint)["code"] == "NO_AUTHORITY"
    employee = served.caller(EMPLOYEE_71).refused("acceptComplaint", complaint=complaint)
    assert employee["code"] == "NO_AUTHORITY" and "EMPLOYEE" not in employee["whoCould"]
    assert "REPRESENTATIVE" in employee["whoCould"] and "OMBUDSMAN" in employee["whoCould"]


def test_a_refusal_speaks_the_callers_language(served: Served) -> None:
    complaint = registered(served.caller(EMPLOYEE_71))
    caller = served.caller(REPRESENTATIVE_71)
    said = {
        language: caller.speaking(language).refused("closeComplaint", complaint=complaint)
        for language in ("kk", "ru", "en", "kk-KZ,ru;q=0.5", "fr", "")
    }
    assert {refusal["code"] for refusal in said.values()} == {"WRONG_STATE"}
    assert "Шағымның күйі" in said["kk"]["message"]
    assert "Состояние жалобы" in said["ru"]["message"]
    assert "The complaint is registered" in said["en"]["message"]
    assert said["kk-KZ,ru;q=0.5"]["message"] == said["kk"]["message"]
    assert said["fr"]["message"] in {said[language]["message"] for language in ("kk", "ru", "en")}


def test_a_stale_version_is_a_conflict_that_tells_what_came_between(served: Served) -> None:
    clerk, representative = served.caller(EMPLOYEE_71), served.caller(REPRESENTATIVE_71)
    complaint = registered(clerk)
    seen = clerk.ask("query V($id: ID!) { node(id: $id) { ... on Record { version } } }", id=complaint)["node"][
        "version"
    ]
    clerk.do("classifyComplaint", complaint=complaint, category="Housing", urgent=True)
    representative.do("assignComplaint", complaint=complaint, official=EMPLOYEE_71)
    before = served.head()
    payload = clerk.give(
        "classifyComplaint", STANDING, complaint=complaint, category="Rent", urgent=False, expectedVersion=seen
    )
    assert served.head() == before
    conflict = payload["conflict"]
    assert (conflict["expectedVersion"], conflict["actualVersion"]) == (seen, seen + 2)
    assert [event["event"] for event in conflict["events"]] == ["ComplaintClassified", "ComplaintAssigned"]
    assert payload["record"]["version"] == seen + 2, "the client can show at once where the record stands"
    again = clerk.do("classifyComplaint", complaint=complaint, category="Rent", urgent=False, expectedVersion=seen + 2)
    assert again["version"] == seen + 3


def test_the_same_command_id_acts_once_and_another_body_under_it_is_an_error(served: Served) -> None:
    clerk = served.caller(EMPLOYEE_71)
    complaint = registered(clerk)
    given = {"complaint": complaint, "category": "Housing", "urgent": False, "commandId": new_id()}
    first = clerk.do("classifyComplaint", STANDING, **given)
    after = served.head()
    second = clerk.do("classifyComplaint", STANDING, **given)
    assert (first["replayed"], second["replayed"]) == (False, True)
    assert (second["position"], second["version"]) == (first["position"], first["version"])
    assert [event["position"] for event in second["events"]] == [event["position"] for event in first["events"]]
    refusal = clerk.refused("classifyComplaint", **given | {"category": "Rent"})
    assert (refusal["code"], refusal["path"]) == ("COMMAND_ID_REUSED", ["commandId"])
    other = served.caller(REPRESENTATIVE_71).refused("classifyComplaint", **given)
    assert other["code"] == "COMMAND_ID_REUSED", "an act belongs to whoever did it"
    foreign = served.caller(REPRESENTATIVE_75).refused("classifyComplaint", **given)
    assert foreign["code"] in ("COMMAND_ID_REUSED", "NOT_FOUND")
    assert served.head() == after


def test_the_same_registration_sent_twice_is_one_complaint_with_one_number(served: Served) -> None:
    clerk, command_id = served.caller(EMPLOYEE_71), new_id()
    first, second = (registered(clerk, commandId=command_id) for _ in range(2))
    assert first == second
    assert place_in_series(clerk, registered(clerk)) == place_in_series(clerk, first) + 1


def test_a_dry_run_tells_what_would_happen_and_writes_nothing(served: Served) -> None:
    clerk = served.caller(EMPLOYEE_71)
    complaint = registered(clerk)
    before = served.head()
    tried = clerk.give(
        "classifyComplaint", STANDING, dry_run=True, complaint=complaint, category="Housing", urgent=False
    )
    assert [event["event"] for event in tried["events"]] == ["ComplaintClassified"]
    assert tried["position"] is None and {event["position"] for event in tried["events"]} == {0}
    assert tried["record"]["version"] == 2
    assert served.head() == before


def test_a_petition_is_drafted_signed_transmitted_answered_and_assessed(served: Served) -> None:
    clerk, representative = served.caller(EMPLOYEE_71), served.caller(REPRESENTATIVE_71)
    complaint = under_examination(served)
    drafted = clerk.do(
        "draftPetition",
        "record { id status addresseeCount }",
        office="71",
        petitionKind="RECOMMENDATION",
        title="Repair of roofs",
        operativePart="Repair the roofs of the quarter.",
        addressees=[{"key": "1", "body": BODY, "level": "TERRITORIAL", "territory": "71"}],
        complaints=[complaint],
        effectiveOn=days_ago(0),
    )["record"]
    petition = drafted["id"]
    assert (drafted["status"], drafted["addresseeCount"]) == ("DRAFT", 1)
    standing = """record { number status signedBy { id } signedUnder { cite }
        addressees { status dueOn assessment repliedOn } complaints { id } }"""

    def step(by: Caller, mutation: str, **given: Any) -> Any:
        return by.do(mutation, standing, petition=petition, **given)["record"]

    assert step(clerk, "submitForSignature")["status"] == "SUBMITTED"
    assert clerk.refused("signPetition", petition=petition)["code"] == "NO_AUTHORITY"
    assert served.caller(REPRESENTATIVE_75).refused("signPetition", petition=petition)["code"] == "NOT_FOUND"
    signed = step(representative, "signPetition")
    assert (signed["status"], signed["signedBy"]) == ("SIGNED", {"id": REPRESENTATIVE_71})
    assert signed["complaints"] == [{"id": complaint}]
    step(clerk, "transmitPetition", addressee="1", channel="ELECTRONIC")
    received = step(clerk, "confirmReceipt", addressee="1")["addressees"][0]
    due = date.fromisoformat(received["dueOn"])
    assert received["status"] == "RECEIVED"
    assert 19 <= (due - TODAY).days <= 35, "15 working days run from the receipt"
    assert step(clerk, "recordReply", addressee="1", summary="Agreed.")["addressees"][0]["status"] == "REPLIED"
    own = clerk.refused("assessReply", petition=petition, addressee="1", assessment="ACCEPTED", reason="They agree.")
    assert own["code"] in ("OWN_CASE", "NO_AUTHORITY")
    assessed = step(representative, "assessReply", addressee="1", assessment="ACCEPTED", reason="They agree.")
    assert assessed["addressees"][0] | {"repliedOn": None, "dueOn": None} == {
        "status": "ASSESSED",
        "assessment": "ACCEPTED",
        "repliedOn": None,
        "dueOn": None,
    }
    step(clerk, "recordImplementation", addressee="1", measures="Roofs repaired.")
    assert step(representative, "closePetition")["status"] == "CLOSED"


def test_an_appointment_an_absence_and_a_dismissal_count_from_the_very_next_mutation(own: Served) -> None:
    head, ombudsman = own.caller(HEAD), own.caller(OMBUDSMAN)
    representative, deputy = own.caller(REPRESENTATIVE_71), own.caller(DEPUTY_REPRESENTATIVE_71)
    person = head.do("registerOfficial", "record { id }", name="Newcomer One")["record"]["id"]
    newcomer = own.caller(person)
    given = {"office": "71", "addressee": "REPRESENTATIVE", "applicants": [{"details": {"name": "A"}}]}
    given |= {"heads": [{"category": "Housing"}], "channel": "DESK", "respondent": {"name": BODY}}

    assert newcomer.refused("registerComplaint", **given)["code"] == "NO_AUTHORITY"
    assert newcomer.ask("{ viewer { capacities { capacity } } }")["viewer"]["capacities"] == []
    head.do("appointEmployee", post=POST_VACANT_71, official=person, reference="Order 7")
    complaint = newcomer.do("registerComplaint", "record { id }", **given)["record"]["id"]
    held = newcomer.ask("{ viewer { capacities { capacity office { code } } } }")["viewer"]["capacities"]
    assert held == [{"capacity": "EMPLOYEE", "office": {"code": "71"}}]

    post = representative_post("71")
    assert deputy.refused("acceptComplaint", complaint=complaint)["code"] == "NO_AUTHORITY"
    ombudsman.do("startAbsence", post=post, reason="LEAVE")
    assert representative.refused("acceptComplaint", complaint=complaint)["code"] == "ABSENT"
    assert deputy.refused("acceptComplaint", complaint=complaint)["code"] == "NO_AUTHORITY"
    ombudsman.do("designateActing", post=post, official=DEPUTY_REPRESENTATIVE_71, reference="Order 8")
    deputy.do("acceptComplaint", complaint=complaint)
    ombudsman.do("endAbsence", post=post)
    refusal = deputy.refused("decideHead", complaint=complaint, head="1", finding="SETTLED")
    assert refusal["code"] == "NO_AUTHORITY"
    representative.do("decideHead", complaint=complaint, head="1", finding="SETTLED")

    ombudsman.do("dismissRepresentative", post=post, reference="Order 9", ground="Own wish")
    for by, code in ((representative, "NOT_FOUND"), (deputy, "NO_AUTHORITY")):
        refusal = by.refused("recordRestoration", complaint=complaint, right="Housing", measure="Repaired")
        assert refusal["code"] == code
    assert representative.ask("{ complaints { nodes { id } } }")["complaints"]["nodes"] == []
    head.do("dismissEmployee", post=POST_VACANT_71, reference="Order 10", ground="Own wish")
    assert newcomer.refused("notifyApplicant", complaint=complaint, channel="EMAIL")["code"] == "NOT_FOUND"
    assert newcomer.ask("query N($id: ID!) { node(id: $id) { id } }", id=complaint)["node"] is None


@pytest.mark.parametrize("second", ["REPRESENTATIVE", "CENTRE"])
def test_numbers_of_a_series_have_no_gaps_whatever_was_refused_between(served: Served, second: str) -> None:
    clerk = served.caller(EMPLOYEE_71)
    numbers = []
    for _ in range(4):
        complaint = registered(clerk, addressee=second)
        numbers.append(place_in_series(clerk, complaint))
        assert clerk.give("registerComplaint", office="71", addressee=second, applicants=[], heads=[])["refusals"]
    assert numbers == list(range(numbers[0], numbers[0] + 4))
