"""The event store itself: what the append function guarantees, who may touch the tables, how events are read back."""

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import uuid4

import msgspec
import psycopg
import pytest
from eventsourcing.persistence import DataError, IntegrityError, InternalError, PersistenceError, ProgrammingError
from psycopg import errors

import domain.message
from domain.complaints.events.intake import StatementRecorded
from domain.identifiers import PersonId, StreamId
from domain.message import Recorded
from domain.offices.state import OFFICES, Office
from domain.officials.state import Access, AccessGranted
from infra.store.codec import Codec, StoredRow, UndecodableEventError, encode
from infra.store.recorder import Store
from infra.store.session import Answer, Entry, NewEvent, Session, Stale, Written
from tests.domain.scenario import STRANGER, small_register
from tests.infra.founded import found

ACT = small_register().streams[STRANGER][0].act
GRANTED = AccessGranted(access=Access.AUDITOR)
STATE = encode(ACT, GRANTED)


@pytest.fixture
def store(database: str) -> Iterator[Store]:
    with Store(database) as store:
        yield store


def append(session: Session, stream: str, version: int, count: int = 1, **guards: int) -> Answer:
    events = [NewEvent(stream, "AccessGranted", STATE)] * count
    return session.append([Entry(uuid4(), b"", stream, count)], {stream: version, **guards}, events)


def test_positions_and_versions_are_dense(store: Store) -> None:
    with store.recorder.session() as session:
        assert append(session, "official-a", 0, 3)[:2] == (1, 3)  # type: ignore[index]
        assert append(session, "official-b", 0, 2)[:2] == (4, 5)  # type: ignore[index]
        assert append(session, "official-a", 3, 1)[:2] == (6, 6)  # type: ignore[index]
        rows = session.tail(0, 10)
    assert [(row.position, row.stream, row.version) for row in rows] == [
        (1, "official-a", 1),
        (2, "official-a", 2),
        (3, "official-a", 3),
        (4, "official-b", 1),
        (5, "official-b", 2),
        (6, "official-a", 4),
    ]


@pytest.mark.parametrize("guards", [{"official-b": 1}, {"official-b": 3}, {"official-c": 1}])
def test_a_guard_that_does_not_hold_writes_nothing_and_names_the_stream(store: Store, guards: dict[str, int]) -> None:
    with store.recorder.session() as session:
        append(session, "official-b", 0, 2)
        answer = append(session, "official-a", 0, **guards)
        assert answer == Stale({stream: 2 if stream == "official-b" else 0 for stream in guards})
        assert session.head() == 2


@pytest.mark.parametrize("version", [0, 1, 3])
def test_a_stream_is_continued_only_where_it_ends(store: Store, version: int) -> None:
    with store.recorder.session() as session:
        append(session, "official-a", 0, 2)
        assert append(session, "official-a", version) == Stale({"official-a": 2})


def test_time_never_runs_backwards(store: Store, database: str) -> None:
    with store.recorder.session() as session, psycopg.connect(database, autocommit=True) as owner:
        first = append(session, "official-a", 0)
        assert isinstance(first, Written)
        ahead = first.recorded_at + timedelta(hours=1)
        owner.execute("insert into register.events values ('official-z', 1, 'AccessGranted', '', 2, %s)", (ahead,))
        second = append(session, "official-b", 0)
    assert isinstance(second, Written)
    assert second.recorded_at == ahead


def test_more_than_a_thousand_events_are_refused_before_anything_is_written(store: Store) -> None:
    with pytest.raises(DataError, match="1 to 1000 events"), store.recorder.session() as session:
        append(session, "official-a", 0, 1_001)
    with store.recorder.session() as session:
        assert session.head() == 0


@pytest.mark.parametrize(
    "change",
    [
        {"command_events": [2]},
        {"command_ids": []},
        {"guard_versions": []},
        {"event_guards": [2]},
        {"event_guards": [0]},
        {"topics": []},
        {"guard_streams": ["official-a", "official-a"], "guard_versions": [0, 0]},
        {"new_keys": ["official-a"]},
    ],
    ids="-".join,
)
def test_arrays_that_do_not_belong_together_are_refused(database: str, change: dict[str, Any]) -> None:
    arguments: dict[str, tuple[str, list[Any]]] = {
        "command_ids": ("uuid[]", [uuid4()]),
        "fingerprints": ("bytea[]", [b""]),
        "command_streams": ("text[]", ["official-a"]),
        "command_events": ("int[]", [1]),
        "guard_streams": ("text[]", ["official-a"]),
        "guard_versions": ("bigint[]", [0]),
        "event_guards": ("int[]", [1]),
        "topics": ("text[]", ["AccessGranted"]),
        "states": ("bytea[]", [STATE]),
        "used_keys": ("text[]", []),
        "new_keys": ("text[]", []),
    }
    call = f"select register.append({', '.join(f'%s::{kind}' for kind, _ in arguments.values())})"
    with psycopg.connect(database) as conn:
        conn.execute(call, [value for _, value in arguments.values()])
        conn.rollback()
        with pytest.raises(errors.DataException, match="do not belong together"):
            conn.execute(call, [change.get(name, value) for name, (_, value) in arguments.items()])


