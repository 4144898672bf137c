"""What may be asked about offices. The President's decree decides; the Head enters it (¶2, ¶24)."""

from typing import Annotated

from msgspec import Meta

from domain.identifiers import OfficeCode
from domain.message import Command, Line
from domain.offices.state import OfficeKind, OfficeNames
from domain.text import Text

OfficeId = Annotated[str, Meta(pattern=r"^office-[0-9]{2,3}\Z")]
"""The record of an office: `office-` and its code."""


class OpenOffice(Command):
    """Enter an office that a decree established. Its staff schedule opens with it, as yet without posts.

    office: the office's record, `office-` and its code
    office_kind: what it serves
    names: its names in three languages
    decree: the act that established it
    """

    words = Text(kk="өкілдік ашу", ru="открыть представительство", en="open an office")
    office: OfficeId
    office_kind: OfficeKind
    names: OfficeNames
    decree: Line | None = None


class RenameOffice(Command):
    """Enter other names that a decree gave to an office.

    office: the office's record
    names: its names from now on
    decree: the act that changed them
    """

    words = Text(kk="өкілдіктің атауын өзгерту", ru="переименовать представительство", en="rename the office")
    office: OfficeId
    names: OfficeNames
    decree: Line | None = None


class CloseOffice(Command):
    """Enter that a decree closed an office. Its posts must be vacant; its records stay readable under its code.

    office: the office's record
    successor: code of the office that takes its matters over
    decree: the act that closed it
    """

    words = Text(kk="өкілдікті жабу", ru="закрыть представительство", en="close the office")
    office: OfficeId
    successor: OfficeCode | None = None
    decree: Line | None = None
