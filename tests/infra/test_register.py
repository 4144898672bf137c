"""The register's answers: carried out once, refused on what is true now, conflicts told, imports restartable."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from uuid import uuid4

import pytest

import infra.register
from domain.kinds import kind_of
from domain.officials.commands import GrantAccess, RegisterOfficial, RevokeAccess
from domain.officials.state import Access, AccessGranted, AccessRevoked, OfficialRegistered
from domain.outcome import Accepted, Conflict, Refused, Reused
from domain.refusal import RefusalCode
from infra.deciding import Draft
from infra.register import Register
from infra.store.folds import View
from infra.store.recorder import Store
from infra.store.session import Answer, Session, Stale
from tests.domain.scenario import AUDITOR, HEAD, OMBUDSMAN, STRANGER
from tests.infra.founded import accepted, found, imported, opening

GRANT = GrantAccess(official=STRANGER, access=Access.AUDITOR)
REVOKE = RevokeAccess(official=STRANGER, access=Access.AUDITOR)


@pytest.fixture
def register(database: str) -> Iterator[Register]:
    with Store(database) as store:
        found(store)
        yield Register(store)


@pytest.fixture
def other(database: str, register: Register) -> Iterator[Register]:
    """Another process's register: the same store, its own memory."""
    with Store(database) as store:
        yield Register(store)


def test_an_accepted_command_is_in_the_history_with_its_act(register: Register) -> None:
    before = register.head()
    outcome = accepted(register, GRANT, by=OMBUDSMAN, trace="00-1-2-01")
    assert (outcome.first, outcome.last, outcome.written, outcome.replayed) == (before + 1, before + 1, True, False)
    (last,) = register.history(STRANGER, after=outcome.version - 1)
    assert last == outcome.recorded[0]
    assert (last.event, last.act.actor, last.act.trace) == (
        AccessGranted(access=Access.AUDITOR),
        OMBUDSMAN,
        "00-1-2-01",
    )
    assert register.head() == before + 1


def test_a_refused_command_writes_nothing(register: Register) -> None:
    before = register.head()
    outcome = register.execute(GRANT, actor=HEAD, command_id=uuid4())
    assert isinstance(outcome, Refused)
    assert outcome.refusal.code is RefusalCode.NO_AUTHORITY
    assert register.head() == before


def test_the_same_command_id_returns_the_first_outcome_even_when_it_would_be_refused_now(register: Register) -> None:
    command_id = uuid4()
    first = accepted(register, opening("19"), by=HEAD, command_id=command_id)
    again = accepted(register, opening("19"), by=HEAD, command_id=command_id)
    assert again.replayed
    assert (again.stream, again.version, again.recorded) == (first.stream, first.version, first.recorded)
    assert register.head() == first.last


def test_a_replay_is_recognised_in_another_process(register: Register, other: Register) -> None:
    command_id = uuid4()
    accepted(other, GRANT, by=OMBUDSMAN)
    accepted(register, REVOKE, by=OMBUDSMAN, command_id=command_id)
    again = accepted(other, REVOKE, by=OMBUDSMAN, command_id=command_id)
    assert again.replayed
    assert register.head() == again.last


@pytest.mark.parametrize("change", ["body", "actor", "effective"])
def test_a_command_id_is_not_reused_for_anything_else(register: Register, change: str) -> None:
    command_id = uuid4()
    accepted(register, opening("19"), by=HEAD, command_id=command_id)
    before = register.head()
    outcome = register.execute(
        opening("19", "Other") if change == "body" else opening("19"),
        actor=OMBUDSMAN if change == "actor" else HEAD,
        command_id=command_id,
        **({"effective": date(2024, 1, 1)} if change == "effective" else {}),
    )
    assert outcome == Reused(command_id=command_id)
    assert register.head() == before


def test_a_refusal_is_never_given_on_what_was_true_earlier(register: Register, other: Register) -> None:
    granted = accepted(register, GRANT, by=OMBUDSMAN)
    refused = register.execute(GRANT, actor=OMBUDSMAN, command_id=uuid4())
    assert isinstance(refused, Refused)
    accepted(other, REVOKE, by=OMBUDSMAN)
    assert accepted(register, GRANT, by=OMBUDSMAN).version == granted.version + 2


