"""Who sees what, on every path: lists, nodes, numbers, counts, trails, boards, the stream of events."""

from typing import Any

import pytest

from tests.domain.scenario import (
    AUDITOR,
    DEPUTY_REPRESENTATIVE_71,
    EMPLOYEE_00,
    EMPLOYEE_71,
    EMPLOYEE_75,
    HEAD,
    OMBUDSMAN,
    REPRESENTATIVE_10,
    REPRESENTATIVE_71,
    REPRESENTATIVE_75,
    STRANGER,
)
from tests.graphql_api.api import Api
from tests.graphql_api.story import CANARY, IIN, STATEMENT, Story

SEES = {
    OMBUDSMAN: 8,
    HEAD: 8,
    AUDITOR: 8,
    REPRESENTATIVE_71: 5,
    EMPLOYEE_71: 5,
    DEPUTY_REPRESENTATIVE_71: 5,
    REPRESENTATIVE_75: 2,
    EMPLOYEE_75: 2,
    REPRESENTATIVE_10: 0,
    EMPLOYEE_00: 1,
    STRANGER: 0,
}
READS_CONTENTS = {OMBUDSMAN, REPRESENTATIVE_71, EMPLOYEE_71}


@pytest.mark.parametrize(("official", "expected"), SEES.items())
def test_a_list_its_count_and_its_statistics_show_the_same_complaints(
    story: Story, official: str, expected: int
) -> None:
    data = story.api.ask(
        "{ complaints(first: 100) { totalCount nodes { id } } complaintCounts(by: OFFICE) { complaints } }", by=official
    )
    assert data["complaints"]["totalCount"] == len(data["complaints"]["nodes"]) == expected
    assert sum(count["complaints"] for count in data["complaintCounts"]) == expected


@pytest.mark.parametrize("official", SEES)
def test_a_node_is_shown_to_those_in_whose_lists_it_is(story: Story, official: str) -> None:
    listed = {
        n["id"]
        for n in story.api.ask("{ complaints(first: 100) { nodes { id } } }", by=official)["complaints"]["nodes"]
    }
    for complaint in (*story.astana, *story.almaty, story.centre):
        node = story.api.ask("query ($id: ID!) { node(id: $id) { id } }", {"id": complaint}, by=official)["node"]
        assert (node is not None) == (complaint in listed)


@pytest.mark.parametrize("official", [REPRESENTATIVE_75, REPRESENTATIVE_10, STRANGER, EMPLOYEE_00])
def test_a_number_of_another_office_is_as_if_it_did_not_exist(story: Story, official: str) -> None:
    query = "query ($id: ID!) { node(id: $id) { ... on Complaint { number } } }"
    number = story.api.ask(query, {"id": story.astana[0]})["node"]["number"]
    assert story.api.ask("query ($n: String!) { record(number: $n) { id } }", {"n": number}, by=official) == {
        "record": None
    }


@pytest.mark.parametrize("official", SEES)
def test_the_trail_shows_events_of_visible_complaints_only(story: Story, official: str) -> None:
    data = story.api.ask(
        '{ auditTrail(filter: {event: {eq: "ComplaintRegistered"}}, first: 100)'
        " { totalCount nodes { record { id } } } }",
        by=official,
    )["auditTrail"]
    assert data["totalCount"] == len(data["nodes"]) == SEES[official]
    assert all(node["record"] for node in data["nodes"])


EVERYTHING = (
    """{ complaints(first: 20) { nodes { id texts { text } parties { person { name iin contacts } }
        related { other { texts { text } } } } } }""",
    """{ complaints(first: 20) { nodes { trail(first: 20) { content payload } } } }""",
    """{ persons(first: 20) { totalCount nodes { name iin complaints { complaint { texts { text } } } } } }""",
    """{ auditTrail(first: 100, order: POSITION_DESC) {
        nodes { content payload record { ... on Person { name } } } } }""",
)


