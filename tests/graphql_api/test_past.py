"""The register as it stood, asked over the API: moments, who sees them, what changed, what stood before an official."""

from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg
import pytest

from tests.domain.scenario import EMPLOYEE_71, EMPLOYEE_75, OMBUDSMAN, REPRESENTATIVE_71, REPRESENTATIVE_75
from tests.graphql_api.api import Api
from tests.graphql_api.story import CANARY, STATEMENT, Story, done, registered, registration

TRAIL = "query ($id: ID!) { node(id: $id) { ... on Complaint { number trail { position version event } } } }"
THEN = """query ($number: String!, $position: Position!) { record(number: $number, asOf: {position: $position}) {
    id version position trail { version }
    ... on Complaint { status office { code } assignee { name } texts { text } parties { person { name } } } } }"""
BOARDS = "query ($position: Position!) { offices(asOf: {position: $position}) { code board { received open } } }"


def history(api: Api, record: str) -> tuple[str, list[int]]:
    """The number of a complaint and the positions of its events."""
    node = api.ask(TRAIL, {"id": record})["node"]
    return node["number"], [line["position"] for line in node["trail"]]


def then(api: Api, number: str, position: int, by: str = OMBUDSMAN) -> Any:
    return api.ask(THEN, {"number": number, "position": position}, by=by)["record"]


def test_a_record_is_shown_as_it_stood_after_each_of_its_events(story: Story) -> None:
    number, positions = history(story.api, story.astana[0])
    for version, position in enumerate(positions, 1):
        shown = then(story.api, number, position)
        assert (shown["version"], shown["position"], len(shown["trail"])) == (version, position, version)
    assert then(story.api, number, positions[0] - 1) is None
    assert then(story.api, number, positions[0])["status"] == "REGISTERED"
    assert then(story.api, number, positions[-1])["status"] == "UNDER_EXAMINATION"


def test_each_field_may_be_asked_of_a_moment_of_its_own(story: Story) -> None:
    number, positions = history(story.api, story.astana[0])
    fields = " ".join(
        f'v{i}: record(number: "{number}", asOf: {{position: {p}}}) {{ version }}' for i, p in enumerate(positions, 1)
    )
    told = story.api.ask(f'{{ {fields} now: record(number: "{number}") {{ version }} viewer {{ id }} }}')
    assert [told[f"v{i}"]["version"] for i in range(1, len(positions) + 1)] == list(range(1, len(positions) + 1))
    assert told["now"]["version"] == len(positions)


def test_what_was_recorded_by_an_instant_is_what_stood_at_the_last_position_before_it(story: Story) -> None:
    number, positions = history(story.api, story.astana[0])
    with psycopg.connect(story.api.dsn) as connection:
        query = "select recorded_at from register.events where notification_id = any(%s) order by 1"
        instants = [row[0] for row in connection.execute(query, (positions,))]
    question = """query ($number: String!, $instant: DateTime!) {
        record(number: $number, asOf: {recordedAt: $instant}) { version } }"""
    known = [
        story.api.ask(question, {"number": number, "instant": instant.isoformat()})["record"]["version"]
        for instant in instants
    ]
    assert known == [sum(other <= instant for other in instants) for instant in instants]
    in_a_minute = (datetime.now(UTC) + timedelta(minutes=1)).isoformat()
    assert story.api.ask(question, {"number": number, "instant": in_a_minute})["record"]["version"] == len(positions)


@pytest.mark.parametrize("instant", ["0001-01-01T00:00:00+05:00", "0001-01-01T00:00:00Z"])
def test_an_instant_before_all_days_is_one_before_the_first_event(story: Story, instant: str) -> None:
    question = 'query ($instant: DateTime!) { nodeAsOf(id: "office-71", asOf: {recordedAt: $instant}) { id } }'
    assert story.api.ask(question, {"instant": instant})["nodeAsOf"] is None


def test_who_asks_the_past_for_a_sentence_is_told_what_to_ask_for(story: Story) -> None:
    question = "{ ombudsmen(asOf: {position: 50}) { official { trail(first: 1) { %s } } } }"
    (error,) = story.api.post(question % "sentence")["errors"]
    assert error["extensions"]["code"] == "BAD_INPUT" and error["path"] == ["ombudsmen"]
    assert "`sentence`" in error["message"] and "`words`" in error["message"]
    assert story.api.ask(question % "words")["ombudsmen"][0]["official"]["trail"]