def test_append_refuses_a_snapshot_that_cannot_see_the_turn_before(database: str) -> None:
    with psycopg.connect(database) as conn:
        conn.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        with pytest.raises(errors.InvalidTransactionState, match="READ COMMITTED"):
            append(Session(conn), "official-a", 0)


@pytest.mark.parametrize("table", ["events", "commands"])
@pytest.mark.parametrize(
    "change", ["update register.{} set recorded_at = now()", "delete from register.{}", "truncate register.{}"]
)
@pytest.mark.parametrize("replication", ["origin", "replica"])
def test_nobody_edits_what_happened(store: Store, database: str, table: str, change: str, replication: str) -> None:
    found(store)
    with psycopg.connect(database, autocommit=True) as superuser:
        superuser.execute(f"set session_replication_role = {replication}".encode())
        with pytest.raises(errors.InsufficientPrivilege, match="only grows"):
            superuser.execute(change.format(table).encode())


@pytest.mark.parametrize(
    ("role", "statement"),
    [
        ("register_appender", "insert into register.events values ('official-a', 1, 'AccessGranted', '', 1, now())"),
        ("register_appender", "insert into register.commands values (gen_random_uuid(), '', 'a', 1, 1, now())"),
        ("register_appender", "alter table register.events disable trigger only_grows"),
        ("register_projector", "select register.append('{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}')"),
        ("register_projector", "select * from register.commands"),
        ("register_projector", "select register.take_turn()"),
        ("register_reader", "select * from register.events"),
        ("register_reader", "select register.append('{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}', '{}')"),
    ],
)
def test_a_role_does_its_own_work_and_no_other(database: str, role: str, statement: str) -> None:
    with psycopg.connect(database, autocommit=True) as conn:
        conn.execute(f"set role {role}".encode())
        with pytest.raises(errors.InsufficientPrivilege):
            conn.execute(statement.encode())


def test_sessions_act_in_the_appenders_role(store: Store) -> None:
    with store.recorder.datastore.get_connection() as conn:
        row = conn.execute("select current_user as role").fetchone()
    assert row == {"role": "register_appender"}


def test_states_are_json_that_psql_can_read(store: Store, database: str) -> None:
    found(store)
    with psycopg.connect(database) as conn:
        rows = conn.execute(
            "select topic, convert_from(state, 'UTF8')::jsonb from register.events where originator_id = 'office-71'"
        ).fetchall()
    ((topic, state),) = rows
    assert topic == "OfficeOpened"
    assert set(state) == {"schema", "act", "event"}
    assert (state["schema"], state["event"]["code"], state["act"]["actor"]) == (1, "71", "official-migration")


def test_every_kind_of_plan_finds_a_stream_by_its_index(store: Store) -> None:
    found(store)
    with store.recorder.datastore.get_connection() as conn:
        for query in (
            "select max(originator_version) from register.events where originator_id = 'office-71'",
            "select 1 from register.events where notification_id > 3 order by notification_id limit 5",
        ):
            plan = "\n".join(str(row) for row in conn.execute(f"explain {query}".encode()))
            assert re.search("Index (Only )?Scan", plan), plan


# The library's own ways in and out work on this store.


def test_the_library_reads_a_history_through_a_projector_function(store: Store) -> None:
    found(store)

    def project(office: Office | None, events: Any) -> Office:
        return OFFICES.fold(office or OFFICES.initial, list(events))

    assert store.repository.get("office-71", projector_func=project).code == "71"
    assert store.repository.get("office-71", version=1, projector_func=project).code == "71"


def test_the_library_pages_through_the_notification_log(store: Store) -> None:
    end = found(store)
    assert [item.id for item in store.notification_log["1,10"].items] == list(range(1, 11))
    named = store.recorder.select_notifications(start=None, limit=end, topics=["OfficeOpened"])
    assert {item.originator_id for item in named} == {"office-00", "office-71", "office-75", "office-10"}
    assert store.recorder.max_notification_id() == end
    assert [item.id for item in store.notification_log.select(start=5, limit=9, stop=7)] == [5, 6, 7]
    (last,) = store.recorder.select_events("office-71", desc=True, limit=1)
    assert last.originator_version == 1


