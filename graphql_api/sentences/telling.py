"""The sentence of one entry of the trail, from its act, what it may tell of its reasons, and the names of things.

Kazakh and Russian need no case endings of names: patterns put each where it stands as it is, and dates come from CLDR.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from enum import Enum
from functools import cache, lru_cache
from typing import Any, Final, get_args, get_type_hints

from babel.dates import format_date

import domain.kinds  # noqa: F401  (completes the register of events)
from domain.capacity import Capacity
from domain.civil import civil_day
from domain.identifiers import MIGRATION, SYSTEM
from domain.message import event_types
from domain.refusal import RefusalCode
from domain.regulation import provision
from domain.text import Language, Text
from graphql_api.sentences.details import DAYS_IN_DETAILS, IDS_IN_DETAILS, LABELS, WORDS_IN_DETAILS, Naming
from graphql_api.sentences.naming import Names, own_name
from projections.audit import AuditRow
from projections.reading import ReadingRow, RefusalRow

LONGEST: Final = 300
"""Characters of a reason that a sentence says; the whole stands in the content of the event."""
_WHY: Final = ("ground", "grounds", "reason")
_DAY: Final = {"kk": "y 'жылғы' d MMMM 'күні'", "ru": "d MMMM y 'года'", "en": "d MMMM y"}
_NO_DAY: Final = Text(
    kk="Дереккөзде көрсетілмеген күні",
    ru="В день, не указанный в источнике",
    en="On a day that the source does not say",
)
_RECORDED: Final = Text(kk=" ({} тіркелген)", ru=" (внесено {})", en=" (recorded on {})")
_ITSELF: Final = Text(kk="тізілімнің өзі", ru="сам реестр", en="the register itself,")
_EARLIER: Final = Text(kk="бұрынғы тізілім", ru="прежний реестр", en="an earlier register")
"""Whose records were brought in: not the register did what they tell, and nobody whom it knows."""
_SOMEBODY: Final = Text(kk="лауазымды адам", ru="должностное лицо", en="an official")
_ACTING: Final = Text(
    kk=", «{}» лауазымы бойынша міндет атқара отырып",
    ru=", исполняя обязанности по должности «{}»",
    en=", acting for the holder of the post “{}”",
)
_ACTING_FOR_A_POST: Final = Text(
    kk=", міндет атқара отырып", ru=", исполняя обязанности", en=", acting for the holder of the post"
)
_QUOTED: Final = Text(kk="«{}»", ru="«{}»", en="“{}”")
_WHOLE: Final = Text(
    kk="{day} {who} {basis} негізінде {words}{number}{details}{why}.",
    ru="{day} {who} на основании {basis} {words}{number}{details}{why}.",
    en="{day} {who} under {basis}, {words}{number}{details}{why}.",
)
_REFUSED: Final = Text(
    kk="{day} {who} «{command}» командасы бойынша {basis} негізінде бас тарту алды ({code}).",
    ru="{day} {who} получил на основании {basis} отказ в выполнении команды «{command}» ({code}).",
    en="{day} {who} was refused the command “{command}” under {basis} ({code}).",
)
_READ: Final = Text(
    kk="{day} {who} жазбаның мазмұнымен танысты{why}.",
    ru="{day} {who} ознакомился с содержанием записи{why}.",
    en="{day} {who} read the contents of the record{why}.",
)
_BECAUSE: Final = Text(kk="; себебі: {}", ru="; причина: {}", en=", because: {}")
_BASES: Final = {
    "": Text(kk="Ереженің {}-тармағы", ru="п. {} Положения", en="¶{}"),
    "154-VII": Text(kk="№ 154-VII Заңның {}-бабы", ru="ст. {} Закона № 154-VII", en="No. 154-VII art. {}"),
    "Rules": Text(
        kk="Шағымдарды қарау қағидалары",
        ru="Правил рассмотрения жалоб",
        en="the Rules for the examination of complaints",
    ),
    "LabourCode": Text(kk="Еңбек кодексі", ru="Трудового кодекса", en="the Labour Code"),
}
"""How the acts that paragraphs belong to are cited: in Kazakh before "on the basis of", in Russian in the genitive."""


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
        number=_which(line, names, language),
        details=_told(line, names, language),
        why=_why(line, content, language),
    )


def refused(line: RefusalRow, names: Names, language: Language) -> str:
    """A refused command in words."""
    return _REFUSED.in_language(language).format(
        day=_on(civil_day(line.refused_at), language),
        who=_holding(line.official, line.capacities, names, language),
        basis=cited(line.paragraph, language),
        command=line.command,
        code=RefusalCode(line.code).value,
    )


def read(line: ReadingRow, names: Names, language: Language) -> str:
    """A read of a record's contents in words, with the reason that was given."""
    why = (
        _BECAUSE.in_language(language).format(_QUOTED.in_language(language).format(line.reason)) if line.reason else ""
    )
    return _READ.in_language(language).format(
        day=_on(civil_day(line.read_at), language),
        who=_holding(line.official, line.capacities, names, language),
        why=why,
    )


