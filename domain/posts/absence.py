"""Absence and acting: in the absence of the Head or a Representative their deputies exercise the authority (¶16)."""

from collections.abc import Iterator
from typing import Any

from domain.authority import H, O, Power, R
from domain.capacity import Capacity
from domain.context import At, Context
from domain.decider import Answer, decides
from domain.officials.state import OFFICIALS, ActingTaken
from domain.posts import commands as c
from domain.posts.endings import ending_of_acting, ending_of_deputising
from domain.posts.events import AbsenceEnded, AbsenceStarted, ActingDesignated, PostKind
from domain.posts.rules import (
    is_a_post_of,
    is_deputy_for,
    is_held,
    is_somebody_else,
    office_of,
    post_exists,
)
from domain.posts.state import POSTS, Post
from domain.refusal import Refusal, RefusalCode, refuse

ABSENCE = Power("16.3", by=(R, H, O), historical=True)
ACTING = Power("16.3", by=(O,), territory=False, historical=True)
_acted_for = is_a_post_of(PostKind.HEAD, PostKind.REPRESENTATIVE, paragraph="16.3")

_CENTRAL = (Capacity.HEAD, Capacity.DEPUTY_HEAD_ACTING, Capacity.DEPUTY_HEAD_DELEGATED)
_LOCAL = (Capacity.REPRESENTATIVE, Capacity.DEPUTY_REPRESENTATIVE_ACTING)
_SUPERIORS = {
    PostKind.OMBUDSMAN: (),
    PostKind.HEAD: (Capacity.OMBUDSMAN,),
    PostKind.REPRESENTATIVE: (Capacity.OMBUDSMAN,),
    PostKind.DEPUTY_HEAD: (*_CENTRAL, Capacity.OMBUDSMAN),
    PostKind.DEPUTY_REPRESENTATIVE: (*_LOCAL, *_CENTRAL, Capacity.OMBUDSMAN),
    PostKind.EMPLOYEE: (*_LOCAL, *_CENTRAL, Capacity.OMBUDSMAN),
}
"""Who may note the absence of a holder besides the holder. The Ombudsman has no superior."""


def is_himself_or_the_superior(_: Any, post: Post, context: Context) -> Refusal | None:
    """The absence of the Head and of Representatives is the Ombudsman's matter, that of staff their heads' (¶16)."""
    superiors = _SUPERIORS[post.post_kind]
    if context.migration or context.actor == post.holder:
        return None
    if context.grant is not None and context.grant.capacity in superiors:
        return None
    return Refusal(
        code=RefusalCode.NO_AUTHORITY,
        paragraph="16.3",
        text=_NOT_SUPERIOR.text,
        path=("post",),
        who_could=superiors,
    )


_NOT_SUPERIOR = refuse(
    RefusalCode.NO_AUTHORITY,
    "16.3",
    kk="Болмауды лауазым иесінің өзі немесе оның тікелей басшысы белгілейді.",
    ru="Отсутствие отмечает сам занимающий должность или его непосредственный руководитель.",
    en="An absence is noted by the holder or by the holder's superior.",
)


def is_present(_: Any, post: Post, __: Context) -> Refusal | None:
    """An absence begins once (¶16)."""
    if not post.absent:
        return None
    return refuse(
        RefusalCode.WRONG_STATE,
        "16.3",
        "post",
        kk="Болмау кезеңі басталып қойған.",
        ru="Отсутствие уже отмечено.",
        en="The absence has begun already.",
    )


def is_absent(_: Any, post: Post, __: Context) -> Refusal | None:
    """Only a recorded absence can end (¶16)."""
    if post.absent:
        return None
    return refuse(
        RefusalCode.WRONG_STATE,
        "16.3",
        "post",
        kk="Болмау кезеңі белгіленбеген.",
        ru="Отсутствие не отмечено.",
        en="No absence is recorded.",
    )


