"""Who sees which records, on every path, in a whole institution: compared with what the events themselves say."""

import asyncio
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import psycopg
import pytest
from websockets.asyncio.client import connect
from websockets.typing import Subprotocol

from domain.complaints.state import COMPLAINTS
from domain.complaints.vocabulary import Status
from domain.identifiers import CENTRE
from domain.kinds import KINDS
from domain.measures.state import MEASURES
from domain.petitions.state import PETITIONS
from infra.bootstrap import House
from infra.cli.officials import official_named
from infra.demo import fill
from infra.projector import Projector
from tests.conftest import Server
from tests.journeys.served import Caller, Served, serving

COUNTRY = ("ombudsman", "head", "auditor", "deputy-head:2")
"""They see where every matter stands; the second deputy of the demonstration holds delegated powers."""
STAFF = ("representative:71", "employee:71", "representative:10", "deputy:15", "employee:00")
GONE = "gone"
"""Somebody who held a post and holds none."""
VIEWERS = (*COUNTRY, *STAFF, GONE)
PARTITIONS = ("RESPONDENT", "DECISION_YEAR", "OFFICE", "STATUS")


@dataclass
class Told:
    """The demonstration, served, and every record as its events leave it."""

    served: Served
    states: dict[str, dict[str, Any]]
    officials: dict[str, str]

    def caller(self, viewer: str) -> Caller:
        return self.served.caller(self.officials[viewer])

    def office(self, viewer: str) -> str:
        """The office of somebody who belongs to one."""
        return viewer.split(":")[1]

    def visible(self, kind: str, viewer: str) -> set[str]:
        """Ids of the records that a viewer may see, read off the events."""
        states = self.states[kind]
        if viewer == GONE:
            return set()
        if viewer in COUNTRY:
            return set(states)
        official, office = self.officials[viewer], self.office(viewer)
        today = date.today()  # noqa: DTZ011  (the day of the machine, as a token's bearer lives it)
        return {
            record
            for record, state in states.items()
            if office in {state.office, getattr(state, "offered_to", None)}
            or state.instructs(official, today)
            or charged(state, official)
        }


@pytest.fixture(scope="module")
def told(server: Server, template: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Told]:
    name = server.create(template)
    with serving(server.address(name), tmp_path_factory.mktemp("told"), projecting=False) as served:
        fill(served.house.register, seed=7, complaints=120, until=date(2026, 6, 30))
        with Projector(served.dsn) as projector:
            projector.catch_up()
        officials = {viewer: official_named(viewer, served.house) for viewer in (*COUNTRY, *STAFF)}
        officials[GONE] = somebody_gone(served.house)
        kinds = {kind.name: kind for kind in (COMPLAINTS, PETITIONS, MEASURES)}
        states: dict[str, dict[str, Any]] = {name: {} for name in kinds}
        for stream in streams(served.dsn):
            kind = stream.partition("-")[0]
            if kind in kinds:
                states[kind][stream] = KINDS[kind].fold(KINDS[kind].initial, served.house.register.history(stream))
        yield Told(served, states, officials)
    server.drop(name)


def streams(dsn: str) -> list[str]:
    with psycopg.connect(dsn) as connection:
        return [row[0] for row in connection.execute("select distinct originator_id from register.events").fetchall()]


def somebody_gone(house: House) -> str:
    """Somebody who was dismissed and came to no other post."""
    with psycopg.connect(house.database.dsn) as connection:
        rows = connection.execute(
            "select originator_id from register.events where topic = 'PostLeft' order by notification_id"
        ).fetchall()
    officials = KINDS["official"]
    for (stream,) in rows:
        state = officials.fold(officials.initial, house.register.history(stream))
        if not state.posts and not state.acting and not state.access:
            return str(stream)
    raise AssertionError("nobody of the demonstration has left for good")


def test_the_demonstration_gives_every_viewer_something_to_be_kept_from(told: Told) -> None:
    for viewer in STAFF:
        for kind in ("complaint", "petition"):
            seen = told.visible(kind, viewer)
            assert seen < set(told.states[kind]), (viewer, kind)
        assert told.visible("complaint", viewer)


