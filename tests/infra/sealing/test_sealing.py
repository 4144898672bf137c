"""Personal values and free text are sealed where they are stored, and opened for whoever reads through the store."""

import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from secrets import token_bytes
from uuid import uuid4

import anyio
import psycopg
import pytest
from structlog.testing import capture_logs

from domain.complaints.intake import ClassifyComplaint
from domain.message import Event, event_types, personal_fields
from domain.outcome import Accepted
from domain.persons.decide import CorrectPerson, RegisterPerson
from domain.persons.events import Destruction
from domain.persons.state import PersonDetails, PersonRegistered
from domain.sealing import persons_named, plan
from graphql_api.errors import Unavailable
from infra.cli import failing
from infra.deciding import Request
from infra.http.commands import Commands
from infra.logs import allow_only
from infra.register import Register
from infra.sealing import Keyring
from infra.store.codec import KeyNotHereError, UndecodableEventError
from infra.store.recorder import Store
from infra.telemetry import Telemetry
from tests.domain.scenario import EMPLOYEE_71, FOUNDED, OMBUDSMAN, at, stream
from tests.infra.founded import found
from tests.infra.sealing.story import CANARY, details, do, registered, told
from tests.projections.written import add, catch_up, contents


@pytest.fixture
def register(database: str) -> Iterator[Register]:
    with Store(database) as store:
        found(store)
        yield Register(store)


def stored(dsn: str) -> bytes:
    """All states as they lie in the table."""
    with psycopg.connect(dsn) as conn:
        return b"".join(row[0] for row in conn.execute("select state from register.events order by notification_id"))


def test_every_personal_value_of_every_event_is_sealed_under_somebodys_key() -> None:
    for event in event_types().values():
        if event.__module__.startswith("domain."):
            assert personal_fields(event) <= set(plan(event)), event.__name__


def test_nothing_of_what_was_told_can_be_read_in_the_stored_events(register: Register, database: str) -> None:
    complaint, person = told(register)
    assert CANARY.encode() not in stored(database)
    assert b"900101300123" not in stored(database)
    history = [*register.history(complaint), *register.history(person)]
    assert sum(CANARY in repr(recorded.event) for recorded in history) == 9


def test_the_read_models_hold_what_was_told(register: Register, database: str) -> None:
    told(register)
    catch_up(database)
    rows = contents(database)
    assert [row[0]["name"] for row in rows["person"]] == [f"{CANARY} Saparova"]
    assert CANARY in repr(rows["complaint_text"])
    assert rows["parked"] == []


@pytest.mark.parametrize("other", ["version", "stream", "place"])
def test_a_sealed_value_opens_nowhere_but_in_its_place(register: Register, database: str, other: str) -> None:
    complaint, _ = registered(register)
    with Store(database) as store, store.recorder.session() as session:
        (row,) = [row for row in session.stored(complaint) if row.topic == "StatementRecorded"]
        moved = {
            "version": row._replace(version=row.version + 1),
            "stream": row._replace(stream=f"complaint-{uuid4()}"),
            "place": row._replace(state=row.state.replace(b'"statement":', b'"proposal":'), topic="ProposalSubmitted"),
        }[other]
        keyring = Keyring()
        with store.recorder.datastore.get_connection() as conn:
            assert CANARY.encode() in keyring.opened(conn, [row])[0].state
            (closed,) = keyring.opened(conn, [moved])
        with pytest.raises(UndecodableEventError):
            store.mapper.decode(closed)


def test_without_its_keys_the_register_is_unavailable_and_tells_its_operator_why(
    register: Register, database: str
) -> None:
    complaint, _ = registered(register)
    with psycopg.connect(database, autocommit=True) as connection:
        connection.execute("delete from keys.key")
    classify = partial(
        Commands.execute, command=ClassifyComplaint(complaint=complaint, category="Rent"), actor=EMPLOYEE_71,
        command_id=uuid4(), expected_version=None, effective=None, dry_run=True, seen=None,
    )  # fmt: skip
    with Store(database) as store, capture_logs() as logs, pytest.raises(Unavailable):
        anyio.run(classify, Commands(Register(store), Telemetry()))
    (told,) = [allow_only(None, "", line) for line in logs if line["log_level"] == "critical"]
    assert (told["event"], told["exception"]) == ("the register cannot be read", "KeyNotHereError")
    with psycopg.connect(database) as connection:
        positions = connection.execute(
            "select notification_id from register.events where originator_id = %s", (complaint,)
        ).fetchall()
    assert (told["position"],) in positions
    assert CANARY not in repr(logs)
    with Store(database) as store, pytest.raises(KeyNotHereError) as missing:
        Register(store).history(complaint)
    assert failing.told(missing.value).endswith("version 1: the key of its sealed values is not here")


def test_a_text_that_looks_like_a_sealed_value_stays_a_text(register: Register, database: str) -> None:
    word = '{"sealed":{"key":"x","v":1,"data":"AAAA"}}'
    complaint, _ = registered(register, word)
    with Store(database) as store:
        assert word in repr(Register(store).history(complaint)[1].event)


