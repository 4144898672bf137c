"""What the database itself makes sure of: which keys are kept, what is appended under them, who is named where."""

import re
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import msgspec
import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain.officials.state import OfficialErased
from domain.outcome import Accepted
from domain.persons.decide import CorrectPerson, RegisterPerson
from domain.persons.state import PersonRegistered
from infra.register import Register
from infra.sealing.keyring import Keyring, made
from infra.store.recorder import Store
from infra.store.session import Entry, NewEvent, Stale
from tests.domain.scenario import EMPLOYEE_71, OMBUDSMAN
from tests.infra.founded import found
from tests.infra.sealing.story import CANARY, details, do, erased, registered, served, told

WRAPPED = b"\x00" * 60


@pytest.fixture
def register(database: str) -> Iterator[Register]:
    with Store(database) as store:
        found(store)
        yield Register(store)


@pytest.fixture
def appender(database: str) -> Iterator[psycopg.Connection[Any]]:
    with psycopg.connect(database, autocommit=True) as conn:
        conn.execute("set role register_appender")
        yield conn


def keep(conn: psycopg.Connection[Any], key: str, kek: str = "kek-1") -> None:
    conn.execute("select keys.keep(%s, %s, %s)", ([key], kek, [WRAPPED]))


def overtaken() -> Any:
    return pytest.raises(psycopg.DatabaseError, match="made or destroyed meanwhile")


def test_a_key_is_kept_once(appender: psycopg.Connection[Any]) -> None:
    keep(appender, "complaint-a")
    with overtaken():
        keep(appender, "complaint-a")
    with overtaken():  # its second key, while the first still stands
        keep(appender, "complaint-a/2")


def test_keys_are_kept_all_or_none(appender: psycopg.Connection[Any]) -> None:
    keep(appender, "complaint-a")
    with overtaken():
        appender.execute("select keys.keep(%s, 'kek-1', %s)", (["complaint-b", "complaint-a"], [WRAPPED] * 2))
    keep(appender, "complaint-b")


def test_nobody_who_was_erased_gets_another_key(register: Register, appender: psycopg.Connection[Any]) -> None:
    complaint, person = told(register)
    erased(register, person)
    keep(appender, f"{complaint}/2")
    with overtaken():
        keep(appender, person)
    with pytest.raises(psycopg.errors.CheckViolation):
        keep(appender, f"{person}/2")


def test_a_retired_key_encryption_key_wraps_nothing_new(database: str, appender: psycopg.Connection[Any]) -> None:
    with psycopg.connect(database) as conn:
        conn.execute("insert into keys.retired (kek) values ('kek-0')")
    with pytest.raises(psycopg.DatabaseError, match="of no use any more"):
        keep(appender, "complaint-a", "kek-0")
    keep(appender, "complaint-a", "kek-1")


def test_a_key_is_kept_under_the_turn(database: str, appender: psycopg.Connection[Any]) -> None:
    """Else one could be wrapped by what is retired in the same moment, or kept while its owner is erased."""
    appender.execute("set lock_timeout = '100ms'")
    with psycopg.connect(database) as another, another.transaction():
        another.execute("select register.take_turn()")
        with pytest.raises(psycopg.errors.LockNotAvailable):
            keep(appender, "complaint-a")
    keep(appender, "complaint-a")


@pytest.mark.parametrize(
    "call", ["keys.stand('{}')", "keys.store('{}', '', '{}')", "keys.destroy('', '{}', '{}')", "count(*) from keys.key"]
)
def test_who_appends_reaches_keys_only_by_what_is_meant_for_it(appender: psycopg.Connection[Any], call: str) -> None:
    with pytest.raises(psycopg.errors.InsufficientPrivilege, match="permission denied"):
        appender.execute(f"select {call}".encode())


def test_an_append_under_a_key_that_is_gone_appends_nothing(register: Register, database: str) -> None:
    """Whoever kept the key in memory is told to look again; nobody else has noticed anything."""
    _, person = told(register)
    with Store(database) as store, store.recorder.session() as session:
        head = session.head()
        sealing = session.sealing([person], [])
        assert sealing.sealed(PersonRegistered(person=person, details=details(CANARY)), person, 1)
        erased(register, person)
        between = session.head()
        event = NewEvent("official-x", "AccessGranted", b"{}")
        answer = session.append([Entry(uuid4(), b"", "official-x", 1)], {"official-x": 0}, [event], sealing)
        assert answer == Stale({})
        assert session.head() == between > head