def test_an_instant_that_has_not_come_is_refused(story: Story) -> None:
    number, _ = history(story.api, story.astana[0])
    tomorrow = (datetime.now(UTC) + timedelta(days=1)).isoformat()
    for question in (
        "record(number: $number, asOf: {recordedAt: $instant}) { version }",
        "diff(number: $number, from: {position: 1}, to: {recordedAt: $instant}) { path }",
    ):
        document = f"query ($number: String!, $instant: DateTime!) {{ {question} }}"
        answer = story.api.post(document, {"number": number, "instant": tomorrow})
        (error,) = answer["errors"]
        assert error["extensions"]["code"] == "BAD_INPUT" and "has not come" in error["message"]


def test_what_counts_on_a_day_is_another_question_than_what_was_known(api: Api) -> None:
    late = registered(api, registration("71", effectiveOn="2026-01-05"), REPRESENTATIVE_71)
    done(api, "assignComplaint", {"complaint": late, "official": EMPLOYEE_71}, REPRESENTATIVE_71)
    number, (first, *_) = history(api, late)
    question = """query ($number: String!, $day: Date!) {
        record(number: $number, asOf: {effective: $day}) { version ... on Complaint { assignee { name } } } }"""
    assert api.ask(question, {"number": number, "day": "2026-01-04"})["record"] is None
    counted = api.ask(question, {"number": number, "day": "2026-01-05"})["record"]
    assert counted["version"] >= 1
    assert counted["assignee"] is None
    assert then(api, number, first - 1) is None
    assert api.ask(question, {"number": number, "day": "2099-01-01"})["record"]["assignee"] is not None


def test_a_position_that_is_not_shown_yet_is_refused(story: Story) -> None:
    number, _ = history(story.api, story.astana[0])
    answer = story.api.post(THEN, {"number": number, "position": 10**9})
    assert answer["errors"][0]["extensions"]["code"] == "BAD_INPUT"


def test_exactly_one_moment_is_said(story: Story) -> None:
    for given in ("{}", '{position: 1, effective: "2026-01-01"}'):
        answer = story.api.post(f"{{ offices(asOf: {given}) {{ code }} }}")
        assert answer["errors"][0]["extensions"]["code"] in ("VALIDATION_FAILED", "BAD_INPUT"), answer


def test_the_board_of_an_office_grows_with_its_complaints(story: Story) -> None:
    begun = [history(story.api, record)[1][0] for record in story.astana]
    for known, position in enumerate(begun, 1):
        boards = {o["code"]: o["board"] for o in story.api.ask(BOARDS, {"position": position})["offices"]}
        assert boards["71"]["received"] == known
    assert story.api.ask(BOARDS, {"position": 0})["offices"] == []


@pytest.mark.parametrize("official", [EMPLOYEE_75, REPRESENTATIVE_75])
def test_who_does_not_see_a_record_today_does_not_see_its_past(story: Story, official: str) -> None:
    number, positions = history(story.api, story.astana[0])
    assert all(then(story.api, number, position, official) is None for position in positions)
    boards = {o["code"]: o["board"] for o in story.api.ask(BOARDS, {"position": positions[-1]}, by=official)["offices"]}
    assert boards["71"] is None
    assert boards["75"] is not None


def test_a_restriction_of_today_hides_the_contents_of_before(story: Story) -> None:
    number, positions = history(story.api, story.astana[1])
    before = positions[-2]
    assert then(story.api, number, before, EMPLOYEE_71)["texts"] == []
    assert then(story.api, number, before, EMPLOYEE_71)["parties"] == []
    assert then(story.api, number, before, REPRESENTATIVE_71)["texts"] == [{"text": STATEMENT}]


def test_the_office_that_took_a_complaint_over_sees_how_it_stood_before(api: Api) -> None:
    complaint = registered(api, registration("71"), REPRESENTATIVE_71)
    number, positions = history(api, complaint)
    offer = {"complaint": complaint, "toOffice": "75", "reason": "The respondent is in Almaty."}
    done(api, "offerTransfer", offer, REPRESENTATIVE_71)
    done(api, "acceptTransfer", {"complaint": complaint}, REPRESENTATIVE_75)
    stood = then(api, number, positions[-1], REPRESENTATIVE_75)
    assert stood["office"] == {"code": "71"}
    assert stood["parties"] == [{"person": {"name": CANARY}}]
    assert then(api, number, positions[-1], REPRESENTATIVE_71) is None


def test_a_wall_of_today_hides_the_past_and_its_figures(api: Api) -> None:
    complaint = registered(api, registration("71"), REPRESENTATIVE_71)
    number, positions = history(api, complaint)
    opened = api.give("openCompartment", {"name": "North", "purpose": "Kept apart"}, "record { id }")["record"]["id"]
    crossing = {"official": OMBUDSMAN, "compartment": opened, "reason": "In charge"}
    done(api, "grantCrossing", crossing, OMBUDSMAN)
    done(api, "putComplaintBehindWall", {"complaint": complaint, "compartment": opened}, OMBUDSMAN)
    for position in positions:
        assert then(api, number, position, REPRESENTATIVE_71) is None
        offices = api.ask(BOARDS, {"position": position}, by=REPRESENTATIVE_71)["offices"]
        assert next(o["board"]["received"] for o in offices if o["code"] == "71") == 0
    assert then(api, number, positions[-1])["version"] == len(positions)