def _holding(official: str | None, capacities: Iterable[str], names: Names, language: Language) -> str:
    """An official with all capacities held at that moment."""
    who = names.officials.get(official or "") or _SOMEBODY.in_language(language)
    held = [Capacity(capacity).words.in_language(language) for capacity in capacities]
    return f"{', '.join([who, *held])}," if held else who


@cache
def because(event: str) -> tuple[str, ...]:
    """The fields of an event that say in words why it happened."""
    hints = get_type_hints(event_types()[event])
    return tuple(name for name in _WHY if name in hints and not _is_closed_list(hints[name]))


def _is_closed_list(hint: Any) -> bool:
    return any(isinstance(part, type) and issubclass(part, Enum) for part in (hint, *get_args(hint)))


@lru_cache(maxsize=4_096)
def day_in_words(day: date, language: Language) -> str:
    """A day as people write it: 3 March 2026, 3 марта 2026 года, 2026 жылғы 3 наурыз күні."""
    return format_date(day, _DAY[language], locale=language)


@lru_cache(maxsize=1_024)
def cited(basis: str, language: Language) -> str:
    """A paragraph in the form that follows "under" in each language."""
    act = basis.rpartition("/")[0]
    place = provision(basis).citation.rpartition(" ")[2].removeprefix("¶")
    return _BASES[act].in_language(language).format(place)


def _when(line: AuditRow, language: Language) -> str:
    recorded = civil_day(line.recorded_at)
    noted = _RECORDED.in_language(language).format(day_in_words(recorded, language))
    if line.effective is None:
        return f"{_NO_DAY.in_language(language)}{noted}{'' if language == 'kk' else ','}"
    day = _on(line.effective, language)
    return day if recorded == line.effective else f"{day}{noted}"


def _on(day: date, language: Language) -> str:
    """A day at the beginning of a sentence."""
    return f"On {day_in_words(day, language)}" if language == "en" else day_in_words(day, language)


def _who(line: AuditRow, names: Names, language: Language) -> str:
    """The actor, as what, where, and for whom."""
    if line.actor == SYSTEM:
        return _ITSELF.in_language(language)
    somebody = _EARLIER if line.actor == MIGRATION else _SOMEBODY
    who = names.officials.get(line.actor) or somebody.in_language(language)
    office = names.offices.get(line.office) if line.office is not None else None
    where = f" ({office.in_language(language)})" if office is not None else ""
    acting = ""
    if line.acting_for is not None:
        post = names.posts.get(line.acting_for)
        acting = _ACTING.in_language(language).format(post) if post else _ACTING_FOR_A_POST.in_language(language)
    return f"{who}, {Capacity(line.capacity).words.in_language(language)}{where}{acting},"


def _which(line: AuditRow, names: Names, language: Language) -> str:
    """The record, by its number; one that has none by its name, if it has one that the reader may know."""
    if line.number:
        return f" ({line.number})"
    naming, id = own_name(line.stream)
    name = _named(naming, id, names, language) if naming is not None else ""
    return f" ({name})" if name else ""


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
        return _named(IDS_IN_DETAILS[name], str(value), names, language)
    if name in DAYS_IN_DETAILS:
        return day_in_words(date.fromisoformat(str(value)), language)
    known = WORDS_IN_DETAILS.get(name, {}).get(str(value))
    return known.in_language(language) if known is not None else str(value)


def _named(naming: Naming, id: str, names: Names, language: Language) -> str:
    match naming:
        case Naming.OFFICIAL:
            return names.officials.get(id, "")
        case Naming.OFFICE:
            office = names.offices.get(id)
            return office.in_language(language) if office is not None else ""
        case Naming.POST:
            return names.posts.get(id, "")


def _why(line: AuditRow, content: Mapping[str, Any] | None, language: Language) -> str:
    given = [line.payload.get(name) or (content or {}).get(name) for name in because(line.event)]
    said = [_shortened(" ".join(str(value).split())) for value in given if value]
    quoted = _QUOTED.in_language(language)
    return _BECAUSE.in_language(language).format("; ".join(quoted.format(words) for words in said)) if said else ""


def _shortened(words: str) -> str:
    return words if len(words) <= LONGEST else f"{words[: LONGEST - 1].rstrip()}…"
