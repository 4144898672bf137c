"""The sentence of one act: from its line of the trail, what it may tell of its reasons, and the names of things."""

from collections.abc import Iterator, Mapping
from datetime import date
from enum import Enum
from functools import cache
from typing import Any, Final, get_args, get_type_hints

import domain.kinds  # noqa: F401  (completes the register of events)
from domain.capacity import Capacity
from domain.civil import civil_day
from domain.identifiers import CENTRE, MIGRATION, SYSTEM
from domain.message import event_types
from domain.text import Language, Text
from graphql_api.sentences.details import DAYS_IN_DETAILS, IDS_IN_DETAILS, LABELS, WORDS_IN_DETAILS, Naming
from graphql_api.sentences.naming import Names, own_name
from graphql_api.sentences.phrases import cited, day_in_words, on, quoted, record, subject
from projections.audit import AuditRow

_WHY: Final = ("ground", "grounds", "reason")
_NO_DAY: Final = Text(
    kk="Дереккөзде көрсетілмеген күні",
    ru="В день, не указанный в источнике",
    en="On a day that the source does not say",
)
_RECORDED: Final = Text(kk=" ({} тіркелген)", ru=" (внесено {})", en=" (recorded on {})")
ITSELF: Final = Text(kk="тізілімнің өзі", ru="сам реестр", en="the register itself")
"""Who does what no official did."""
EARLIER: Final = Text(kk="бұрынғы тізілім", ru="прежний реестр", en="an earlier register")
"""Whose records were brought in: not the register did what they tell, and nobody whom it knows."""
SOMEBODY: Final = Text(kk="лауазымды адам", ru="должностное лицо", en="an official")
"""Whose name the reader does not know; in Russian the title says it."""
_IN_A_MATTER_OF: Final = Text(kk="{} бойынша", ru="касается: {}", en="in a matter of the {}")
"""Beside an actor who belongs to no office, or not to this one."""
_ACTING: Final = Text(kk=", «{}» лауазымы бойынша,", ru=", по должности «{}»,", en=", for the post “{}”,")
"""For whom a deputy acts; that it is so, the capacity says."""
_WHOLE: Final = Text(
    kk="{day} {who} {basis} негізінде {words}{number}{details}{why}.",
    ru="{day} {who} на основании {basis} {words}{number}{details}{why}.",
    en="{day} {who} under {basis}, {words}{number}{details}{why}.",
)
_BECAUSE: Final = Text(kk="; себебі: {}", ru="; причина: {}", en=", because: {}")


def sentence(line: AuditRow, content: Mapping[str, Any] | None, names: Names, language: Language) -> str:
    """The entry in words.

    content: free text and personal values of the event, where the reader may see them; of them only why it happened
        is said
    """
    happened = event_types()[line.event].words
    pattern = _WHOLE.in_language(language)
    return pattern.format(
        day=_when(line, language),
        who=_who(line, names, language),
        basis=cited(line.basis, language),
        words=happened.in_language(language),
        number=record(line.number, line.stream, names, language),
        details=_told(line, names, language),
        why=_why(line, content, language),
    )


@cache
def because(event: str) -> tuple[str, ...]:
    """The fields of an event that say in words why it happened."""
    hints = get_type_hints(event_types()[event])
    return tuple(name for name in _WHY if name in hints and not _is_closed_list(hints[name]))


def _is_closed_list(hint: Any) -> bool:
    return any(isinstance(part, type) and issubclass(part, Enum) for part in (hint, *get_args(hint)))


def _when(line: AuditRow, language: Language) -> str:
    recorded = civil_day(line.recorded_at)
    noted = _RECORDED.in_language(language).format(day_in_words(recorded, language))
    if line.effective is None:
        return f"{_NO_DAY.in_language(language)}{noted}{'' if language == 'kk' else ','}"
    day = on(line.effective, language)
    return day if recorded == line.effective else f"{day}{noted}"


def _who(line: AuditRow, names: Names, language: Language) -> str:
    """The actor, as what, where, and for whom."""
    if line.actor == SYSTEM:
        return ITSELF.in_language(language) + ("," if language == "en" else "")
    title = Capacity(line.capacity).words.in_language(language)
    where = _where(line, names, language)
    if line.actor == MIGRATION:
        earlier = subject(None, [EARLIER.in_language(language)], (title, where), language)
        return f"{earlier}," if language == "en" else earlier
    name = names.officials.get(line.actor)
    if language != "ru":
        name = name or SOMEBODY.in_language(language)
    who = subject(name, [title], (where,), language)
    post = names.posts.get(line.acting_for) if line.acting_for is not None else None
    return who.removesuffix(",") + _ACTING.in_language(language).format(post) if post else who


def _where(line: AuditRow, names: Names, language: Language) -> str:
    """The office in which somebody acts, or, of who belongs to none or to another one, whose matter it is."""
    office = names.offices.get(line.office) if line.office is not None else None
    if office is None:
        return ""
    capacity = Capacity(line.capacity)
    if not capacity.covers_all_offices and capacity is not Capacity.REPRESENTATIVE_INSTRUCTED:
        return office.in_language(language)
    if line.office == CENTRE or own_name(line.stream) == (Naming.OFFICE, line.office):
        return ""
    return _IN_A_MATTER_OF.in_language(language).format(office.in_language(language))


def _told(line: AuditRow, names: Names, language: Language) -> str:
    told = "; ".join(_details(line, names, language))
    return f" — {told}" if told else ""


def _details(line: AuditRow, names: Names, language: Language) -> Iterator[str]:
    for name in _detailed(line.event):
        value = line.payload.get(name)
        if isinstance(value, str | int) and not isinstance(value, bool):
            said = _said(name, value, names, language)
            if said:
                yield f"{LABELS[name].in_language(language)}: {said}"


@cache
def _detailed(event: str) -> tuple[str, ...]:
    """The fields of an event that its sentence tells, in the order of the labels."""
    fields = set(event_types()[event].__struct_fields__)
    return tuple(name for name in LABELS if name in fields)


def _said(name: str, value: str | int, names: Names, language: Language) -> str:
    """A field's value for people; empty for what the reader has no name for."""
    if name in IDS_IN_DETAILS:
        return names.said(IDS_IN_DETAILS[name], str(value), language)
    if name in DAYS_IN_DETAILS:
        return day_in_words(date.fromisoformat(str(value)), language)
    known = WORDS_IN_DETAILS.get(name, {}).get(str(value))
    return known.in_language(language) if known is not None else str(value)


def _why(line: AuditRow, content: Mapping[str, Any] | None, language: Language) -> str:
    given = [line.payload.get(name) or (content or {}).get(name) for name in because(line.event)]
    said = "; ".join(quoted(str(value), language) for value in given if value)
    return _BECAUSE.in_language(language).format(said) if said else ""