def test_reading_the_past_of_contents_is_noted(story: Story) -> None:
    number, positions = history(story.api, story.astana[2])
    noted = "select count(*) from journal.reading where record = %s and official = %s"
    with psycopg.connect(story.api.dsn, autocommit=True) as connection:
        before = connection.execute(noted, (story.astana[2], OMBUDSMAN)).fetchone()
        assert then(story.api, number, positions[-1])["texts"] == [{"text": STATEMENT}]
        after = connection.execute(noted, (story.astana[2], OMBUDSMAN)).fetchone()
    assert before is not None
    assert after == (before[0] + 1,)


def test_another_moment_costs_more(story: Story) -> None:
    prices = [
        story.api.post(f"{{ offices{when} {{ code }} }}")["extensions"]["cost"]["price"]
        for when in ("", "(asOf: {position: 1})")
    ]
    assert prices[1] == prices[0] + 200


DIFF = """query ($number: String!, $from: Position!) { diff(number: $number, from: {position: $from}) {
    path before after words events { event basis { cite } } } }"""


def test_what_changed_is_told_in_fields_and_words_with_the_acts_that_changed_it(story: Story) -> None:
    number, positions = history(story.api, story.astana[0])
    told = {c["path"]: c for c in story.api.ask(DIFF, {"number": number, "from": positions[1]})["diff"]}
    assert (told["status"]["before"], told["status"]["after"]) == ("REGISTERED", "UNDER_EXAMINATION")
    assert [event["event"] for event in told["status"]["events"]] == ["ComplaintAccepted"]
    assert told["assignee"]["after"] == EMPLOYEE_71
    assert told["heads[1].finding"]["after"] == "VIOLATION_FOUND"
    assert told["heads[1].finding"]["events"][0]["basis"]["cite"].startswith("¶")
    assert told["explanations[1]"]["before"] is None
    assert all(change["events"] for change in told.values()), [c["path"] for c in told.values() if not c["events"]]
    assert told["status"]["words"] == (
        "Status: was “Registered”, is now “Under examination”. Act: accepted the complaint for examination."
    )
    russian = story.api.ask(DIFF, {"number": number, "from": positions[1]}, language="ru")["diff"]
    assert any("было «Зарегистрировано», стало «На рассмотрении»" in change["words"] for change in russian)
    assert story.api.ask(DIFF, {"number": number, "from": positions[-1]})["diff"] == []


def test_a_change_of_what_somebody_does_not_see_is_not_told(story: Story) -> None:
    number, (first, *_) = history(story.api, story.astana[1])
    whole = {c["path"] for c in story.api.ask(DIFF, {"number": number, "from": first}, by=REPRESENTATIVE_71)["diff"]}
    part = {c["path"] for c in story.api.ask(DIFF, {"number": number, "from": first}, by=EMPLOYEE_71)["diff"]}
    assert part == {path for path in whole if not path.startswith("texts")} != whole
    assert story.api.ask(DIFF, {"number": number, "from": first}, by=EMPLOYEE_75)["diff"] is None


BY_ID = """query ($id: ID, $number: String, $from: Position!) {
    diff(id: $id, number: $number, from: {position: $from}) { path before after events { event } } }"""


def test_a_record_without_a_number_is_compared_by_its_id(story: Story) -> None:
    number, positions = history(story.api, story.astana[0])
    told = story.api.ask(BY_ID, {"id": "office-71", "from": 0})["diff"]
    assert [(change["path"], change["events"][0]["event"]) for change in told] == [("id", "OfficeOpened")]
    assert (told[0]["after"]["code"], "schedule" in told[0]["after"]) == ("71", False)
    by_number = story.api.ask(BY_ID, {"number": number, "from": positions[1]})["diff"]
    assert story.api.ask(BY_ID, {"id": story.astana[0], "from": positions[1]})["diff"] == by_number != []
    assert story.api.ask(BY_ID, {"id": story.astana[0], "from": positions[1]}, by=EMPLOYEE_75)["diff"] is None
    for named in ({}, {"id": story.astana[0], "number": number}):
        answer = story.api.post(BY_ID, {**named, "from": 1})
        assert answer["errors"][0]["message"] == "Name the record either by its number or by its id."


