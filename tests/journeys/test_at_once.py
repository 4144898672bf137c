"""Many at once over HTTP: one winner, dense numbers, one effect, and everybody told the truth."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx

from tests.domain.scenario import EMPLOYEE_71, REPRESENTATIVE_71, REPRESENTATIVE_75
from tests.journeys.served import Caller, Served, new_id
from tests.journeys.test_casework import place_in_series, registered


def at_once(served: Served, official: str, acts: list[Callable[[Caller], Any]]) -> list[Any]:
    """Each act on a connection of its own, all together; their results in order."""

    def run(act: Callable[[Caller], Any]) -> Any:
        with httpx.Client(timeout=60) as http:
            return act(Caller(http, served.url, served.token(official)))

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def test_of_many_who_saw_the_same_version_one_acts_and_the_others_learn_what_came_between(served: Served) -> None:
    complaint = registered(served.caller(EMPLOYEE_71))

    def classify(category: str) -> Callable[[Caller], Any]:
        given = {"complaint": complaint, "category": category, "urgent": False, "expectedVersion": 2}
        return lambda caller: caller.give("classifyComplaint", "record { version }", **given)

    payloads = at_once(served, EMPLOYEE_71, [classify(f"Category {n}") for n in range(8)])
    done = [payload for payload in payloads if payload["position"]]
    assert len(done) == 1
    for payload in payloads:
        assert payload["record"]["version"] == 3
        if payload not in done:
            assert [event["event"] for event in payload["conflict"]["events"]] == ["ComplaintClassified"]
            assert payload["conflict"]["actualVersion"] == 3


def test_complaints_registered_at_once_have_numbers_without_gaps_or_doubles(served: Served) -> None:
    clerk = served.caller(EMPLOYEE_71)
    first = place_in_series(clerk, registered(clerk))
    complaints = at_once(served, EMPLOYEE_71, [registered] * 24)
    numbers = sorted(place_in_series(clerk, complaint) for complaint in complaints)
    assert numbers == list(range(first + 1, first + 25))


def test_the_same_command_sent_many_times_at_once_acts_once_and_all_are_told_the_same(served: Served) -> None:
    command_id, before = new_id(), served.head()

    def register(caller: Caller) -> Any:
        return caller.do("registerPerson", "record { id }", commandId=command_id, details={"name": "Somebody"})

    payloads = at_once(served, EMPLOYEE_71, [register] * 8)
    assert served.head() == before + 1
    assert len({payload["record"]["id"] for payload in payloads}) == 1
    assert {payload["position"] for payload in payloads} == {before + 1}
    assert sorted(payload["replayed"] for payload in payloads) == [False] + [True] * 7


def test_whoever_reads_while_others_write_sees_each_complaint_whole(served: Served) -> None:
    """A page is one look at the views: heads, parties and trail belong to the version that it shows."""
    clerk = served.caller(EMPLOYEE_71)
    query = "{ complaints(first: 20) { nodes { version headCount heads { head } trail(first: 200) { version } } } }"

    def look(caller: Caller) -> bool:
        whole = True
        for _ in range(12):
            for node in caller.ask(query)["complaints"]["nodes"]:
                whole &= node["headCount"] == len(node["heads"]) and node["version"] == len(node["trail"])
        return whole

    def write(caller: Caller) -> bool:
        for _ in range(6):
            complaint = registered(caller)
            for _ in range(2):
                caller.do("addHead", complaint=complaint, head={"category": "Another"})
        return True

    assert all(at_once(served, EMPLOYEE_71, [write, look, write, look]))
    assert clerk.ask("{ complaints { totalCount } }")["complaints"]["totalCount"] > 12
    assert served.caller(REPRESENTATIVE_75).ask("{ complaints { totalCount } }")["complaints"]["totalCount"] == 0
    assert served.caller(REPRESENTATIVE_71).ask("{ complaints { totalCount } }")["complaints"]["totalCount"] > 12
