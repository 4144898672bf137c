"""What the trail takes from the appends: the same with log and sealing, and without, turn by turn."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4

from msgspec.structs import replace

from benchmarks.appending import CASES, acting, appending, classifying
from benchmarks.arena import Arena, say
from benchmarks.audit.sealing import in_plain_words
from benchmarks.audit.sizes import TEMPLATE, AuditSize
from benchmarks.casework import CATEGORIES, Institution, carry_out, found, registration, registrations
from benchmarks.clients import Act, Client, Clients, Work
from benchmarks.figures import Figure, percentiles
from domain.complaints.admissibility import AcceptComplaint
from domain.complaints.closing import CloseComplaint, NotifyApplicant
from domain.complaints.decision import DecideHead
from domain.complaints.examination import RecordExplanation, RequestExplanation, SubmitProposal
from domain.complaints.vocabulary import Channel, Finding, HeadOfComplaint
from domain.identifiers import OfficialId, StreamId
from domain.message import Command
from domain.outcome import Accepted
from infra.log.checkpoints import Checkpoints
from infra.log.follower import following_log
from infra.log.keys import LogKey
from infra.log.publication import Publisher
from infra.register import Register
from infra.store.recorder import Store

SECTION = "Appends with everything on"
WITHOUT, WITH = "register without it", "register: with log and sealing"
STATE = b'{"schema":1,"act":{"actor":"official-00000000-0000-0000-0000-000000000000"},"event":{"text":"%s"}}' % (
    b"x" * 400
)
_EVERY = 60.0
"""Seconds between checkpoints, as by default."""
_WARM = 5
"""Acts of each client before it is measured: connections of a register live long, these only for a turn."""


def slowing(arena: Arena, size: AuditSize) -> Iterator[Figure]:
    """The bare append and whole commands, with all that the trail adds and without; the projector rests in both."""
    dsn = arena.database("audit_appends", register=False, copy_of=TEMPLATE)
    with Store(dsn) as store:
        register = Register(store)
        institution = found(register)
        for office in institution.offices:
            carry_out(register, registrations(office, CASES))
    ways = (
        ("an append alone", "appends", appending, (dsn, STATE), (dsn, STATE)),
        ("ClassifyComplaint", "commands", classifying, (dsn, institution), (dsn, institution)),
        ("a whole case, 8 commands", "cases", handling, (dsn, institution, False), (dsn, institution, True)),
        (
            "RegisterComplaint with a new person",
            "commands",
            receiving,
            (dsn, institution, False),
            (dsn, institution, True),
        ),
    )
    with Clients(max(size.clients), __name__) as clients:
        for count in size.clients:
            for what, unit, client, bare, whole in ways:
                works: dict[str, list[Work]] = {WITHOUT: [], WITH: []}
                for turn in range(size.rounds):
                    say(f"log: {what}, clients: {count}, round {turn + 1} of {size.rounds}")
                    for by in (WITHOUT, WITH) if turn % 2 else (WITH, WITHOUT):  # the register grows all the while
                        with _log(arena, dsn) if by == WITH else nullcontext():
                            arguments = (client, *(whole if by == WITH else bare))
                            work = clients.work(_warm, arguments, clients=count, seconds=size.seconds)
                        works[by].append(work)
                for by, parts in works.items():
                    yield _figure(what, unit, by, count, _together(parts))


@contextmanager
def _warm(place: int, client: Client, *arguments: Any) -> Iterator[Act]:
    """A client that has done the same some times."""
    with client(place, *arguments) as act:
        for _ in range(_WARM):
            act()
        yield act


@contextmanager
def receiving(place: int, dsn: str, institution: Institution, sealed: bool) -> Iterator[Act]:
    """An employee registers complaints in an office of the client's own, each with a new person."""
    office = institution.offices[place % len(institution.offices)]
    with nullcontext() if sealed else in_plain_words(), acting(dsn, institution.staff[office].clerk) as execute:
        yield lambda: execute(registration(office, place))


@contextmanager
def handling(place: int, dsn: str, institution: Institution, sealed: bool) -> Iterator[Act]:
    """Complaints of new persons go their way from receipt to closing: eight commands of an employee and the head of the
    office, five of them with words about the person."""
    office = institution.offices[place % len(institution.offices)]
    staff = institution.staff[office]
    words = "The applicant told us of it. " * 8
    received = replace(
        registration(office, place),
        heads=(HeadOfComplaint(category=CATEGORIES[0], subject=words),),
        statement=words,
    )
    with nullcontext() if sealed else in_plain_words(), Store(dsn, connections=1) as store:
        register = Register(store)

        def do(command: Command, by: OfficialId) -> StreamId:
            outcome = register.execute(command, actor=by, command_id=uuid4())
            assert isinstance(outcome, Accepted), outcome
            return outcome.stream

        def handle() -> int:
            case = do(received, staff.clerk)
            do(AcceptComplaint(complaint=case, reason=words), staff.examiner)
            do(RequestExplanation(complaint=case, body="Akimat 1", answer_by=_answer_by()), staff.examiner)
            do(RecordExplanation(complaint=case, request="1", summary=words), staff.examiner)
            do(SubmitProposal(complaint=case, proposal=words), staff.clerk)
            finding = Finding.VIOLATION_FOUND
            do(DecideHead(complaint=case, head="1", finding=finding, grounds=words, reasoning=words), staff.examiner)
            do(NotifyApplicant(complaint=case, channel=Channel.POST), staff.clerk)
            do(CloseComplaint(complaint=case), staff.clerk)
            return 1

        yield handle


def _answer_by() -> date:
    return datetime.now(UTC).date() + timedelta(days=14)


@contextmanager
def _log(arena: Arena, dsn: str) -> Iterator[None]:
    """The follower and the signer, as `ombudsman project` runs them, caught up before the clients begin."""
    stop, ready = threading.Event(), threading.Event()
    publisher = Publisher(Checkpoints(dsn, LogKey("register.benchmark/log", arena.home / "benchmark.key")), _EVERY)
    signer = threading.Thread(target=publisher.run, args=(stop,))
    with following_log(dsn, stop, looked=lambda size: ready.set()):
        ready.wait()
        signer.start()
        try:
            yield
        finally:
            stop.set()
            signer.join()


def _together(parts: list[Work]) -> Work:
    return Work(
        done=sum(part.done for part in parts),
        seconds=sum(part.seconds for part in parts),
        durations=[duration for part in parts for duration in part.durations],
    )


def _figure(what: str, unit: str, by: str, clients: int, work: Work) -> Figure:
    p50, p99 = percentiles(work.durations)
    return Figure(
        section=SECTION,
        what=what,
        by=by,
        clients=clients,
        unit=unit,
        per_second=work.per_second,
        p50=p50,
        p99=p99,
        peer=by == WITHOUT,
        note="tree, checkpoints, sealed values; at least 0.85 needed" if by == WITH else "no tree, plain words",
    )
