"""A recorded event in words and as JSON, for `history`."""

from typing import Any

import msgspec

from domain.message import Recorded, personal_fields

HIDDEN = "(personal)"


def fields(recorded: Recorded, *, personal: bool) -> dict[str, Any]:
    """What the event says, field by field; personal values only if asked for."""
    event = recorded.event
    hidden = frozenset[str]() if personal else personal_fields(type(event))
    plain: dict[str, Any] = msgspec.to_builtins(event)
    return {name: HIDDEN if name in hidden else value for name, value in plain.items()}


def as_json(recorded: Recorded, *, personal: bool) -> dict[str, Any]:
    act: dict[str, Any] = msgspec.to_builtins(recorded.act)
    return {
        "position": recorded.position,
        "version": recorded.version,
        "recorded_at": recorded.recorded_at,
        "event": type(recorded.event).__name__,
        "words": msgspec.to_builtins(recorded.event.words),
        "act": act,
        "fields": fields(recorded, personal=personal),
    }


def as_lines(recorded: Recorded, *, personal: bool) -> list[str]:
    """One line on the act, with who did it and where it stands, then one for each field."""
    act = recorded.act
    day = act.effective.isoformat() if act.effective else "day not said"
    office = f", office {act.office}" if act.office else ""
    acting = f", for {act.acting_for}" if act.acting_for else ""
    head = (
        f"{recorded.version:>4}  {day}  {act.capacity.words.en}{office}{acting} {recorded.event.words.en}  ¶{act.basis}"
        f"  ({act.actor}, position {recorded.position})"
    )
    told = fields(recorded, personal=personal)
    return [head, *(f"      {name}: {_text(value)}" for name, value in told.items())]


def _text(value: Any) -> str:
    """A value as people read it: words as they are, lists of words with commas, all else as JSON."""
    if isinstance(value, str):
        return value
    if isinstance(value, list | tuple) and all(isinstance(each, str) for each in value):
        return ", ".join(value)
    return msgspec.json.encode(value).decode()
