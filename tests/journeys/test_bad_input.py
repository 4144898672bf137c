"""Commands with wrong fields, days, records and versions: each answered at its place, without mark and without echo."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.domain.scenario import EMPLOYEE_71, OMBUDSMAN, REPRESENTATIVE_71, REPRESENTATIVE_75
from tests.journeys.judging import CANARY, CLASSIFY, REGISTER, judged, nothing_is_written, refusal_of, registration
from tests.journeys.served import Served

NO_ID = "00000000-0000-4000-8000-000000000000"
"""The id of nothing."""


@pytest.mark.parametrize(
    ("changes", "place"),
    [
        ({"nickname": CANARY}, "$input"),
        ({"applicants": [{"details": {"name": "A", "nickname": CANARY}}]}, "$input.applicants[0].details"),
        ({"office": {"code": CANARY}}, "$input.office"),
        ({"office": 71.5}, "$input.office"),
        ({"heads": CANARY}, "$input.heads"),
        ({"heads": [{"category": [CANARY]}]}, "$input.heads[0].category"),
        ({"receivedOn": CANARY}, "$input.receivedOn"),
        ({"receivedOn": "2024-02-30"}, "$input.receivedOn"),
        ({"receivedOn": 20240229}, "$input.receivedOn"),
        ({"addressee": CANARY}, "$input.addressee"),
        ({"channel": 7}, "$input.channel"),
        ({"commandId": CANARY}, "$input.commandId"),
        ({"expectedVersion": CANARY}, "$input.expectedVersion"),
        ({"expectedVersion": 2**40}, "$input.expectedVersion"),
        ({"statement": True}, "$input.statement"),
        ({"office": None}, "$input.office"),
    ],
)
def test_a_field_that_is_unknown_or_of_another_type_is_named_by_its_place_and_never_by_its_value(
    served: Served, changes: dict[str, Any], place: str
) -> None:
    with nothing_is_written(served):
        response = served.caller(EMPLOYEE_71).post(REGISTER, {"input": registration(**changes)})
    error = judged(response, 200, "BAD_INPUT")
    assert place in error["message"]


def test_a_missing_field_is_named(served: Served) -> None:
    given = registration()
    del given["office"]
    error = judged(served.caller(EMPLOYEE_71).post(REGISTER, {"input": given}), 200, "BAD_INPUT")
    assert error["message"] == "$input.office is required."


@pytest.mark.parametrize(
    ("changes", "path"),
    [
        ({"statement": CANARY * 5_000}, ["statement"]),
        ({"heads": [{"category": CANARY * 20}]}, ["heads", "0", "category"]),
        ({"heads": [{"category": f"{CANARY}\nsecond line"}]}, ["heads", "0", "category"]),
        ({"heads": [{"category": "  \t "}]}, ["heads", "0", "category"]),
        ({"applicants": [{"details": {"name": CANARY * 50}}]}, ["applicants", "0", "details", "name"]),
        ({"applicants": [{"details": {"name": "A", "iin": f"1234{CANARY}"}}]}, ["applicants", "0", "details", "iin"]),
        ({"applicants": [{"details": {"name": "A", "iin": "12345678901"}}]}, ["applicants", "0", "details", "iin"]),
        ({"heads": [{"category": f"nul \x00 {CANARY}"}]}, ["heads", "0", "category"]),
        ({"statement": f"nul \x00 {CANARY}"}, ["statement"]),
        ({"office": f"71; drop table {CANARY}"}, ["office"]),
        ({"office": "999999"}, ["office"]),
    ],
)
def test_a_text_that_is_too_long_blank_or_malformed_is_refused_at_its_field_without_its_words(
    served: Served, changes: dict[str, Any], path: list[str]
) -> None:
    with nothing_is_written(served):
        response = served.caller(EMPLOYEE_71).post(REGISTER, {"input": registration(**changes)})
    refusal = refusal_of(response, "registerComplaint")
    assert (refusal["code"], refusal["path"][: len(path)]) == ("INVALID", path)


def test_a_list_that_is_too_long_is_refused_by_the_number_of_its_entries_and_the_longest_one_goes_in(
    served: Served,
) -> None:
    clerk = served.caller(EMPLOYEE_71)
    crowd = [{"details": {"name": f"Neighbour {n}"}} for n in range(901)]
    with nothing_is_written(served):
        refusal = clerk.refused("registerComplaint", **registration(applicants=crowd))
    assert (refusal["code"], refusal["path"]) == ("INVALID", ["applicants"])
    assert refusal["message"] == "The list may have at most 900 entries."
    record = clerk.do("registerComplaint", "record { applicantCount }", **registration(applicants=crowd[:900]))[
        "record"
    ]
    assert record["applicantCount"] == 900


def test_an_office_that_does_not_exist_is_refused(served: Served) -> None:
    with nothing_is_written(served):
        response = served.caller(OMBUDSMAN).post(REGISTER, {"input": registration(office="98")})
    assert refusal_of(response, "registerComplaint")["code"] in ("NOT_FOUND", "OFFICE_NOT_OPEN", "UNKNOWN_PART")


@pytest.mark.parametrize("record", [f"complaint-{NO_ID}", "complaint-0", f"petition-{NO_ID}", CANARY, "", "%00"])
def test_a_record_that_does_not_exist_is_refused_without_repeating_its_id(served: Served, record: str) -> None:
    with nothing_is_written(served):
        response = served.caller(EMPLOYEE_71).post(CLASSIFY, {"input": {"complaint": record, "category": "Rent"}})
    assert refusal_of(response, "classifyComplaint")["code"] in ("NOT_FOUND", "INVALID")
    assert "complaint-0" not in response.text


def test_a_day_in_the_future_or_before_the_office_existed_or_before_registration_is_refused(
    served: Served, complaint: str
) -> None:
    clerk = served.caller(EMPLOYEE_71)
    tomorrow = (datetime.now(UTC) + timedelta(days=2)).date().isoformat()
    with nothing_is_written(served):
        future = clerk.refused("classifyComplaint", complaint=complaint, category="Rent", effectiveOn=tomorrow)
        received = clerk.refused("registerComplaint", **registration(receivedOn=tomorrow))
        before = clerk.refused("registerComplaint", **registration(effectiveOn="2022-06-30"))
        longer = clerk.refused("registerComplaint", **registration(receivedOn="2022-06-30"))
        earlier = clerk.refused("classifyComplaint", complaint=complaint, category="Rent", effectiveOn="2023-01-01")
    assert (future["code"], future["path"]) == ("EFFECTIVE_IN_FUTURE", ["effectiveOn"])
    assert (received["code"], received["path"]) == ("EFFECTIVE_IN_FUTURE", ["receivedOn"])
    assert before["code"] == "BEFORE_OFFICE_OPENED"
    assert longer["code"] == "BEFORE_OFFICE_OPENED"
    assert earlier["code"] == "BEFORE_PREVIOUS_STEP"


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_the_first_and_the_last_day_of_the_calendar_are_refused_like_any_other(served: Served, day: str) -> None:
    with nothing_is_written(served):
        for given in ({"effectiveOn": day}, {"receivedOn": day}):
            response = served.caller(EMPLOYEE_71).post(REGISTER, {"input": registration(**given)})
            assert refusal_of(response, "registerComplaint")["code"] in ("EFFECTIVE_IN_FUTURE", "BEFORE_OFFICE_OPENED")


def test_a_closed_complaint_is_not_decided_again(served: Served) -> None:
    clerk, representative = served.caller(EMPLOYEE_71), served.caller(REPRESENTATIVE_71)
    closed = clerk.do("registerComplaint", "record { id }", **registration())["record"]["id"]
    representative.do("acceptComplaint", complaint=closed)
    representative.do("decideHead", complaint=closed, head="1", finding="SETTLED")
    clerk.do("notifyApplicant", complaint=closed, channel="POST")
    clerk.do("closeComplaint", complaint=closed)
    with nothing_is_written(served):
        again = representative.refused("decideHead", complaint=closed, head="1", finding="VIOLATION_FOUND")
        assert clerk.refused("closeComplaint", complaint=closed)["code"] == "WRONG_STATE"
    assert again["code"] == "WRONG_STATE"


def test_a_complaint_of_another_office_is_neither_changed_nor_seen(served: Served, complaint: str) -> None:
    foreign = served.caller(REPRESENTATIVE_75)
    with nothing_is_written(served):
        payload = foreign.give(
            "classifyComplaint", "record { id number }", complaint=complaint, category="Rent", expectedVersion=7
        )
    assert [refusal["code"] for refusal in payload["refusals"]] == ["NOT_FOUND"]
    assert payload["record"] is None and payload["conflict"] is None


def test_a_version_that_was_never_there_is_a_conflict_too(served: Served, complaint: str) -> None:
    for version in (0, -1, 999):
        with nothing_is_written(served):
            payload = served.caller(EMPLOYEE_71).give(
                "classifyComplaint", complaint=complaint, category="Rent", expectedVersion=version
            )
        assert payload["conflict"] is not None and not payload["events"]
