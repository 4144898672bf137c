"""What the processes of these tests do: plain functions over a connection string, started afresh (spawn)."""

import multiprocessing as mp
import random
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from multiprocessing.synchronize import Barrier
from typing import Any
from uuid import uuid4

from domain.identifiers import MIGRATION
from domain.offices.commands import RenameOffice
from domain.offices.state import OfficeNames
from domain.officials.commands import RegisterOfficial
from domain.officials.state import Access, AccessGranted
from domain.outcome import Accepted, Outcome, Refused
from domain.posts.commands import AppointHead, DismissHead, EstablishPost
from domain.posts.events import PostKind
from infra.register import Register
from infra.store.codec import encode
from infra.store.recorder import Store
from infra.store.session import Entry, NewEvent, Written
from tests.domain.scenario import HEAD, OMBUDSMAN, POST_HEAD, small_register

SPAWN = mp.get_context("spawn")


def together(work: Callable[..., Any], arguments: Sequence[tuple[Any, ...]], *, seconds: float = 120) -> list[Any]:
    """Run one process for each tuple of arguments, all beginning at the same moment; their results in order."""
    with running(work, arguments, seconds=seconds) as results:
        return results()


@contextmanager
def running(
    work: Callable[..., Any], arguments: Sequence[tuple[Any, ...]], *, seconds: float = 120
) -> Iterator[Callable[[], list[Any]]]:
    """The same, while this process does something else until it asks for the results."""
    barrier, answers = SPAWN.Barrier(len(arguments)), SPAWN.Queue()
    processes = [
        SPAWN.Process(target=_report, args=(work, place, barrier, answers, args), daemon=True)
        for place, args in enumerate(arguments)
    ]
    for process in processes:
        process.start()

    def results() -> list[Any]:
        collected = dict(answers.get(timeout=seconds) for _ in processes)
        return [collected[place] for place in range(len(processes))]

    try:
        yield results
    finally:
        for process in processes:
            process.join(timeout=10)
            process.kill()


def _report(work: Callable[..., Any], place: int, barrier: Barrier, answers: Any, args: tuple[Any, ...]) -> None:
    try:
        answers.put((place, work(barrier, *args)))
    except BaseException as error:
        answers.put((place, error))
        raise


def append_freely(barrier: Barrier, dsn: str, writer: int, appends: int) -> int:
    """Append one to six events at a time to one's own streams, as fast as possible; how many events."""
    dice, count = random.Random(writer), 0
    act = next(iter(small_register().streams.values()))[0].act
    event = AccessGranted(access=Access.AUDITOR)
    with Store(dsn, connections=1) as store:
        barrier.wait(60)
        for _ in range(appends):
            size, stream = dice.randint(1, 6), f"official-{uuid4()}"
            new = [NewEvent(stream, "AccessGranted", encode(act, event))] * size
            with store.recorder.session() as session:
                answer = session.append([Entry(uuid4(), b"", stream, size)], {stream: 0}, new)
            assert isinstance(answer, Written)
            count += size
    return count


def act_as_head(barrier: Barrier, dsn: str, rounds: int) -> list[Outcome]:
    """In every round give one command that only the Head may give, with the authority fresh in memory."""
    dice, outcomes = random.Random(1), list[Outcome]()
    with Store(dsn, connections=1) as store:
        register = Register(store)
        for place in range(rounds):
            command = RenameOffice(office="office-71", names=OfficeNames(kk="А", ru="А", en=f"Round {place}"))
            register.execute(command, actor=HEAD, command_id=uuid4(), dry_run=True)
            barrier.wait(60)
            time.sleep(dice.uniform(0, 0.004))
            outcomes.append(register.execute(command, actor=HEAD, command_id=uuid4()))
            barrier.wait(60)
            barrier.wait(60)
    return outcomes


def dismiss_and_appoint_the_head(barrier: Barrier, dsn: str, rounds: int) -> list[Outcome]:
    """In every round dismiss the Head at that same moment, and appoint the same person again afterwards."""
    dice, outcomes = random.Random(2), list[Outcome]()
    dismiss = DismissHead(post=POST_HEAD, reference="Order 2", ground="Own request")
    appoint = AppointHead(post=POST_HEAD, official=HEAD, reference="Order 3")
    with Store(dsn, connections=1) as store:
        register = Register(store)
        for _ in range(rounds):
            barrier.wait(60)
            time.sleep(dice.uniform(0, 0.008))
            outcomes.append(register.execute(dismiss, actor=OMBUDSMAN, command_id=uuid4()))
            barrier.wait(60)
            outcomes.append(register.execute(appoint, actor=OMBUDSMAN, command_id=uuid4()))
            barrier.wait(60)
    return outcomes


def head_or_ombudsman(barrier: Barrier, dsn: str, role: str, rounds: int) -> list[Outcome]:
    return (act_as_head if role == "head" else dismiss_and_appoint_the_head)(barrier, dsn, rounds)


def establish_a_post_everywhere(barrier: Barrier, dsn: str, offices: list[str]) -> tuple[int, list[str]]:
    """Try to establish one post in each office; how many were established, and the codes of the refusals."""
    established, refused = 0, list[str]()
    with Store(dsn, connections=1) as store:
        register = Register(store)
        barrier.wait(60)
        for office in offices:
            command = EstablishPost(office=office, post_kind=PostKind.EMPLOYEE, title="Expert")
            outcome = register.execute(command, actor=HEAD, command_id=uuid4())
            established += isinstance(outcome, Accepted)
            if isinstance(outcome, Refused):
                refused.append(outcome.refusal.code)
    return established, refused


def register_people(register: Register, acknowledged: dict[Any, Accepted], until: Callable[[], bool]) -> None:
    """Register official after official, noting what the register acknowledged."""
    while not until():
        command_id = uuid4()
        command = RegisterOfficial(official=f"official-{command_id}", name="Somebody")
        outcome = register.execute(command, actor=MIGRATION, command_id=command_id, migration=True)
        assert isinstance(outcome, Accepted), outcome
        acknowledged[command_id] = outcome
