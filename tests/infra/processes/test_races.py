"""Real processes against one register: order of commits, authority lost meanwhile, a limit that all want to use."""

import time
from uuid import uuid4

from domain.message import Recorded
from domain.offices.state import OfficeRenamed
from domain.outcome import Accepted, Refused
from domain.posts.commands import RecordStaffingLimit
from domain.posts.events import HolderAppointed, HolderDismissed, PostAdded
from domain.refusal import RefusalCode
from infra.register import Register
from infra.store.recorder import Store
from tests.domain.scenario import HEAD, POST_HEAD
from tests.infra.founded import found, imported, opening
from tests.infra.processes.workers import (
    append_freely,
    establish_a_post_everywhere,
    head_or_ombudsman,
    running,
    together,
)

WRITERS, APPENDS = 8, 250
ROUNDS = 150
OFFICES = [str(code) for code in range(100, 220)]


def test_a_reader_who_tails_eight_writers_misses_no_event(database: str) -> None:
    with Store(database) as store, running(append_freely, [(database, n, APPENDS) for n in range(WRITERS)]) as results:
        register, seen, deadline = Register(store), list[Recorded](), time.monotonic() + 90
        while (not seen or seen[-1].position < WRITERS * APPENDS) and time.monotonic() < deadline:
            seen += register.tail(seen[-1].position if seen else 0, 500)
        written = sum(results())
        while more := register.tail(seen[-1].position, 500):
            seen += more
        assert [event.position for event in seen] == list(range(1, written + 1))
        assert register.tail(0, written + 1) == seen
        times = [event.recorded_at for event in seen]
        assert times == sorted(times)
        for stream in {event.stream for event in seen}:
            versions = [event.version for event in register.history(stream)]
            assert versions == list(range(1, len(versions) + 1))


def test_nobody_acts_on_an_authority_that_was_lost_meanwhile(database: str) -> None:
    with Store(database) as store:
        after = found(store)
        acting, appointing = together(head_or_ombudsman, [(database, role, ROUNDS) for role in ("head", "ombudsman")])
        assert all(isinstance(outcome, Accepted) for outcome in appointing)
        accepted = [outcome for outcome in acting if isinstance(outcome, Accepted)]
        refused = [outcome for outcome in acting if isinstance(outcome, Refused)]
        assert len(accepted) + len(refused) == ROUNDS
        assert accepted, "in no round did the Head act first: this was no race"
        assert refused, "in no round was the Head dismissed first: this was no race"
        in_office, renamings = True, 0
        for recorded in Register(store).tail(after, 10_000):
            if recorded.stream == POST_HEAD:
                in_office = {HolderAppointed: True, HolderDismissed: False}.get(type(recorded.event), in_office)
            if isinstance(recorded.event, OfficeRenamed):
                assert recorded.act.actor == HEAD
                assert in_office, f"accepted at position {recorded.position}, after the dismissal"
                renamings += 1
        assert renamings == len(accepted)


def test_six_processes_never_exceed_the_staffing_limit_of_any_office(database: str) -> None:
    with Store(database) as store:
        found(store)
        register = Register(store)
        limits = [RecordStaffingLimit(staffing=f"staffing-{code}", limit=1, reference="Decree 1") for code in OFFICES]
        outcomes = register.execute_batch(imported(c) for c in [*(opening(code) for code in OFFICES), *limits])
        assert all(isinstance(outcome, Accepted) for outcome in outcomes)
        before = register.head()
        results = together(establish_a_post_everywhere, [(database, OFFICES)] * 6)
        assert sum(established for established, _ in results) == len(OFFICES)
        assert {code for _, refused in results for code in refused} == {RefusalCode.STAFFING_LIMIT_EXCEEDED}
        added = [r for r in register.tail(before, 10_000) if isinstance(r.event, PostAdded)]
        assert sorted(r.stream for r in added) == [f"staffing-{code}" for code in OFFICES]


def test_a_command_that_always_loses_the_race_takes_its_turn(database: str) -> None:
    """Six processes registering in one office and year contend for one counter; all are served, without a hole."""
    with Store(database) as store:
        found(store)
        register = Register(store)
        limit = RecordStaffingLimit(staffing="staffing-71", limit=500, reference=f"Decree {uuid4()}")
        assert isinstance(next(register.execute_batch([imported(limit)])), Accepted)
        results = together(establish_a_post_everywhere, [(database, ["71"] * 40)] * 6)
        assert [established for established, _ in results] == [40] * 6
