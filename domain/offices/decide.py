"""Opening, renaming and closing offices: decrees of the President, entered by the Head (¶2, ¶24)."""

from collections.abc import Iterator

from domain.authority import H, Power
from domain.context import At, Context
from domain.decider import Answer, decides
from domain.identifiers import CENTRE, staffing_stream
from domain.offices.commands import CloseOffice, OpenOffice, RenameOffice
from domain.offices.rules import office_was_open
from domain.offices.state import OFFICES, Office, OfficeClosed, OfficeOpened, OfficeRenamed
from domain.posts.events import ScheduleOpened
from domain.posts.state import POSTS, STAFFING
from domain.refusal import Refusal, RefusalCode, refuse

ORGANISE = Power("2", by=(H,), territory=False, historical=True)
LIQUIDATE = Power("24", by=(H,), territory=False, historical=True)


def code_of(command: OpenOffice | RenameOffice | CloseOffice, _: Office) -> str:
    return command.office.removeprefix("office-")


def is_open(_: object, office: Office, context: Context) -> Refusal | None:
    """Only an existing office has a name to change or an end to record (¶2)."""
    return office_was_open(office.code, context)


def is_not_the_centre(_: object, office: Office, context: Context) -> Refusal | None:
    """The Centre is reorganised or liquidated by law, not closed like an office (¶24)."""
    if office.code != CENTRE:
        return None
    return refuse(
        RefusalCode.WRONG_STATE,
        "24",
        "office",
        kk="Орталықты өкілдік ретінде жабуға болмайды.",
        ru="Центр не может быть закрыт как представительство.",
        en="The Centre cannot be closed like an office.",
    )


def posts_are_vacant(_: object, office: Office, context: Context) -> Refusal | None:
    """Nobody may be left in a post of an office that no longer exists (¶24)."""
    posts = context.read(STAFFING, staffing_stream(office.code)).posts
    if not any(context.read(POSTS, post).holder for post in posts):
        return None
    return refuse(
        RefusalCode.POST_OCCUPIED,
        "24",
        "office",
        kk="Өкілдікте бос емес лауазымдар бар; алдымен қызметкерлерді босатыңыз немесе ауыстырыңыз.",
        ru="В представительстве есть занятые должности; сначала освободите или переведите сотрудников.",
        en="Posts of the office are still held; dismiss or transfer the holders first.",
    )


def successor_is_another_open_office(command: CloseOffice, office: Office, context: Context) -> Refusal | None:
    """Matters pass only to an office that exists (¶24)."""
    if command.successor is None:
        return None
    if command.successor != office.code:
        return office_was_open(command.successor, context, "successor")
    return refuse(
        RefusalCode.INVALID,
        "24",
        "successor",
        kk="Құқық мирасқоры басқа өкілдік болуы тиіс.",
        ru="Правопреемником должно быть другое представительство.",
        en="The successor must be another office.",
    )


@decides(OpenOffice, OFFICES, power=ORGANISE, office_of=code_of, opens=True)
def open_office(command: OpenOffice, office: Office, context: Context) -> Iterator[Answer]:
    code = code_of(command, office)
    yield OfficeOpened(code=code, office_kind=command.office_kind, names=command.names, decree=command.decree)
    yield At(staffing_stream(code), ScheduleOpened())


@decides(RenameOffice, OFFICES, power=ORGANISE, office_of=code_of, rules=(is_open,))
def rename_office(command: RenameOffice, office: Office, context: Context) -> Iterator[Answer]:
    if command.names != office.names:
        yield OfficeRenamed(names=command.names, decree=command.decree)


@decides(
    CloseOffice,
    OFFICES,
    power=LIQUIDATE,
    office_of=code_of,
    rules=(is_not_the_centre, is_open, posts_are_vacant, successor_is_another_open_office),
)
def close_office(command: CloseOffice, office: Office, context: Context) -> Iterator[Answer]:
    yield OfficeClosed(successor=command.successor, decree=command.decree)
