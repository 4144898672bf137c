"""An office as it stands: code, names, kind, and the days between which it exists."""

from datetime import date
from enum import StrEnum

import msgspec

from domain.identifiers import OfficeCode
from domain.message import Event, Line, Recorded
from domain.record import Kind
from domain.text import Text
from domain.value import Value


class OfficeKind(StrEnum):
    """What the office serves (¶2); the Centre itself is one of them."""

    CENTRE = "centre"
    REGION = "region"
    CITY = "city"
    CAPITAL = "capital"

    @property
    def words(self) -> Text:
        return _OFFICE_KIND_WORDS[self]


_OFFICE_KIND_WORDS = {
    OfficeKind.CENTRE: Text(kk="Ұлттық орталық", ru="Национальный центр", en="Centre"),
    OfficeKind.REGION: Text(kk="облыс", ru="область", en="region"),
    OfficeKind.CITY: Text(kk="республикалық маңызы бар қала", ru="город республиканского значения", en="city"),
    OfficeKind.CAPITAL: Text(kk="астана", ru="столица", en="capital"),
}


class OfficeNames(Value):
    """The office's name on its letterhead in Kazakh and Russian (¶4), and in English.

    kk: name in Kazakh
    ru: name in Russian
    en: name in English
    """

    kk: Line
    ru: Line
    en: Line


class OfficeOpened(Event):
    """An office began to exist.

    code: two-digit part of its ISO 3166-2:KZ code
    office_kind: what it serves
    names: its names in three languages
    decree: the act that established it
    """

    words = Text(kk="өкілдікті ашты", ru="открыл представительство", en="opened the office")
    code: OfficeCode
    office_kind: OfficeKind
    names: OfficeNames
    decree: Line | None = None


class OfficeRenamed(Event):
    """An office received other names.

    names: its names from now on
    decree: the act that changed them
    """

    words = Text(kk="өкілдіктің атауын өзгертті", ru="переименовал представительство", en="renamed the office")
    names: OfficeNames
    decree: Line | None = None


class OfficeClosed(Event):
    """An office ceased to exist; its records stay readable under its code.

    successor: code of the office that takes its matters over
    decree: the act that closed it
    """

    words = Text(kk="өкілдікті жапты", ru="закрыл представительство", en="closed the office")
    successor: OfficeCode | None = None
    decree: Line | None = None


class Office(Value):
    """Folded state of one office. `opened_on` is None for an office whose opening day no source gives."""

    code: OfficeCode = ""
    office_kind: OfficeKind = OfficeKind.REGION
    names: OfficeNames | None = None
    opened_on: date | None = None
    closed_on: date | None = None


def evolve(office: Office, recorded: Recorded) -> Office:
    match recorded.event:
        case OfficeOpened(code=code, office_kind=office_kind, names=names):
            return Office(code=code, office_kind=office_kind, names=names, opened_on=recorded.act.effective)
        case OfficeRenamed(names=names):
            return msgspec.structs.replace(office, names=names)
        case OfficeClosed():
            return msgspec.structs.replace(office, closed_on=recorded.act.effective or recorded.recorded_at.date())
    return office


OFFICES: Kind[Office] = Kind("office", Office(), evolve)