def test_events_that_were_stored_in_plain_words_stay_readable(register: Register, database: str) -> None:
    with Store(database) as store:
        assert any("Ombudsman One" in repr(recorded.event) for recorded in Register(store).tail(0))


def test_a_key_that_somebody_else_made_meanwhile_is_taken(register: Register, database: str) -> None:
    """Two processes write for the first time of a person whom the register knew before."""
    person = stream("person", "earlier")
    add(database, at(person, PersonRegistered(person=person, details=PersonDetails(name="Plain")), on=FOUNDED))
    with Store(database) as store:
        with store.recorder.session() as session:
            made = session.sealing([person], [])
            assert made.arguments().get("used_keys") is None
        do(Register(store), CorrectPerson(person=person, details=details("First")), OMBUDSMAN)
        with store.recorder.session() as session:
            sealing = session.sealing([person], [])
            assert sealing.arguments().get("new_keys") is None
    do(register, CorrectPerson(person=person, details=details("Second")), OMBUDSMAN)
    assert [event.event.details.name for event in register.history(person)[1:]] == ["First Saparova", "Second Saparova"]


def test_an_append_whose_key_was_made_by_another_is_decided_again(register: Register, database: str) -> None:
    """The key stands already although the stream is new, as after a restored backup of the events alone."""
    command_id = uuid4()
    with psycopg.connect(database) as conn:
        conn.execute(
            "insert into keys.key (id, owner, kek, wrapped) values (%(p)s, %(p)s, %(kek)s, %(key)s)",
            {"p": f"person-{command_id}", **_wrapped(database, f"person-{command_id}")},
        )
    outcome = register.execute(RegisterPerson(details=details(CANARY)), actor=EMPLOYEE_71, command_id=command_id)
    assert isinstance(outcome, Accepted)
    assert CANARY in repr(register.history(outcome.stream))


def _wrapped(dsn: str, name: str) -> dict[str, object]:
    with psycopg.connect(dsn) as conn:
        keks = Keyring().keks(conn)
    return {"kek": keks.current, "key": keks.wrap(name, token_bytes(32))}


def test_who_guesses_at_a_command_cannot_check_the_guess_by_its_fingerprint(register: Register, database: str) -> None:
    command, command_id = RegisterPerson(details=details(CANARY)), uuid4()
    register.execute(command, actor=EMPLOYEE_71, command_id=command_id)
    guess = Request(command=command, actor=EMPLOYEE_71, command_id=command_id)
    with psycopg.connect(database) as conn:
        (kept,) = conn.execute(
            "select fingerprint from register.commands where command_id = %s", (command_id,)
        ).fetchone() or (b"",)
    assert kept != guess.fingerprint()
    again = register.execute(command, actor=EMPLOYEE_71, command_id=command_id)
    assert getattr(again, "replayed", False)


def test_the_index_of_who_is_named_knows_every_event_that_tells_of_somebody(database: str) -> None:
    named = {
        name
        for name, event in event_types().items()
        if event.__module__.startswith("domain.") and (persons_named(event) or _tells_of_somebody(event))
    }
    definition = _definition(database, "register.events_by_person_idx")
    assert all(f"'{name}'" in definition for name in named), named


def _tells_of_somebody(event: type[Event]) -> bool:
    """Something of it is sealed under the key of whom it names, or was destroyed by it."""
    of_somebody = "person" in event.__struct_fields__ and bool(personal_fields(event))
    return of_somebody or issubclass(event, Destruction)


def test_the_index_of_who_is_charged_knows_every_event_that_charges_somebody(database: str) -> None:
    charging = {
        name
        for name, event in event_types().items()
        if event.__module__.startswith(("domain.complaints", "domain.petitions"))
        and "official" in event.__struct_fields__
        and not name.endswith("Withdrawn")
    }
    definition = _definition(database, "register.events_by_charged_idx")
    assert charging
    assert all(f"'{name}'" in definition for name in charging), charging


@pytest.mark.parametrize(
    ("view", "index"),
    [("register.naming", "register.events_by_person_idx"), ("register.charge", "register.events_by_charged_idx")],
)
def test_a_view_shows_what_its_index_knows(database: str, view: str, index: str) -> None:
    with psycopg.connect(database) as conn:
        row = conn.execute("select pg_get_viewdef(%s::regclass)", (view,)).fetchone()
    assert row is not None
    topics = set(re.findall(r"'(\w+)'", str(row[0])))
    assert topics
    assert topics == set(re.findall(r"'(\w+)'", _definition(database, index)))


def _definition(dsn: str, index: str) -> str:
    with psycopg.connect(dsn) as conn:
        row = conn.execute("select pg_get_indexdef(%s::regclass)", (index,)).fetchone()
    return str(row[0]) if row else ""


def test_many_who_need_the_registers_secret_at_once_agree_on_one(database: str) -> None:
    def secret(_: int) -> bytes:
        with psycopg.connect(database, autocommit=True) as conn:
            conn.execute("set role register_appender")
            return Keyring().secret(conn, "fingerprints")

    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(secret, range(16)))) == 1