SEEN = """query ($event: Position!) { asSeenBy(event: $event) { position noted expectedVersion
    record { version ... on Complaint { status } } } }"""


def test_what_stood_before_an_official_is_noted_with_the_act(api: Api) -> None:
    complaint = registered(api, registration("71"), REPRESENTATIVE_71)
    _, positions = history(api, complaint)
    other = registered(api, registration("75"), REPRESENTATIVE_75)
    given = {"complaint": complaint, "official": EMPLOYEE_71, "expectedVersion": len(positions)}
    done(api, "assignComplaint", given, REPRESENTATIVE_71)
    assigned = history(api, complaint)[1][-1]
    seen = api.ask(SEEN, {"event": assigned})["asSeenBy"]
    assert seen["position"] == history(api, other)[1][-1]
    assert (seen["noted"], seen["expectedVersion"]) == (True, len(positions))
    assert seen["record"] == {"version": len(positions), "status": "REGISTERED"}
    assert api.ask(SEEN, {"event": positions[0]})["asSeenBy"]["record"] is None
    assert api.ask(SEEN, {"event": assigned}, by=EMPLOYEE_75)["asSeenBy"] is None
    founding = api.ask(SEEN, {"event": 1})["asSeenBy"]
    assert (founding["position"], founding["noted"], founding["record"]) == (0, False, None)


TIES = """query ($number: String!, $position: Position!) { record(number: $number, asOf: {position: $position}) {
    ... on Complaint { related { other { id } } } } }"""


def test_a_tie_that_was_cut_is_shown_as_it_stood_to_those_who_may_know_of_the_other_complaint(api: Api) -> None:
    one, other = (registered(api, registration("71"), REPRESENTATIVE_71) for _ in range(2))
    tie = {"complaint": one, "other": other}
    done(api, "linkComplaints", tie, REPRESENTATIVE_71)
    number, positions = history(api, one)
    done(api, "unlinkComplaints", tie, REPRESENTATIVE_71)

    def related(by: str) -> Any:
        return api.ask(TIES, {"number": number, "position": positions[-1]}, by=by)["record"]["related"]

    assert related(REPRESENTATIVE_71) == [{"other": {"id": other}}]
    opened = api.give("openCompartment", {"name": "North", "purpose": "Kept apart"}, "record { id }")["record"]["id"]
    done(api, "grantCrossing", {"official": OMBUDSMAN, "compartment": opened, "reason": "In charge"}, OMBUDSMAN)
    done(api, "putComplaintBehindWall", {"complaint": other, "compartment": opened}, OMBUDSMAN)
    assert related(REPRESENTATIVE_71) == []
    assert related(OMBUDSMAN) == [{"other": {"id": other}}]


def test_today_is_the_day_of_the_moment(story: Story) -> None:
    question = """query ($day: Date!) { office(code: "71", asOf: {effective: $day}) {
        board { open overdue } } }"""
    board = story.api.ask(question, {"day": "2099-01-01"})["office"]["board"]
    assert board["overdue"] == board["open"] == len(story.astana)
    number, _ = history(story.api, story.astana[0])
    late = """query ($number: String!) { record(number: $number, asOf: {effective: "2099-01-01"}) {
        ... on Complaint { overdue } } }"""
    assert story.api.ask(late, {"number": number})["record"] == {"overdue": True}


def test_a_change_names_no_record_that_the_caller_does_not_see(api: Api) -> None:
    one, other = (registered(api, registration("71"), REPRESENTATIVE_71) for _ in range(2))
    for complaint in (one, other):
        done(api, "acceptComplaint", {"complaint": complaint}, REPRESENTATIVE_71)
    done(api, "mergeComplaint", {"complaint": one, "into": other, "reason": "The same flat."}, REPRESENTATIVE_71)
    number, positions = history(api, one)
    done(api, "unmergeComplaint", {"complaint": one, "reason": "Another flat."}, REPRESENTATIVE_71)

    def told(by: str) -> dict[str, Any]:
        changes = api.ask(DIFF, {"number": number, "from": positions[-1]}, by=by)["diff"]
        return {change["path"]: change["before"] for change in changes}

    assert told(REPRESENTATIVE_71)["mergedInto"] == other
    opened = api.give("openCompartment", {"name": "North", "purpose": "Kept apart"}, "record { id }")["record"]["id"]
    done(api, "grantCrossing", {"official": OMBUDSMAN, "compartment": opened, "reason": "In charge"}, OMBUDSMAN)
    done(api, "putComplaintBehindWall", {"complaint": other, "compartment": opened}, OMBUDSMAN)
    assert "status" in told(REPRESENTATIVE_71)
    assert other not in str(told(REPRESENTATIVE_71))
    assert told(OMBUDSMAN)["mergedInto"] == other
