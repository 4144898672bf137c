"""Commands through the API: own writes are read, refusals are data, nothing is done twice or over somebody's head."""

from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import pytest

from domain.capacity import Capacity
from tests.domain.scenario import EMPLOYEE_71, HEAD, OMBUDSMAN, REPRESENTATIVE_71, REPRESENTATIVE_75
from tests.graphql_api.api import Api
from tests.graphql_api.story import done, registered, registration

RECORD = "record { id number version position status } events { event position stream version }"


def test_the_answer_shows_the_record_as_it_stands_after_the_command(api: Api) -> None:
    answer = api.give("registerComplaint", registration("71"), RECORD, by=REPRESENTATIVE_71)
    assert answer["refusals"] == []
    assert answer["record"]["status"] == "REGISTERED"
    assert answer["record"]["version"] == answer["version"]
    assert answer["record"]["position"] == answer["position"] == answer["events"][-1]["position"]
    complaint = answer["record"]["id"]
    accepted = api.give("acceptComplaint", {"complaint": complaint}, RECORD, by=REPRESENTATIVE_71)
    assert accepted["record"]["status"] == "UNDER_EXAMINATION"
    assert [event["event"] for event in accepted["events"]] == ["ComplaintAccepted"]


def test_two_commands_in_one_document_see_each_other(api: Api) -> None:
    first = str(uuid4())
    data = api.ask(
        """mutation ($given: RegisterComplaintInput!, $id: ID!) {
             registerComplaint(input: $given) { record { status } refusals { code } }
             acceptComplaint(input: {complaint: $id}) { record { status } refusals { code } } }""",
        {"given": registration("71", commandId=first), "id": f"complaint-{first}"},
        by=REPRESENTATIVE_71,
    )
    assert data["registerComplaint"]["record"]["status"] == "REGISTERED"
    assert data["acceptComplaint"] == {"record": {"status": "UNDER_EXAMINATION"}, "refusals": []}


def test_a_dry_run_answers_what_would_happen_and_writes_nothing(api: Api) -> None:
    before = api.register.head()
    answer = api.ask(
        """mutation ($given: RegisterComplaintInput!) { registerComplaint(input: $given, dryRun: true) {
             dryRun position version events { event position } record { id } refusals { code } } }""",
        {"given": registration("71")},
        by=REPRESENTATIVE_71,
    )["registerComplaint"]
    assert answer["dryRun"] is True
    assert answer["record"] is None
    assert answer["position"] is None
    assert {event["position"] for event in answer["events"]} == {0}
    assert "ComplaintRegistered" in {event["event"] for event in answer["events"]}
    assert api.register.head() == before


def test_a_refusal_is_data_with_code_paragraph_words_and_who_could(api: Api) -> None:
    before = api.register.head()
    answer = api.give("registerComplaint", registration("71"), "record { id }", by=REPRESENTATIVE_75)
    (refusal,) = answer["refusals"]
    assert refusal["code"] == "OUTSIDE_TERRITORY"
    assert refusal["paragraph"]["cite"] == "¶14(1)(c)"
    assert "REPRESENTATIVE" in refusal["whoCould"]
    assert set(refusal["whoCould"]) <= {capacity.name for capacity in Capacity}
    assert (answer["record"], answer["position"], answer["version"]) == (None, None, None)
    assert api.register.head() == before


@pytest.mark.parametrize(
    ("language", "beginning"), [("kk", "Іс басқа"), ("ru", "Дело находится"), ("en", "The matter"), ("de", "Дело")]
)
def test_a_refusal_is_told_in_the_callers_language(api: Api, language: str, beginning: str) -> None:
    answer = api.give("registerComplaint", registration("71"), by=REPRESENTATIVE_75, language=language)
    assert answer["refusals"][0]["message"].startswith(beginning)


def test_the_language_may_be_asked_for_with_the_field(api: Api) -> None:
    query = """mutation ($given: RegisterComplaintInput!) { registerComplaint(input: $given) {
        refusals { kk: message(language: KK) en: message(language: EN) } } }"""
    answer = api.ask(query, {"given": registration("71")}, by=REPRESENTATIVE_75, language="ru")
    (refusal,) = answer["registerComplaint"]["refusals"]
    assert refusal["kk"].startswith("Іс басқа")
    assert refusal["en"].startswith("The matter")


def test_the_same_command_id_acts_once_and_answers_the_same_again(api: Api) -> None:
    given = registration("71", commandId=str(uuid4()))
    first = api.give("registerComplaint", given, RECORD + " replayed", by=REPRESENTATIVE_71)
    head = api.register.head()
    again = api.give("registerComplaint", given, RECORD + " replayed", by=REPRESENTATIVE_71)
    assert (first.pop("replayed"), again.pop("replayed")) == (False, True)
    assert again == first
    assert api.register.head() == head


def test_a_command_id_given_to_another_command_is_refused(api: Api) -> None:
    taken = str(uuid4())
    done(api, "registerComplaint", registration("71", commandId=taken), REPRESENTATIVE_71)
    head = api.register.head()
    other = registration("71", commandId=taken, statement="Other words")
    answer = api.give("registerComplaint", other, by=REPRESENTATIVE_71)
    (refusal,) = answer["refusals"]
    assert (refusal["code"], refusal["path"]) == ("COMMAND_ID_REUSED", ["commandId"])
    assert api.register.head() == head


