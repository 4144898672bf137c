"""Apollo Client against the served register: its cache keeps one object under one id, whatever answer it came in."""

import json
from typing import Any

import pytest

from graphql_api.schema import schema
from tests.clients.conftest import Front
from tests.clients.node import HERE, node

CATEGORY = "Housing and land"


@pytest.fixture(scope="module")
def told(front: Front) -> Any:
    return json.loads(node(HERE / "apollo.mjs", given=front.given(category=CATEGORY)))


def test_pages_of_a_connection_join_in_the_cache(told: Any, front: Front) -> None:
    assert told["pages"] == [2, 1]
    assert told["joined"] == list(front.complaints)


def test_a_mutation_renews_the_cached_record_without_asking_again(told: Any) -> None:
    assert told["refusals"] == []
    assert told["before"]["category"] != CATEGORY
    assert told["renewed"]["category"] == CATEGORY
    assert told["renewed"]["version"] == told["before"]["version"] + 1
    assert told["lastSeen"] == told["renewed"]
    assert told["requestsOfTheMutation"] == 1


def test_a_record_read_by_its_id_is_the_same_cached_object(told: Any, front: Front) -> None:
    first, *_ = front.complaints
    assert told["byId"]["__typename"] == "Complaint"
    assert told["byId"]["trail"][0]["event"] == "ComplaintRegistered"
    assert [key for key in told["objects"] if first in key] == [f"Complaint:{first}"]


def test_the_event_of_the_act_comes_over_a_socket(told: Any) -> None:
    assert told["event"]["event"] == "ComplaintClassified"
    assert told["event"]["record"]["version"] == told["renewed"]["version"]


def test_the_possible_types_of_interfaces_let_fragments_on_them_match(told: Any) -> None:
    types = schema()._schema
    assert {"Node", "Record", "Answer"} <= set(told["possibleTypes"])
    for name, possible in told["possibleTypes"].items():
        assert set(possible) == {kind.name for kind in types.get_possible_types(types.type_map[name])}  # type: ignore[arg-type]
    assert told["asInterface"] == {
        "__typename": "Complaint",
        "id": told["joined"][0],
        "version": told["byId"]["version"],
    }
