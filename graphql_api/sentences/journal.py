"""The sentences of what is no event: a command that was refused, and a read of what a record contains.

Of a refused command nothing is kept but which it was, on which record and why not, so no more is said. Of a read it is
said which parts of the contents were shown, and the reason that the reader gave.
"""

from collections.abc import Iterable
from functools import cache
from typing import Final

import domain.kinds  # noqa: F401  (completes the register of commands)
from domain.capacity import Capacity
from domain.civil import civil_day
from domain.decider import deciders
from domain.refusal import RefusalCode
from domain.text import Language, Text
from graphql_api.sentences.naming import Names
from graphql_api.sentences.phrases import cited, listed, on, quoted, record, subject
from projections.reading import ReadingRow, RefusalRow

_REFUSED: Final = Text(
    kk="{day} {who} {words} әрекетін{number} жасамақ болды; {basis} негізінде орындаудан бас тартылды: {code}.",
    ru="{day} {who} намеревался {words}{number}; на основании {basis} в исполнении отказано: {code}.",
    en="{day} {who} sought to {words}{number} and was refused under {basis}: {code}.",
)
_READ: Final = Text(
    kk="{day} {who} {kind}{number} {parts} танысты{why}.",
    ru="{day} {who} ознакомился с {parts} {kind}{number}{why}.",
    en="{day} {who} read {parts} of {kind}{number}{why}.",
)
_STATED: Final = Text(kk="; көрсетілген себебі: {}", ru="; указанная причина: {}", en="; reason given: {}")
_FORMER: Final = Text(
    kk="тізілім қазір білмейтін",
    ru="совершить действие, которого реестр больше не знает",
    en="do what is no longer known",
)
"""A command of an earlier release that this one does not have."""
_WITHOUT_A_POST: Final = Text(kk="лауазымды адам", ru="сотрудник вне должности", en="an official")
_PUBLIC: Final = Text(
    kk="өзін таныстырмаған келуші", ru="посетитель, не назвавший себя", en="a visitor who gave no name"
)

KINDS: Final = {
    "calendar": Text(kk="күнтізбенің", ru="календаря", en="the calendar"),
    "compartment": Text(kk="жабық бөлімнің", ru="закрытого раздела", en="the compartment"),
    "complaint": Text(kk="шағымның", ru="жалобы", en="the complaint"),
    "measure": Text(kk="шараның", ru="меры", en="the measure"),
    "numbers": Text(kk="нөмірлер қатарының", ru="ряда номеров", en="the series of numbers"),
    "office": Text(kk="өкілдіктің", ru="представительства", en="the office"),
    "official": Text(kk="лауазымды адамның", ru="должностного лица", en="the official"),
    "person": Text(kk="тұлғаның", ru="лица", en="the person"),
    "petition": Text(kk="ден қою актісінің", ru="акта реагирования", en="the act of response"),
    "post": Text(kk="лауазымның", ru="должности", en="the post"),
    "staffing": Text(kk="штат кестесінің", ru="штатного расписания", en="the staff schedule"),
}
"""Whose contents were read, by the kind of the record; in Kazakh and Russian in the genitive."""

PARTS: Final = {
    "complaint_text": Text(kk="мәтіндерімен", ru="текстами", en="the texts"),
    "complaint_party": Text(kk="қатысушыларымен", ru="данными об участниках", en="the parties"),
    "person": Text(kk="жеке деректерімен", ru="личными данными", en="the personal data"),
    "petition_text": Text(kk="мәтіндерімен", ru="текстами", en="the texts"),
    "petition_party": Text(kk="қатысушыларымен", ru="данными об участниках", en="the parties"),
    "audit_content": Text(kk="тарихының мазмұнымен", ru="содержанием истории", en="the contents of the history"),
    "measure_text": Text(kk="негіздемесімен", ru="основаниями", en="the grounds"),
    "official_identity": Text(kk="жеке деректерімен", ru="личными данными", en="the personal data"),
}
"""Which part, by the table of the rows shown, in the order told; in Kazakh and Russian in the instrumental."""
_CONTENTS: Final = Text(kk="мазмұнымен", ru="содержанием", en="the contents")
"""What is told of parts of an earlier release that this one does not have."""


def refused(line: RefusalRow, number: str | None, names: Names, language: Language) -> str:
    """A refused command in words. number: that of the record, as far as the reader may see it"""
    return _REFUSED.in_language(language).format(
        day=on(civil_day(line.refused_at), language),
        who=_holding(line.official, line.capacities, names, language),
        words=_commands().get(line.command, _FORMER).in_language(language),
        number=record(number, line.record or "", names, language),
        basis=cited(line.paragraph, language),
        code=RefusalCode(line.code).words.in_language(language),
    )


def read(line: ReadingRow, number: str | None, names: Names, language: Language) -> str:
    """A read of a record's contents in words. number: that of the record, as far as the reader may see it"""
    parts = [words.in_language(language) for part, words in PARTS.items() if part in line.parts]
    return _READ.in_language(language).format(
        day=on(civil_day(line.read_at), language),
        who=_holding(line.official, line.capacities, names, language),
        kind=KINDS[line.kind].in_language(language),
        number=record(number, line.record, names, language),
        parts=listed(parts or [_CONTENTS.in_language(language)], language),
        why=_STATED.in_language(language).format(quoted(line.reason, language)) if line.reason else "",
    )


@cache
def _commands() -> dict[str, Text]:
    return {command.__name__: command.words for command in deciders()}


def _holding(official: str | None, capacities: Iterable[str], names: Names, language: Language) -> str:
    """Whose command or read it was, with all capacities held at that moment."""
    if official is None:
        return subject(None, [_PUBLIC.in_language(language)], (), language)
    name = names.officials.get(official)
    held = [Capacity(capacity).words.in_language(language) for capacity in capacities]
    if language == "ru":
        return subject(name, held or [_WITHOUT_A_POST.ru], (), language)
    return subject(name or _WITHOUT_A_POST.in_language(language), held, (), language)