def test_who_loses_every_race_for_a_key_decides_with_the_turn_held(
    register: Register, database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the database refuses for the sake of keys costs neither the turn nor the command."""
    _, (person,) = registered(register)
    real, races = Keyring.keys_for, list[bool]()

    def late(self: Keyring, conn: Any, owners: Any, fresh: Any) -> Any:
        """The first three looks find no key, as if it had been made between the look and the append."""
        keys, names, epoch = real(self, conn, owners, fresh)
        if person in keys and len(races) < 3:
            races.append(True)
            return {}, {person: person}, epoch
        return keys, names, epoch

    monkeypatch.setattr(Keyring, "keys_for", late)
    outcome = register.execute(
        CorrectPerson(person=person, details=details(CANARY)), actor=OMBUDSMAN, command_id=uuid4()
    )
    assert isinstance(outcome, Accepted), outcome
    assert len(races) == 3
    assert CANARY in repr(register.history(person)[-1].event)


@pytest.mark.parametrize("asked", [True, False], ids=["asked before", "never asked before"])
@pytest.mark.parametrize("noticed", [True, False], ids=["noticed", "not noticed"])
def test_a_key_that_was_destroyed_just_after_its_append_is_not_kept(
    register: Register, database: str, asked: bool, noticed: bool
) -> None:
    """Between the commit and the moment in which the process keeps the key, another process erases the person."""
    complaint, person = told(register)
    keyring = Keyring()
    with Store(database, keyring=keyring) as store, store.recorder.session() as session:
        (row,) = session.stored(person)[:1]
        with store.recorder.datastore.get_connection() as conn:
            keys, _, _ = Keyring().keys_for(conn, [person], frozenset())
            _, _, epoch = keyring.keys_for(conn, [complaint] if asked else [], frozenset())
            erased(register, person)
            if noticed:
                keyring.keys_for(conn, [complaint], frozenset())
            keyring.written(keys, epoch)
            assert CANARY.encode() not in keyring.opened(conn, [row])[0].state


def test_a_key_is_destroyed_by_the_event_that_names_it_or_not_at_all(
    register: Register, appender: psycopg.Connection[Any]
) -> None:
    gone, records = served(register)
    with pytest.raises(psycopg.errors.InsufficientPrivilege, match="by the event that names it"):
        destroying(appender, gone, [gone, *records], keys=[])
    destroying(appender, gone, [gone, *records], keys=[gone])


def test_an_append_that_destroys_a_key_knows_every_record_that_tells_of_the_official(
    register: Register, appender: psycopg.Connection[Any]
) -> None:
    """A record that came to name the official between the decision and the append makes the decision anew."""
    gone, records = served(register)
    assert records
    for record in records:
        with pytest.raises(psycopg.DatabaseError, match="somebody named this person meanwhile"):
            destroying(appender, gone, [gone, *(other for other in records if other != record)], keys=[gone])
    destroying(appender, gone, [gone, *records], keys=[gone])


def destroying(conn: psycopg.Connection[Any], gone: str, streams: list[str], *, keys: list[str]) -> None:
    """An append of `OfficialErased` naming some keys, which destroys the official's own; it leaves nothing behind."""
    state = msgspec.json.encode({"schema": 1, "act": {}, "event": {"keys": keys}})
    told = {"person": gone, "keys": [gone], "streams": streams}
    with conn.transaction(force_rollback=True):
        version = conn.execute(
            "select max(originator_version) from register.events where originator_id = %s", (gone,)
        ).fetchone()
        assert version is not None
        row = conn.execute(
            "select status from register.append(array[gen_random_uuid()], array[''::bytea], array[%(s)s], '{1}',"
            " array[%(s)s], array[%(v)s]::bigint[], '{1}', array[%(topic)s], array[%(state)s]::bytea[],"
            " erased => %(erased)s::jsonb)",
            {
                "s": gone,
                "v": version[0],
                "topic": OfficialErased.__name__,
                "state": state,
                "erased": msgspec.json.encode([told]).decode(),
            },
        ).fetchone()
        assert row == ("written",)


def test_a_key_is_made_for_what_is_sealed_and_for_nothing_else(register: Register, database: str) -> None:
    """A complaint without a word of text has no key of its own."""
    outcome = do(register, RegisterPerson(details=details(CANARY)), EMPLOYEE_71)
    with psycopg.connect(database) as conn:
        known = {row[0] for row in conn.execute("select id from keys.key")}
    assert outcome.stream in known
    assert all(register.history(key) for key in known if key.partition("-")[0] in ("person", "official", "complaint"))
    assert len(made("person-x").secret) == 32
    assert made("person-x") != made("person-x")


NAMED = re.compile(rb'"(person-[0-9a-f-]{36})"|"(?:person|concerns)":"(official-[0-9a-z-]+)"')
"""Who is named in a stored state."""
PERSON, OFFICIAL = f"person-{uuid4()}", f"official-{uuid4()}"
WORDS = st.one_of(
    st.sampled_from(
        [
            PERSON,
            PERSON[:-1],
            f"{PERSON}0",
            PERSON.upper(),
            f"{PERSON}/2",
            "person-",
            OFFICIAL,
            "official-migration",
            "official-",
            f'"{PERSON}"',
            f'"person":"{OFFICIAL}"',
        ]
    ),
    st.text(max_size=8),
)
VALUES = st.recursive(
    WORDS | st.none() | st.integers(),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["person", "concerns", "official", "persons", PERSON]), inner, max_size=3)
    ),
    max_leaves=12,
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(states=st.lists(VALUES, min_size=1, max_size=20))
def test_everybody_who_is_named_in_an_event_is_found(appender: psycopg.Connection[Any], states: list[Any]) -> None:
    encoded = [msgspec.json.encode(state) for state in states]
    rows = appender.execute("select s, register.persons_of(s) from unnest(%s::bytea[]) as s", (encoded,)).fetchall()
    assert [set(found) for _, found in rows] == [
        {(match[1] or match[2]).decode() for match in NAMED.finditer(state)} for state in encoded
    ]