@pytest.mark.parametrize("viewer", VIEWERS)
def test_lists_counts_and_statistics_hold_exactly_what_the_viewer_may_see(told: Told, viewer: str) -> None:
    caller = told.caller(viewer)
    for listing, kind in (("complaints", "complaint"), ("petitions", "petition")):
        expected = told.visible(kind, viewer)
        assert {row["id"] for row in caller.everything(listing, "id")} == expected
        assert caller.ask(f"{{ {listing} {{ totalCount }} }}")[listing]["totalCount"] == len(expected)
    complaints = told.visible("complaint", viewer)
    for dimension in PARTITIONS:
        counts = caller.ask(f"{{ complaintCounts(by: {dimension}, first: 1000) {{ key complaints }} }}")
        assert sum(count["complaints"] for count in counts["complaintCounts"]) == len(complaints)
    by_office = caller.ask("{ complaintCounts(by: OFFICE) { key complaints } }")["complaintCounts"]
    assert {count["key"] for count in by_office} == {told.states["complaint"][c].office for c in complaints}


@pytest.mark.parametrize("viewer", VIEWERS)
def test_a_record_that_is_in_no_list_is_found_neither_by_id_nor_by_number(told: Told, viewer: str) -> None:
    caller = told.caller(viewer)
    query = "query One($id: ID!, $number: String!) { node(id: $id) { id } record(number: $number) { id } }"
    for kind in ("complaint", "petition"):
        visible = told.visible(kind, viewer)
        hidden = set(told.states[kind]) - visible
        for record in (*sorted(visible)[:8], *sorted(hidden)[:8]):
            number = told.served.house.register.history(record, limit=1)[0].event.number  # type: ignore[attr-defined]
            found = caller.ask(query, id=record, number=number)
            expected = {"id": record} if record in visible else None
            assert found == {"node": expected, "record": expected}


@pytest.mark.parametrize("viewer", VIEWERS)
def test_the_trail_and_the_stream_tell_of_the_same_records_as_the_lists(told: Told, viewer: str) -> None:
    visible = told.visible("complaint", viewer)
    filters = '{stream: {startsWith: "complaint-"}, version: {eq: 1}}'
    rows = told.caller(viewer).everything("auditTrail", "stream", filter=filters)
    assert {row["stream"] for row in rows} == visible
    heard = asyncio.run(heard_streams(told, viewer, len(visible)))
    assert heard == visible


async def heard_streams(told: Told, viewer: str, at_least: int) -> set[str]:
    """Streams of which the subscription tells a viewer."""
    token = told.served.token(told.officials[viewer])
    query = """subscription { events(after: 0, filter: {stream: {startsWith: "complaint-"}, version: {eq: 1}}) {
        stream } }"""
    heard = set()
    async with connect(told.served.socket_url, subprotocols=[Subprotocol("graphql-transport-ws")]) as socket:
        await socket.send(json.dumps({"type": "connection_init", "payload": {"Authorization": f"Bearer {token}"}}))
        await socket.send(json.dumps({"type": "subscribe", "id": "1", "payload": {"query": query}}))
        while True:
            try:
                message = json.loads(await asyncio.wait_for(socket.recv(), 10 if len(heard) < at_least else 0.4))
            except TimeoutError:
                return heard
            if message["type"] == "next":
                heard.add(message["payload"]["data"]["events"]["stream"])