def holder_is_missing(_: Any, post: Post, __: Context) -> Refusal | None:
    """A deputy acts only while the holder is absent or the post is vacant (¶16)."""
    if post.absent or post.holder is None:
        return None
    return refuse(
        RefusalCode.WRONG_STATE,
        "16.3",
        "post",
        kk="Лауазым иесі орнында; міндетін атқарушы тағайындалмайды.",
        ru="Занимающий должность на месте; исполняющий обязанности не назначается.",
        en="The holder is present; nobody acts in the holder's place.",
    )


def nobody_acts_yet(_: Any, post: Post, __: Context) -> Refusal | None:
    """Two deputies never act for the same post at once (¶16)."""
    return _overlap("post") if post.acting else None


def official_acts_for_nobody(command: c.DesignateActing, _: Post, context: Context) -> Refusal | None:
    """A deputy acts for one post at a time (¶16)."""
    return _overlap("official") if context.read(OFFICIALS, command.official).acting else None


def _overlap(path: str) -> Refusal:
    return refuse(
        RefusalCode.OVERLAP,
        "16.3",
        path,
        kk="Міндетті атқару кезеңдері қабаттаспауы тиіс; алдымен қазіргісін аяқтаңыз.",
        ru="Периоды исполнения обязанностей не должны пересекаться; сначала завершите текущий.",
        en="Acting periods do not overlap; end the present one first.",
    )


def official_is_the_deputy(command: c.DesignateActing, post: Post, context: Context) -> Refusal | None:
    """Deputies of the Head act for the Head, a deputy of the same office for its Representative (¶16)."""
    posts = context.read(OFFICIALS, command.official).posts
    if is_deputy_for(post, (context.read(POSTS, held) for held in posts)):
        return None
    return refuse(
        RefusalCode.INVALID,
        "16.3",
        "official",
        kk="Міндетін тек осы лауазым иесінің қызметтегі орынбасары атқара алады.",
        ru="Исполнять обязанности может только присутствующий заместитель занимающего эту должность.",
        en="Only a present deputy of this very post may act for it.",
    )


def somebody_acts(_: Any, post: Post, __: Context) -> Refusal | None:
    """Only an acting period that runs can be ended (¶16)."""
    if post.acting:
        return None
    return refuse(
        RefusalCode.WRONG_STATE,
        "16.3",
        "post",
        kk="Бұл лауазымның міндетін ешкім атқарып жүрген жоқ.",
        ru="Обязанности по этой должности никто не исполняет.",
        en="Nobody acts for this post.",
    )


def holder(_: Any, post: Post) -> str | None:
    return post.holder


@decides(
    c.StartAbsence,
    POSTS,
    power=ABSENCE,
    office_of=office_of,
    rules=(is_held, is_himself_or_the_superior, is_present),
    himself=holder,
)
def start_absence(command: c.StartAbsence, post: Post, context: Context) -> Iterator[Answer]:
    yield from ending_of_deputising(post, context)
    yield AbsenceStarted(official=str(post.holder), reason=command.reason, expected_until=command.expected_until)


@decides(
    c.EndAbsence,
    POSTS,
    power=ABSENCE,
    office_of=office_of,
    rules=(is_himself_or_the_superior, is_absent),
    himself=holder,
)
def end_absence(command: c.EndAbsence, post: Post, context: Context) -> Iterator[Answer]:
    yield from ending_of_acting(post, command.post)
    yield AbsenceEnded(official=str(post.holder))


@decides(
    c.DesignateActing,
    POSTS,
    power=ACTING,
    office_of=office_of,
    rules=(
        is_somebody_else,
        _acted_for,
        post_exists,
        holder_is_missing,
        nobody_acts_yet,
        official_acts_for_nobody,
        official_is_the_deputy,
    ),
)
def designate_acting(command: c.DesignateActing, post: Post, context: Context) -> Iterator[Answer]:
    yield ActingDesignated(official=command.official, reference=command.reference)
    yield At(command.official, ActingTaken(post=command.post))


@decides(c.EndActing, POSTS, power=ACTING, office_of=office_of, rules=(somebody_acts,))
def end_acting(command: c.EndActing, post: Post, context: Context) -> Iterator[Answer]:
    yield from ending_of_acting(post, command.post)
