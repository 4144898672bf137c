"""Who fills which post: the Ombudsman by election, the leadership by the Ombudsman (¶17, ¶20), staff by the Head."""

from collections.abc import Iterator

from domain.authority import H, O, Power
from domain.context import At, Context
from domain.decider import Answer, Rule, decides
from domain.offices.rules import office_was_open
from domain.officials.state import PostTaken
from domain.posts import commands as c
from domain.posts.endings import ending_of_acting, endings
from domain.posts.events import HolderAppointed, HolderDismissed, HolderElected, HolderTransferred, PostKind, TermEnded
from domain.posts.rules import (
    EMPLOYED,
    FILLS_A_VACANCY,
    abolished,
    follows_the_appointment,
    holder_is_somebody_else,
    is_a_post_of,
    is_held,
    is_somebody_else,
    occupied,
    office_of,
    wrong_kind,
)
from domain.posts.state import POSTS, Post
from domain.refusal import Refusal, RefusalCode, refuse

LEADERSHIP = Power("17", by=(O,), territory=False, historical=True)
REPRESENTATIVES = Power("20.1", by=(O,), territory=False, historical=True)
EMPLOYEES = Power("19.4", by=(H,), territory=False, historical=True)
ELECTION = Power("1", by=(H,), territory=False, historical=True)
"""The election is an external act; the Centre, which supports the Ombudsman, enters it."""

_LEAVES: tuple[Rule, ...] = (is_held, follows_the_appointment)
_head = is_a_post_of(PostKind.HEAD, paragraph="17")
_deputy_head = is_a_post_of(PostKind.DEPUTY_HEAD, paragraph="17")
_representative = is_a_post_of(PostKind.REPRESENTATIVE, paragraph="20.1")
_employee = is_a_post_of(*EMPLOYED, paragraph="19.4")
_ombudsman = is_a_post_of(PostKind.OMBUDSMAN, paragraph="1")


@decides(c.AppointHead, POSTS, power=LEADERSHIP, office_of=office_of, rules=(is_somebody_else, _head, *FILLS_A_VACANCY))
@decides(
    c.AppointDeputyHead,
    POSTS,
    power=LEADERSHIP,
    office_of=office_of,
    rules=(is_somebody_else, _deputy_head, *FILLS_A_VACANCY),
)
@decides(
    c.AppointRepresentative,
    POSTS,
    power=REPRESENTATIVES,
    office_of=office_of,
    rules=(is_somebody_else, _representative, *FILLS_A_VACANCY),
)
@decides(
    c.AppointEmployee,
    POSTS,
    power=EMPLOYEES,
    office_of=office_of,
    rules=(is_somebody_else, _employee, *FILLS_A_VACANCY),
)
def appoint(command: c.Appointment, post: Post, context: Context) -> Iterator[Answer]:
    yield from ending_of_acting(post, command.post)
    yield HolderAppointed(official=command.official, reference=command.reference)
    yield At(command.official, PostTaken(post=command.post))


@decides(c.DismissHead, POSTS, power=LEADERSHIP, office_of=office_of, rules=(holder_is_somebody_else, _head, *_LEAVES))
@decides(
    c.DismissDeputyHead,
    POSTS,
    power=LEADERSHIP,
    office_of=office_of,
    rules=(holder_is_somebody_else, _deputy_head, *_LEAVES),
)
@decides(
    c.DismissRepresentative,
    POSTS,
    power=REPRESENTATIVES,
    office_of=office_of,
    rules=(holder_is_somebody_else, _representative, *_LEAVES),
)
@decides(
    c.DismissEmployee, POSTS, power=EMPLOYEES, office_of=office_of, rules=(holder_is_somebody_else, _employee, *_LEAVES)
)
def dismiss(command: c.Dismissal, post: Post, context: Context) -> Iterator[Answer]:
    yield from endings(post, command.post, context)
    yield HolderDismissed(official=str(post.holder), reference=command.reference, ground=command.ground)


def target_can_be_taken(command: c.TransferEmployee, _: Post, context: Context) -> Refusal | None:
    """A transfer leads to another vacant post of an employee in an open office (¶19(4))."""
    target = context.read(POSTS, command.to)
    if command.to == command.post or not context.exists(POSTS, command.to):
        return refuse(
            RefusalCode.NOT_FOUND,
            "19.4",
            "to",
            kk="Ауысатын басқа лауазым табылмады.",
            ru="Нет такой другой должности для перевода.",
            en="There is no such other post to move to.",
        )
    if target.post_kind not in EMPLOYED:
        return wrong_kind("19.4", "to")
    if target.abolished:
        return abolished("to")
    return occupied("to") if target.holder else office_was_open(target.office, context, "to")


@decides(
    c.TransferEmployee,
    POSTS,
    power=EMPLOYEES,
    office_of=office_of,
    rules=(holder_is_somebody_else, _employee, *_LEAVES, target_can_be_taken),
)
def transfer(command: c.TransferEmployee, post: Post, context: Context) -> Iterator[Answer]:
    official = str(post.holder)
    yield from endings(post, command.post, context)
    yield HolderTransferred(official=official, to=command.to, reference=command.reference)
    yield At(command.to, HolderAppointed(official=official, reference=command.reference))
    yield At(official, PostTaken(post=command.to))


@decides(
    c.RecordElection, POSTS, power=ELECTION, office_of=office_of, rules=(is_somebody_else, _ombudsman, *FILLS_A_VACANCY)
)
def record_election(command: c.RecordElection, post: Post, context: Context) -> Iterator[Answer]:
    yield HolderElected(official=command.official, reference=command.reference, term_until=command.term_until)
    yield At(command.official, PostTaken(post=command.post))


@decides(
    c.RecordEndOfTerm,
    POSTS,
    power=ELECTION,
    office_of=office_of,
    rules=(_ombudsman, is_held, follows_the_appointment),
)
def record_end_of_term(command: c.RecordEndOfTerm, post: Post, context: Context) -> Iterator[Answer]:
    yield from endings(post, command.post, context)
    yield TermEnded(official=str(post.holder), reference=command.reference)
