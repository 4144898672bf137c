"""The small register of the domain's scenarios, written into a real store, and short ways to act in it."""

from datetime import date
from typing import Any
from uuid import UUID, uuid4

from domain.identifiers import MIGRATION
from domain.message import Command
from domain.offices.commands import OpenOffice
from domain.offices.state import OfficeKind, OfficeNames
from domain.outcome import Accepted
from infra.deciding import Request
from infra.register import Register
from infra.store.codec import encode
from infra.store.recorder import Store
from infra.store.session import MAX_EVENTS, Entry, NewEvent
from tests.domain.scenario import small_register

FOUNDING = date(2022, 7, 1)


def found(store: Store) -> int:
    """Write the small register; the position after it."""
    streams = small_register().streams
    events = sorted((recorded for stream in streams.values() for recorded in stream), key=lambda r: r.position)
    assert len(events) <= MAX_EVENTS
    new = [NewEvent(r.stream, type(r.event).__name__, encode(r.act, r.event)) for r in events]
    with store.recorder.session() as session:
        session.append([Entry(uuid4(), b"founding", new[0].stream, len(new))], dict.fromkeys(streams, 0), new)
    return len(new)


def opening(code: str, name: str = "Office") -> OpenOffice:
    return OpenOffice(
        office=f"office-{code}", office_kind=OfficeKind.REGION, names=OfficeNames(kk=name, ru=name, en=name)
    )


def accepted(register: Register, command: Command, *, by: str, **options: Any) -> Accepted:
    outcome = register.execute(command, actor=by, command_id=options.pop("command_id", None) or uuid4(), **options)
    assert isinstance(outcome, Accepted), outcome
    return outcome


def imported(command: Command, command_id: UUID | None = None, effective: date | None = FOUNDING) -> Request:
    return Request(
        command=command, actor=MIGRATION, command_id=command_id or uuid4(), migration=True, effective=effective
    )