@pytest.mark.parametrize("official", [HEAD, AUDITOR, REPRESENTATIVE_75, REPRESENTATIVE_10, STRANGER])
def test_contents_and_names_of_astana_reach_nobody_else_by_any_path(story: Story, official: str) -> None:
    headers = story.api.headers(official)
    answer = "".join(story.api.client.post("/graphql", json={"query": q}, headers=headers).text for q in EVERYTHING)
    assert "errors" not in answer
    if official == REPRESENTATIVE_75:
        persons = story.api.ask("{ persons { totalCount } }", by=official)["persons"]["totalCount"]
        assert persons == 2
    else:
        assert not any(canary in answer for canary in (CANARY, IIN, STATEMENT))


@pytest.mark.parametrize("official", sorted(READS_CONTENTS))
def test_contents_are_shown_to_those_who_work_on_them(story: Story, official: str) -> None:
    found = story.api.ask(
        "query ($id: ID!) { node(id: $id) { ... on Complaint { texts { text } parties { person { name } } } } }",
        {"id": story.astana[0]},
        by=official,
    )["node"]
    assert STATEMENT in {text["text"] for text in found["texts"]}
    assert found["parties"][0]["person"]["name"] == CANARY


def test_a_restricted_case_hides_its_contents_from_the_offices_other_staff(story: Story) -> None:
    query = "query ($id: ID!) { node(id: $id) { ... on Complaint { number texts { text } } } }"
    clerk = story.api.ask(query, {"id": story.astana[1]}, by=EMPLOYEE_71)["node"]
    assert clerk["number"]
    assert clerk["texts"] == []
    representative = story.api.ask(query, {"id": story.astana[1]}, by=REPRESENTATIVE_71)["node"]
    assert representative["texts"]


def test_boards_of_other_offices_and_of_the_country_are_closed(story: Story) -> None:
    query = """{ own: office(code: "71") { board { received } }
                 other: office(code: "75") { board { received } workload { open } }
                 ombudsmen { board { received } } }"""
    data = story.api.ask(query, by=REPRESENTATIVE_71)
    assert data["own"]["board"] == {"received": 5}
    assert data["other"] == {"board": None, "workload": []}
    assert data["ombudsmen"] == [{"board": None}]


def test_filters_cannot_be_used_to_guess_what_is_hidden(story: Story) -> None:
    """A condition on a hidden row finds nothing, so counting teaches nothing."""
    query = """{ complaints(filter: {respondent: {contains: "city"}}) { totalCount }
                 persons(filter: {iin: {eq: "%s"}}) { totalCount } }"""
    assert story.api.ask(query % IIN, by=HEAD)["persons"]["totalCount"] == 0
    assert story.api.ask(query % IIN, by=REPRESENTATIVE_10) == {
        "complaints": {"totalCount": 0},
        "persons": {"totalCount": 0},
    }


@pytest.mark.parametrize("official", [OMBUDSMAN, HEAD, REPRESENTATIVE_71, REPRESENTATIVE_75, STRANGER])
def test_the_stream_of_events_shows_what_the_trail_shows(story: Story, official: str) -> None:
    expected = [n["position"] for n in trail(story.api, official)]
    last = expected[-1] if expected else 0
    seen: list[int] = []
    with story.api.socket(official) as socket:
        socket.subscribe("subscription { events(after: 0) { position content } }")
        assert socket.next()["type"] == "connection_ack"
        while not seen or seen[-1] < last:
            if not expected:
                break
            message = socket.next()
            assert message["type"] == "next", message
            event = message["payload"]["data"]["events"]
            seen.append(event["position"])
            if official == HEAD:
                assert STATEMENT not in str(event["content"])
    assert seen == expected


def trail(api: Api, official: str) -> Any:
    found: list[Any] = []
    after = None
    while True:
        page = api.ask(
            "query ($after: String) { auditTrail(first: 100, after: $after) { nodes { position }"
            " pageInfo { hasNextPage endCursor } } }",
            {"after": after},
            by=official,
        )["auditTrail"]
        found += page["nodes"]
        after = page["pageInfo"]["endCursor"]
        if not page["pageInfo"]["hasNextPage"]:
            return found