def test_a_stale_cache_is_found_by_the_append(register: Register, other: Register) -> None:
    seen = accepted(register, GRANT, by=OMBUDSMAN).version
    accepted(other, REVOKE, by=OMBUDSMAN)
    accepted(other, GRANT, by=OMBUDSMAN)
    assert accepted(register, REVOKE, by=OMBUDSMAN).version == seen + 3


def test_a_conflict_names_the_events_that_came_between(register: Register, other: Register) -> None:
    seen = accepted(register, GRANT, by=OMBUDSMAN).version
    accepted(other, REVOKE, by=OMBUDSMAN)
    outcome = register.execute(GRANT, actor=OMBUDSMAN, command_id=uuid4(), expected_version=seen)
    assert isinstance(outcome, Conflict)
    assert (outcome.stream, outcome.expected, outcome.actual) == (STRANGER, seen, seen + 1)
    assert [event.event for event in outcome.events] == [AccessRevoked(access=Access.AUDITOR)]


def test_whoever_may_not_act_learns_nothing_of_what_came_between(register: Register) -> None:
    accepted(register, GRANT, by=OMBUDSMAN)
    outcome = register.execute(REVOKE, actor=AUDITOR, command_id=uuid4(), expected_version=1)
    assert isinstance(outcome, Refused)
    assert outcome.refusal.code is RefusalCode.NO_AUTHORITY


def test_a_version_that_does_not_exist_yet_is_a_conflict_without_events(register: Register) -> None:
    outcome = register.execute(GRANT, actor=OMBUDSMAN, command_id=uuid4(), expected_version=99)
    assert isinstance(outcome, Conflict)
    assert outcome.events == ()


def test_a_dry_run_tells_what_would_be_written_and_writes_nothing(register: Register) -> None:
    before = register.head()
    command_id = uuid4()
    outcome = accepted(register, GRANT, by=OMBUDSMAN, dry_run=True, command_id=command_id)
    assert (outcome.written, outcome.first, outcome.last) == (False, 0, 0)
    assert [recorded.event for recorded in outcome.recorded] == [AccessGranted(access=Access.AUDITOR)]
    assert register.head() == before
    done = accepted(register, GRANT, by=OMBUDSMAN, command_id=command_id)
    assert (done.version, done.replayed) == (outcome.version, False)


def test_today_is_the_civil_day_of_almaty(database: str) -> None:
    with Store(database) as store:
        found(store)
        late_evening = datetime(2026, 3, 2, 20, 30, tzinfo=UTC)
        outcome = accepted(Register(store, clock=lambda: late_evening), GRANT, by=OMBUDSMAN)
    assert outcome.recorded[0].act.effective == date(2026, 3, 3)


def test_only_a_migration_may_leave_the_effective_day_unsaid(register: Register) -> None:
    with pytest.raises(ValueError, match="only a migration"):
        register.execute(GRANT, actor=OMBUDSMAN, command_id=uuid4(), effective=None)


def test_a_warm_command_needs_one_round_trip(register: Register, statements: list[str]) -> None:
    accepted(register, GRANT, by=OMBUDSMAN)
    statements.clear()
    accepted(register, REVOKE, by=OMBUDSMAN)
    assert len(statements) == 1
    assert "register.append" in statements[0]


def test_a_batch_is_decided_on_its_own_effects(register: Register) -> None:
    wrong = imported(opening("19"))
    outcomes = list(register.execute_batch([imported(opening("19")), wrong, imported(opening("23"))]))
    assert [type(outcome) for outcome in outcomes] == [Accepted, Refused, Accepted]
    assert [outcome.first for outcome in outcomes if isinstance(outcome, Accepted)] == [
        register.head() - 3,
        register.head() - 1,
    ]
    assert register.tail(register.head() - 4) == [r for o in outcomes if isinstance(o, Accepted) for r in o.recorded]


