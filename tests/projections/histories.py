"""Random histories of the register: any command of the domain, filled from its declared types, decided by the rules.

Whatever the domain learns to do is part of these histories without a word here.
"""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from enum import Enum
from random import Random
from typing import Annotated, Any, get_args, get_origin, get_type_hints
from uuid import UUID

import msgspec
from msgspec import Meta, Struct
from msgspec.structs import replace

from domain.calendar.commands import AmendDays, DeclareDays
from domain.calendar.state import CalendarOpened
from domain.compartments.state import CompartmentOpened
from domain.decider import Decision, deciders
from domain.message import Command, Recorded
from domain.officials.state import CrossingGranted
from domain.persons.state import PersonDetails, PersonRegistered
from tests.domain.complaint_facts import OTHER, PERSON, under_examination
from tests.domain.petition_facts import sent, signed
from tests.domain.scenario import OMBUDSMAN, TODAY, Register, at, small_register, stream

_RECORDS = ("complaint", "petition", "measure", "person", "official", "post", "office", "calendar", "compartment")
_WORDS = ("Water", "Heating", "1", "2", "a", "b", "Akimat of Astana")
_WEIGHTS = {"complaint": 4, "petition": 6}
"""Records with the longest lives get the most acts, so that some of them come to their end."""
_ATTEMPTS = 8
"""How often an act is tried with other values before another one has its turn."""
_OFFICES = ("00", "71", "75", "10")


def random_history(random: Random, acts: int) -> list[Recorded]:
    """What is recorded after so many attempts at random acts, refused ones among them."""
    register, today = _beginning(), TODAY
    commands = sorted(deciders(), key=lambda command: command.__name__)
    weights = [_WEIGHTS.get(deciders()[command].kind.name, 1) for command in commands]
    for _ in range(acts):
        today += timedelta(days=random.choice((0, 0, 0, 1, 2, 9)))
        (chosen,) = random.choices(commands, weights)
        any(_attempt(random, register, chosen, today) for _ in range(_ATTEMPTS))
    return in_order(register)


def _beginning() -> Register:
    """The small register with matters half way, so that chance also comes to their ends."""
    applicant = PersonRegistered(person=PERSON, details=PersonDetails(name="Aigerim Saparova"))
    compartment = stream("compartment", "behind a wall")
    return small_register().tell(
        at(compartment, CompartmentOpened(name="North", purpose="Kept apart")),
        at(OMBUDSMAN, CrossingGranted(compartment=compartment, reason="In charge")),
        at("calendar-kz", CalendarOpened()),
        at(PERSON, applicant),
        under_examination(),
        under_examination(OTHER),
        signed(),
        sent(),
    )


def _attempt(random: Random, register: Register, chosen: type[Command], today: date) -> bool:
    """Fill a command by chance and carry it out, if the rules let it."""
    command = random_command(random, register, chosen, today)
    if command is None:
        return False
    migration = random.random() < 0.4
    answer, _ = register.decide(
        command,
        by=OMBUDSMAN if random.random() < 0.4 else random.choice([*_of(register, "official")]),
        on=today,
        effective=None if migration and random.random() < 0.1 else today,
        migration=migration,
        command_id=UUID(int=random.getrandbits(128), version=4),
    )
    if isinstance(answer, Decision):
        register.append(answer, today)
    return isinstance(answer, Decision)


def in_order(register: Register) -> list[Recorded]:
    """All events of a register by position."""
    return sorted((r for events in register.streams.values() for r in events), key=lambda r: r.position)


def as_recorded(history: list[Recorded]) -> list[Recorded]:
    """Recording never goes back in time."""
    latest, events = history[0].recorded_at, []
    for recorded in history:
        latest = max(latest, recorded.recorded_at)
        events.append(replace(recorded, recorded_at=latest))
    return events


def random_command(random: Random, register: Register, command: type[Command], today: date) -> Command | None:
    """A command whose fields fit their types; None when chance did not find values that fit together."""
    fields = {name: _value(random, register, hint, today) for name, hint in _hints(command).items()}
    if command in (DeclareDays, AmendDays):
        fields["calendar"] = "calendar-kz"
    if "year" in fields:
        fields["year"] = random.choice((today.year, today.year + 1))
    try:
        return msgspec.convert(msgspec.to_builtins(fields), command)
    except msgspec.ValidationError:
        return None


def _hints(struct: type[Struct]) -> dict[str, Any]:
    hints = get_type_hints(struct, include_extras=True)
    return {field.name: hints[field.name] for field in msgspec.structs.fields(struct)}


def _value(random: Random, register: Register, hint: Any, today: date, meta: Meta | None = None) -> Any:
    if get_origin(hint) is Annotated:
        inner, *metas = get_args(hint)
        return _value(random, register, inner, today, next((m for m in metas if isinstance(m, Meta)), None))
    parts = get_args(hint)
    if type(None) in parts:
        others = [part for part in parts if part is not type(None)]
        return None if random.random() < 0.4 else _value(random, register, random.choice(others), today)
    if get_origin(hint) is tuple:
        return tuple(_value(random, register, parts[0], today) for _ in range(random.choice((0, 1, 1, 2))))
    if isinstance(hint, type) and issubclass(hint, Enum):
        return random.choice(list(hint))
    if isinstance(hint, type) and issubclass(hint, Struct):
        return {name: _value(random, register, h, today) for name, h in _hints(hint).items()}
    if hint is date:
        return today + timedelta(days=random.choice((-30, -3, 0, 3, 10, 30)))
    if hint is bool:
        return random.random() < 0.5
    if hint is int:
        return random.choice((1, 2, 5, 15))
    if meta is not None and meta.min_length is not None and meta.min_length >= 20:
        return f"{random.getrandbits(128):032x}"
    return _words(random, register, meta.pattern if meta else None)


def _words(random: Random, register: Register, pattern: str | None) -> str:
    pattern = pattern or ""
    pools = [kind for kind in _RECORDS if re.match(rf"\^\(?([a-z]+\|)*{kind}\b", pattern)]
    if pools:
        pool = [stream for kind in pools for stream in _of(register, kind)]
        return random.choice(pool or ["complaint-00000000-0000-4000-8000-000000000000"])
    if pattern == "^[0-9]{2,3}$":
        return random.choice(_OFFICES)
    if pattern == "^[0-9]{12}$":
        return "900101300123"
    if pattern.startswith(("^[0-9]{1,3}", "^[a-z0-9]{1,3}")):
        return random.choice(("1", "2", "a") if "a-z" in pattern else ("1", "2"))
    return random.choice(_WORDS)


def _of(register: Register, kind: str) -> Iterator[str]:
    """Records of a kind, and one that may not exist yet."""
    yield from (stream for stream in register.streams if stream.startswith(f"{kind}-"))
    if kind in ("calendar", "office"):
        yield {"calendar": "calendar-kz", "office": "office-33"}[kind]
