"""Delegation by two keys: the Head proposes which powers a deputy exercises, the Ombudsman agrees (¶18)."""

from collections.abc import Iterator
from typing import Any

from domain.authority import H, O, Power
from domain.context import Context
from domain.decider import Answer, deciders, decides
from domain.posts import commands as c
from domain.posts.events import (
    DelegationAgreed,
    DelegationDeclined,
    DelegationProposed,
    DelegationRevoked,
    PostKind,
)
from domain.posts.rules import is_a_post_of, is_held, office_of, own_case
from domain.posts.state import POSTS, Post
from domain.refusal import Refusal, RefusalCode, refuse

PROPOSE = Power("18", by=(H,), territory=False, historical=True)
AGREE = Power("18", by=(O,), territory=False, historical=True)
REVOKE = Power("18", by=(H, O), territory=False, historical=True)
_deputy_head = is_a_post_of(PostKind.DEPUTY_HEAD, paragraph="18")


def delegable() -> frozenset[str]:
    """The paragraphs that a delegation may hand over: every power of the Head except delegation itself."""
    return frozenset(d.power.paragraph for d in deciders().values() if H in d.power.by) - {PROPOSE.paragraph}


def comes_from_another(_: Any, post: Post, context: Context) -> Refusal | None:
    """A deputy who acts for the Head hands nothing to himself (¶18)."""
    return own_case("18", "post") if post.holder == context.actor else None


def powers_are_the_heads(command: c.ProposeDelegation, _: Post, __: Context) -> Refusal | None:
    """Nobody hands over what he does not have, nor the handing over itself (¶18)."""
    foreign = sorted(set(command.paragraphs) - delegable())
    if not foreign and len(set(command.paragraphs)) == len(command.paragraphs):
        return None
    wrong = ", ".join(foreign) or ", ".join(command.paragraphs)
    return refuse(
        RefusalCode.INVALID,
        "18",
        "paragraphs",
        kk=f"Бұл тармақтар берілмейді немесе қайталанады: {wrong}.",
        ru=f"Эти пункты не передаются или повторяются: {wrong}.",
        en=f"These paragraphs cannot be handed over or are repeated: {wrong}.",
    )


def ends_in_the_future(command: c.ProposeDelegation, _: Post, context: Context) -> Refusal | None:
    """A delegation that is over before it begins hands nothing over (¶18). Imported ones may be over."""
    if command.until is None or command.until >= context.today or context.migration:
        return None
    return refuse(
        RefusalCode.INVALID,
        "18",
        "until",
        kk="Өкілеттік беру мерзімі өтіп кеткен.",
        ru="Срок передачи полномочий уже истёк.",
        en="The delegation would be over already.",
    )


def awaits_agreement(_: Any, post: Post, __: Context) -> Refusal | None:
    """The Ombudsman agrees to what the Head has proposed, to nothing else (¶18)."""
    if post.proposed:
        return None
    return refuse(
        RefusalCode.WRONG_STATE,
        "18",
        "post",
        kk="Келісуді күтіп тұрған ұсыныс жоқ.",
        ru="Нет предложения, ожидающего согласования.",
        en="No proposal awaits agreement.",
    )


def has_something_to_revoke(_: Any, post: Post, __: Context) -> Refusal | None:
    """Only delegated or proposed powers can be taken back (¶18)."""
    if post.delegation or post.proposed:
        return None
    return refuse(
        RefusalCode.WRONG_STATE,
        "18",
        "post",
        kk="Берілген немесе ұсынылған өкілеттік жоқ.",
        ru="Переданных или предложенных полномочий нет.",
        en="No powers are delegated or proposed.",
    )


@decides(
    c.ProposeDelegation,
    POSTS,
    power=PROPOSE,
    office_of=office_of,
    rules=(_deputy_head, is_held, comes_from_another, powers_are_the_heads, ends_in_the_future),
)
def propose(command: c.ProposeDelegation, post: Post, context: Context) -> Iterator[Answer]:
    yield DelegationProposed(paragraphs=command.paragraphs, until=command.until)


@decides(c.AgreeDelegation, POSTS, power=AGREE, office_of=office_of, rules=(awaits_agreement,))
def agree(command: c.AgreeDelegation, post: Post, context: Context) -> Iterator[Answer]:
    yield DelegationAgreed()


@decides(c.DeclineDelegation, POSTS, power=AGREE, office_of=office_of, rules=(awaits_agreement,))
def decline(command: c.DeclineDelegation, post: Post, context: Context) -> Iterator[Answer]:
    yield DelegationDeclined(ground=command.ground)


@decides(c.RevokeDelegation, POSTS, power=REVOKE, office_of=office_of, rules=(has_something_to_revoke,))
def revoke(command: c.RevokeDelegation, post: Post, context: Context) -> Iterator[Answer]:
    yield DelegationRevoked(ground=command.ground)