def test_the_library_saves_through_the_same_function(store: Store, database: str) -> None:
    def recorded(version: int) -> Recorded:
        return Recorded(
            stream=StreamId("official-a"),
            version=version,
            position=0,
            recorded_at=msgspec.UNSET,
            act=ACT,
            event=GRANTED,
        )  # type: ignore[arg-type]

    stored = [store.mapper.to_stored_event(recorded(version)) for version in (1, 2)]
    assert store.recorder.insert_events(stored) == range(1, 3)
    with pytest.raises(IntegrityError):
        store.recorder.insert_events(stored)
    with pytest.raises(IntegrityError, match="without holes"):
        store.recorder.insert_events([store.mapper.to_stored_event(recorded(version)) for version in (3, 5)])
    assert store.recorder.insert_events([]) is None
    assert store.recorder.max_notification_id() == 2


def test_the_library_does_not_save_in_plain_words_what_is_stored_sealed(store: Store) -> None:
    event = StatementRecorded(person=PersonId("person-a"), statement="I am Аскар Сейтқали")
    stream = StreamId("complaint-a")
    told = Recorded(stream=stream, version=1, position=0, recorded_at=msgspec.UNSET, act=ACT, event=event)  # type: ignore[arg-type]
    with pytest.raises(PersistenceError, match="StatementRecorded has values that are stored sealed") as refused:
        store.mapper.to_stored_event(told)
    assert "Аскар" not in str(refused.value)


# Reading what was stored, now and in thirty years.


def row(state: bytes, topic: str = "AccessGranted") -> StoredRow:
    return StoredRow("official-a", 7, topic, state, 42, small_register().streams[STRANGER][0].recorded_at)


def test_every_event_of_the_small_register_is_read_as_it_was_written(store: Store) -> None:
    found(store)
    with store.recorder.session() as session:
        read = [store.mapper.decode(row) for row in session.tail(0, 1_000)]
    written = sorted((r for stream in small_register().streams.values() for r in stream), key=lambda r: r.position)
    assert [(r.stream, r.version, r.position, r.act, r.event) for r in read] == [
        (r.stream, r.version, r.position, r.act, r.event) for r in written
    ]


def test_an_event_of_an_older_schema_is_brought_up_to_date_step_by_step(monkeypatch: pytest.MonkeyPatch) -> None:
    steps = {
        ("AccessGranted", -1): lambda fields: {"right": fields["r"]},
        ("AccessGranted", 0): lambda fields: {"access": fields["right"].lower()},
    }
    for key, step in steps.items():
        monkeypatch.setitem(domain.message._UPCASTS, key, step)
    act = msgspec.json.encode(ACT)
    for schema, fields in ((-1, b'{"r": "AUDITOR"}'), (0, b'{"right": "AUDITOR"}'), (1, b'{"access": "auditor"}')):
        state = b'{"schema": %d, "act": %s, "event": %s}' % (schema, act, fields)
        assert Codec().decode(row(state)).event == GRANTED


@pytest.mark.parametrize(
    ("state", "topic", "why"),
    [
        (STATE, "SomethingFromTheFuture", "no event of this name"),
        (STATE.replace(b'"schema":1', b'"schema":9'), "AccessGranted", "no upcast from schema version 9 to 1"),
        (STATE.replace(b"auditor", b"secret words"), "AccessGranted", "ValidationError"),
        (STATE[:-5], "AccessGranted", "DecodeError"),
        (b"\xff\xfe", "AccessGranted", "Error"),
        (b"", "AccessGranted", "DecodeError"),
    ],
)
def test_an_unreadable_event_says_where_it_stands_and_repeats_no_value(state: bytes, topic: str, why: str) -> None:
    with pytest.raises(UndecodableEventError, match=why) as caught:
        Codec().decode(row(state, topic))
    assert "position 42" in str(caught.value)
    assert (caught.value.position, caught.value.stream, caught.value.version) == (42, "official-a", 7)
    assert "secret" not in str(caught.value)
    assert caught.value.__cause__ is None


def test_errors_of_the_database_repeat_no_stored_value(store: Store) -> None:
    with pytest.raises((ProgrammingError, DataError, InternalError)) as caught, store.recorder.session() as session:
        session.append(
            [Entry(uuid4(), b"", "official-a", 3)], {"official-a": 0}, [NewEvent("official-a", "X", b"canary")]
        )
    assert "canary" not in str(caught.value)