def test_a_stale_version_is_a_conflict_that_tells_what_came_between(api: Api) -> None:
    complaint = registered(api, registration("71"), REPRESENTATIVE_71)
    seen = api.ask("query ($id: ID!) { node(id: $id) { ... on Record { version } } }", {"id": complaint})["node"][
        "version"
    ]
    done(api, "assignComplaint", {"complaint": complaint, "official": EMPLOYEE_71}, REPRESENTATIVE_71)
    head = api.register.head()
    given = {"complaint": complaint, "expectedVersion": seen}
    answer = api.give("acceptComplaint", given, "record { status version }", by=REPRESENTATIVE_71)
    assert answer["conflict"] == {
        "expectedVersion": seen,
        "actualVersion": seen + 1,
        "events": [{"event": "ComplaintAssigned"}],
    }
    assert answer["refusals"] == []
    assert answer["record"] == {"status": "REGISTERED", "version": seen + 1}
    assert api.register.head() == head
    current = api.give("acceptComplaint", {**given, "expectedVersion": seen + 1}, by=REPRESENTATIVE_71)
    assert current["conflict"] is None
    assert current["refusals"] == []


def test_who_may_not_act_learns_nothing_from_a_conflict(api: Api) -> None:
    complaint = registered(api, registration("71"), REPRESENTATIVE_71)
    answer = api.give("acceptComplaint", {"complaint": complaint, "expectedVersion": 1}, by=REPRESENTATIVE_75)
    assert answer["conflict"] is None
    assert answer["refusals"][0]["code"] == "NOT_FOUND"


def test_an_act_may_be_dated_back_to_the_day_of_the_paper(api: Api) -> None:
    given = registration("71", effectiveOn="2026-01-12")
    answer = api.give("registerComplaint", given, "record { number registeredOn } events { effective }", by=OMBUDSMAN)
    assert answer["refusals"] == []
    assert answer["record"]["registeredOn"] == "2026-01-12"
    assert {event["effective"] for event in answer["events"]} == {"2026-01-12"}


def test_a_complaint_is_overdue_while_it_is_open_beyond_its_last_day(api: Api) -> None:
    late = registration("71", effectiveOn="2024-01-15")
    complaint = api.give("registerComplaint", late, "record { id overdue dueOn }", by=OMBUDSMAN)["record"]
    assert complaint["overdue"] is True
    assert complaint["dueOn"] < "2024-03-01"
    registered(api, registration("71"), REPRESENTATIVE_71)
    question = """{ late: complaints(filter: {overdue: true}) { nodes { id } }
                    others: complaints(filter: {overdue: false}) { totalCount }
                    office(code: "71") { board { overdue } } }"""
    assert api.ask(question) == {
        "late": {"nodes": [{"id": complaint["id"]}]},
        "others": {"totalCount": 1},
        "office": {"board": {"overdue": 1}},
    }
    done(api, "withdrawComplaint", {"complaint": complaint["id"]}, REPRESENTATIVE_71)
    assert api.ask("{ complaints(filter: {overdue: true}) { totalCount } }") == {"complaints": {"totalCount": 0}}


def test_an_act_dated_in_the_future_is_refused(api: Api) -> None:
    answer = api.give("registerComplaint", registration("71", effectiveOn="2999-01-01"), by=REPRESENTATIVE_71)
    assert answer["refusals"][0]["code"] == "EFFECTIVE_IN_FUTURE"
    assert answer["refusals"][0]["path"] == ["effectiveOn"]


def test_an_act_dated_before_the_office_existed_is_refused(api: Api) -> None:
    answer = api.give("registerComplaint", registration("71", effectiveOn="2020-01-01"), by=REPRESENTATIVE_71)
    assert answer["refusals"][0]["code"] == "BEFORE_OFFICE_OPENED"


def test_a_record_opened_for_somebody_elses_eyes_is_written_but_not_shown(api: Api) -> None:
    """The Head registers a communication with the Centre and sees no contents of it."""
    selection = "record { number texts { text } parties { person { name } } }"
    answer = api.give("registerComplaint", registration("00", addressee="CENTRE"), selection, by=HEAD)
    assert answer["refusals"] == []
    assert answer["record"]["texts"] == []
    assert answer["record"]["parties"] == []


def test_many_clerks_at_once_each_read_their_own_write(api: Api) -> None:
    def register(number: int) -> tuple[str, int]:
        answer = api.give("registerComplaint", registration("71"), RECORD, by=REPRESENTATIVE_71)
        assert answer["record"]["version"] == answer["version"], answer
        return answer["record"]["number"], answer["position"]

    with ThreadPoolExecutor(8) as clerks:
        answers = list(clerks.map(register, range(24)))
    assert len({number for number, _ in answers}) == 24
    assert sorted(int(number[-5:]) for number, _ in answers) == list(range(1, 25))