@pytest.mark.parametrize("viewer", VIEWERS)
def test_persons_are_seen_with_the_contents_of_their_matters_alone(told: Told, viewer: str) -> None:
    seen = {row["id"] for row in told.caller(viewer).everything("persons", "id")}
    parties: dict[str, set[str]] = {"complaint": set(), "petition": set()}
    with psycopg.connect(told.served.dsn) as connection:
        for kind, parties_of in parties.items():
            rows = connection.execute(f"select {kind}, person from views.{kind}_party").fetchall()  # type: ignore[arg-type]
            holding = {r for r in told.visible(kind, viewer) if viewer != GONE and holds(told, kind, r, viewer)}
            parties_of.update(person for record, person in rows if record in holding)
        everybody = {row[0] for row in connection.execute("select id from views.person").fetchall()}
    match viewer.partition(":")[0]:
        case "ombudsman":
            assert seen == everybody and everybody
        case "head" | "auditor" | "gone":
            assert seen == set()
        case "representative":
            assert seen == parties["complaint"] | parties["petition"]
        case "employee" | "deputy":
            assert seen <= parties["complaint"] | parties["petition"] and seen
        case "deputy-head":
            assert all(holds(told, "complaint", c, "employee:00") for c in complaints_of(told, seen))


def charged(state: Any, official: str) -> bool:
    """Whether the official is charged with a complaint, wherever it lies, until it is closed."""
    return getattr(state, "assignee", None) == official and state.status not in (Status.CLOSED, Status.REDIRECTED)


def holds(told: Told, kind: str, record: str, viewer: str) -> bool:
    """Whether a record's contents lie in the viewer's office, or the viewer is instructed to deal with it."""
    state, today = told.states[kind][record], date.today()  # noqa: DTZ011
    if viewer in COUNTRY:
        return viewer == "ombudsman"
    return bool(
        state.office == told.office(viewer)
        or state.instructs(told.officials[viewer], today)
        or charged(state, told.officials[viewer])
    )


def complaints_of(told: Told, persons: set[str]) -> set[str]:
    return {c for c, s in told.states["complaint"].items() if persons & {*s.applicants} and s.office == CENTRE}


@pytest.mark.parametrize("viewer", VIEWERS)
def test_measures_are_seen_by_those_who_decide_on_them_auditors_and_the_official_concerned(
    told: Told, viewer: str
) -> None:
    seen = {row["id"] for row in told.caller(viewer).everything("measures", "id")}
    if viewer in ("ombudsman", "head", "auditor"):
        assert seen == set(told.states["measure"]) and seen
    else:
        own = {m for m, state in told.states["measure"].items() if state.person == told.officials[viewer]}
        assert seen == (set() if viewer == GONE else own)


@pytest.mark.parametrize("viewer", VIEWERS)
def test_boards_are_of_what_one_sees_in_whole(told: Told, viewer: str) -> None:
    data = told.caller(viewer).ask(
        "{ offices { code board { received } workload { open } } ombudsmen { official { id } board { signed } } }"
    )
    shown = {office["code"] for office in data["offices"] if office["board"]}
    if viewer == GONE:
        assert data == {"offices": [], "ombudsmen": []}
    elif viewer in COUNTRY:
        assert len(shown) == len(data["offices"]) == 21
        assert all(ombudsman["board"] for ombudsman in data["ombudsmen"])
    else:
        assert shown == {told.office(viewer)}
        assert not any(ombudsman["board"] for ombudsman in data["ombudsmen"])


def test_what_belongs_to_the_organisation_is_seen_by_all_in_office_and_by_nobody_else(told: Told) -> None:
    whole = {listing: len(told.caller("ombudsman").everything(listing, "id")) for listing in ("posts", "officials")}
    assert min(whole.values()) > 60
    for viewer in VIEWERS:
        seen = {listing: len(told.caller(viewer).everything(listing, "id")) for listing in whole}
        assert seen == ({"posts": 0, "officials": 0} if viewer == GONE else whole), viewer


def test_somebody_out_of_office_is_answered_with_nothing_and_not_with_an_error(told: Told) -> None:
    viewer = told.caller(GONE).ask('{ viewer { id capacities { capacity } } office(code: "71") { code } }')
    assert viewer == {"viewer": {"id": f"viewer-{told.officials[GONE]}", "capacities": []}, "office": None}
    nobody = told.served.caller("official-neverheardof")
    assert nobody.ask("{ complaints { totalCount nodes { id } } auditTrail { nodes { event } } }") == {
        "complaints": {"totalCount": 0, "nodes": []},
        "auditTrail": {"nodes": []},
    }