def test_a_batch_begun_again_adds_only_what_was_missing(register: Register) -> None:
    requests = [imported(opening(f"{code}")) for code in range(100, 140)]
    list(register.execute_batch(requests[:25]))
    outcomes = list(register.execute_batch(requests))
    assert [isinstance(o, Accepted) and o.replayed for o in outcomes] == [True] * 25 + [False] * 15
    head = register.head()
    assert all(isinstance(o, Accepted) and o.replayed for o in register.execute_batch(requests))
    assert register.head() == head


def test_one_command_id_with_two_bodies_in_a_batch_is_one_effect_and_one_reuse(register: Register) -> None:
    first, second = imported(opening("19")), imported(opening("23"))
    reusing = replace(second, command_id=first.command_id)
    outcomes = list(register.execute_batch([first, reusing, first, second]))
    assert [type(outcome) for outcome in outcomes] == [Accepted, Reused, Accepted, Accepted]
    assert [outcome.replayed for outcome in outcomes if isinstance(outcome, Accepted)] == [False, True, False]


def test_a_long_batch_goes_in_several_appends_without_holes(register: Register) -> None:
    before = register.head()
    people = [imported(RegisterOfficial(name=f"Person {n}", official=f"official-{uuid4()}")) for n in range(2_300)]
    outcomes = list(register.execute_batch(people))
    assert [outcome.first for outcome in outcomes if isinstance(outcome, Accepted)] == [
        *range(before + 1, before + 2_301)
    ]
    names = [r.event.name for r in register.tail(before, 5_000) if isinstance(r.event, OfficialRegistered)]
    assert names == [f"Person {n}" for n in range(2_300)]


def test_what_is_remembered_equals_what_is_stored(register: Register, other: Register) -> None:
    for command in (GRANT, REVOKE, GRANT):
        accepted(register, command, by=OMBUDSMAN)
    list(register.execute_batch([imported(opening("19"))]))
    for stream in (STRANGER, "office-19", "staffing-19"):
        kind, kept = kind_of(stream), register._folds.get(stream)
        history = other.history(stream)
        assert kept is not None
        assert (kept.state, kept.version) == (kind.fold(kind.initial, history), len(history))


def test_forgetting_states_costs_reads_but_never_an_answer(register: Register) -> None:
    register._folds._limit = 1
    for command in (GRANT, REVOKE, GRANT):
        accepted(register, command, by=OMBUDSMAN)
    outcomes = list(register.execute_batch([imported(opening(str(code))) for code in range(100, 110)]))
    assert all(isinstance(outcome, Accepted) for outcome in outcomes)
    assert len(register._folds._kept) == 1


def test_a_command_that_nothing_settles_gives_the_turn_back(
    register: Register, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(infra.register, "_MOST_IN_TURN", 5)
    with monkeypatch.context() as patched:
        patched.setattr(infra.register, "append", lambda session, view, drafts: Stale({}))
        with pytest.raises(RuntimeError, match="overtaken again and again"):
            register.execute(GRANT, actor=OMBUDSMAN, command_id=uuid4())
    assert accepted(register, GRANT, by=OMBUDSMAN)


def test_a_command_overtaken_every_time_is_still_carried_out(
    register: Register, other: Register, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whenever the command is decided, another process changes the actor's own record, until it takes its turn."""
    real, overtaken = infra.register.append, list[int]()
    busy = [
        GrantAccess(official=OMBUDSMAN, access=Access.AUDITOR),
        RevokeAccess(official=OMBUDSMAN, access=Access.AUDITOR),
    ]

    def overtaking(session: Session, view: View, drafts: list[Draft]) -> Answer:
        if drafts[0].request.command is GRANT and len(overtaken) < infra.register._RACES:
            overtaken.append(accepted(other, busy[len(overtaken) % 2], by=OMBUDSMAN).last)
        return real(session, view, drafts)

    monkeypatch.setattr(infra.register, "append", overtaking)
    assert accepted(register, GRANT, by=OMBUDSMAN).first == overtaken[-1] + 1
    assert len(overtaken) == infra.register._RACES


@pytest.fixture
def statements(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every statement that sessions send from now on."""
    sent: list[str] = []
    real = Session._all

    def spying(self: Session, query: str, *parameters: object) -> list[tuple[object, ...]]:
        sent.append(query)
        return real(self, query, *parameters)

    monkeypatch.setattr(Session, "_all", spying)
    return sent
