"""When the database goes and comes back: typed errors meanwhile, answers again afterwards, nothing lost."""

from uuid import uuid4

import psycopg
import pytest

from graphql_api import mutations
from tests.domain.scenario import REPRESENTATIVE_71
from tests.graphql_api.api import Api
from tests.graphql_api.story import registration


def cut(api: Api, application: str) -> int:
    """Cut all connections of that name; how many there were."""
    with psycopg.connect(api.dsn, autocommit=True) as connection:
        found = connection.execute(
            "select count(*) from (select pg_terminate_backend(pid) from pg_stat_activity"
            " where datname = current_database() and application_name = %s) as cut",
            (application,),
        ).fetchone()
    assert found is not None
    return int(found[0])


def test_readers_whose_connections_were_cut_are_answered_all_the_same(api: Api) -> None:
    for _ in range(3):
        assert cut(api, "register_reader") >= 1
        assert len(api.ask("{ offices { code } }")["offices"]) == 4


def test_an_answer_waits_for_the_views_even_when_their_tail_was_cut(api: Api) -> None:
    assert cut(api, "register_tail") >= 1
    answer = api.give("registerComplaint", registration("71"), "record { status }", by=REPRESENTATIVE_71)
    assert answer["record"] == {"status": "REGISTERED"}


def test_a_command_whose_readers_were_cut_is_carried_out_once(api: Api) -> None:
    head = api.register.head()
    given = registration("71", commandId=str(uuid4()))
    cut(api, "register_reader")
    first = api.give("registerComplaint", given, "record { id }", by=REPRESENTATIVE_71)
    again = api.give("registerComplaint", given, "record { id }", by=REPRESENTATIVE_71)
    assert first == again
    assert api.register.head() == head + 4


def test_when_the_views_stay_behind_the_act_is_told_and_only_the_record_is_an_error(
    api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mutations, "PATIENCE", 0.5)
    query = """mutation ($g: RegisterComplaintInput!) { registerComplaint(input: $g) {
        position record { status } events { event } } }"""
    with psycopg.connect(api.dsn) as blocking:
        blocking.execute("lock table views.tracking in access exclusive mode")
        answer = api.post(query, {"g": registration("71")}, by=REPRESENTATIVE_71)
    payload = answer["data"]["registerComplaint"]
    assert payload["record"] is None
    assert payload["position"] == api.register.head()
    assert len(payload["events"]) == 4
    (error,) = answer["errors"]
    assert error["extensions"] == {"code": "VIEWS_BEHIND", "position": payload["position"]}
    assert error["path"] == ["registerComplaint", "record"]
