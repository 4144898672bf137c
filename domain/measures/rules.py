"""Rules about measures: on whom, by whom, in which state. Nobody decides about himself."""

from typing import Any

from domain.capacity import Capacity
from domain.context import Context
from domain.decider import Rule
from domain.measures import commands as c
from domain.measures.events import Nature
from domain.measures.state import (
    DECIDED_BY_HEAD,
    DECIDED_BY_OMBUDSMAN,
    DECIDED_ON_PROPOSAL,
    Measure,
    MeasureStatus,
)
from domain.posts.events import PostKind
from domain.posts.rules import follows_the_appointment, is_held, own_case
from domain.posts.state import POSTS
from domain.refusal import Refusal, RefusalCode, refuse
from domain.text import Text


def concerns(*kinds: PostKind, paragraph: str) -> Rule:
    """Who decides follows from the post: employees ¶19(5), Representatives ¶19(6), the leadership ¶17."""

    def is_for_this_post(command: c.OnHolder, _: Measure, context: Context) -> Refusal | None:
        if not context.exists(POSTS, command.post):
            return _no_post(paragraph)
        post = context.read(POSTS, command.post)
        if refusal := is_held(command, post, context) or follows_the_appointment(command, post, context):
            return refusal
        return None if post.post_kind in kinds else _decided_otherwise(post.post_kind)

    return is_for_this_post


def _no_post(paragraph: str) -> Refusal:
    return refuse(
        RefusalCode.NOT_FOUND,
        paragraph,
        "post",
        kk="Мұндай лауазым жоқ.",
        ru="Такой должности нет.",
        en="There is no such post.",
    )


def _decided_otherwise(kind: PostKind) -> Refusal:
    """The refusal that names the right way for this kind of post, and who may go it."""
    paragraph, text, who = _THE_RIGHT_WAY[kind]
    return Refusal(code=RefusalCode.NO_AUTHORITY, paragraph=paragraph, text=text, path=("post",), who_could=who)


_ON_PROPOSAL = Text(
    kk="Өкілге қатысты шараны басшы тек ұсынады, шешімді Уәкіл қабылдайды.",
    ru="В отношении представителя Руководитель лишь вносит предложение, решает Уполномоченный.",
    en="On a Representative the Head only makes a proposal; the Ombudsman decides.",
)
_BY_OMBUDSMAN = Text(
    kk="Басшыға және оның орынбасарларына қатысты шараны Уәкіл қолданады.",
    ru="В отношении Руководителя и его заместителей меры применяет Уполномоченный.",
    en="On the Head and deputy heads the Ombudsman decides.",
)
_BY_HEAD = Text(
    kk="Қызметкерге қатысты шараны Орталықтың басшысы қолданады.",
    ru="В отношении сотрудника меры применяет Руководитель Центра.",
    en="On an employee the Head of the Centre decides.",
)
_NOT_AT_ALL = Text(
    kk="Уәкілге қатысты мұндай шара қолданылмайды.",
    ru="К Уполномоченному такие меры не применяются.",
    en="No such measure applies to the Ombudsman.",
)


_HEADS = (Capacity.HEAD, Capacity.DEPUTY_HEAD_ACTING, Capacity.DEPUTY_HEAD_DELEGATED)
_THE_RIGHT_WAY: dict[PostKind, tuple[str, Text, tuple[Capacity, ...]]] = {
    PostKind.OMBUDSMAN: ("1", _NOT_AT_ALL, ()),
    **dict.fromkeys(DECIDED_BY_OMBUDSMAN, ("17", _BY_OMBUDSMAN, (Capacity.OMBUDSMAN,))),
    **dict.fromkeys(DECIDED_ON_PROPOSAL, ("19.6", _ON_PROPOSAL, (Capacity.OMBUDSMAN,))),
    **dict.fromkeys(DECIDED_BY_HEAD, ("19.5", _BY_HEAD, _HEADS)),
}


def is_a(*natures: Nature, paragraph: str) -> Rule:
    """Penalties, incentives and awards go different ways (¶19(5)–(7))."""

    def has_the_nature(command: c.OnHolder, _: Measure, __: Context) -> Refusal | None:
        return None if command.measure_kind.nature in natures else _wrong_nature(paragraph, "measureKind")

    return has_the_nature


def stands_as_a(*natures: Nature, paragraph: str) -> Rule:
    """What is decided, lifted or conferred is a measure of that nature (¶19(5)–(7))."""

    def has_the_nature(_: Any, measure: Measure, __: Context) -> Refusal | None:
        return None if measure.nature in natures else _wrong_nature(paragraph, "measure")

    return has_the_nature


def _wrong_nature(paragraph: str, path: str) -> Refusal:
    return refuse(
        RefusalCode.INVALID,
        paragraph,
        path,
        kk="Бұл шара түрі үшін басқа әрекет көзделген.",
        ru="Для этого вида меры предусмотрено другое действие.",
        en="Another act is meant for this kind of measure.",
    )


def is_on_somebody_else(command: c.OnHolder, _: Measure, context: Context) -> Refusal | None:
    """Nobody punishes, praises or proposes himself (¶19(5)–(7))."""
    return own_case("19.5", "post") if context.read(POSTS, command.post).holder == context.actor else None


def concerns_somebody_else(_: Any, measure: Measure, context: Context) -> Refusal | None:
    """Nobody decides on a measure that concerns himself (¶19(5)–(7))."""
    return own_case("19.5", "measure") if measure.person == context.actor else None


def stands(*statuses: MeasureStatus, paragraph: str) -> Rule:
    """Each step of a measure follows from where it stands."""

    def has_the_status(_: Any, measure: Measure, __: Context) -> Refusal | None:
        if measure.status in statuses:
            return None
        return refuse(
            RefusalCode.WRONG_STATE,
            paragraph,
            "measure",
            kk="Шараның қазіргі күйінде бұл әрекет мүмкін емес.",
            ru="В нынешнем состоянии меры это действие невозможно.",
            en="The measure does not stand so that this could be done.",
        )

    return has_the_status


def is_lifted_by_whom_it_came_from(_: Any, measure: Measure, context: Context) -> Refusal | None:
    """What the Ombudsman decided, the Ombudsman lifts; the rest is the Head's (¶19(5), ¶19(6))."""
    ombudsman = context.grant is not None and context.grant.capacity is Capacity.OMBUDSMAN
    in_place = context.grant is not None and context.grant.in_place_of_head
    if context.migration or measure.by_ombudsman == ombudsman or (in_place and not measure.by_ombudsman):
        return None
    return _decided_otherwise(PostKind.HEAD if measure.by_ombudsman else PostKind.EMPLOYEE)


def ends_after_it_begins(command: Any, _: Measure, context: Context) -> Refusal | None:
    """A penalty counts for at least a day (Labour Code)."""
    if command.expires_on is None or context.effective is None or command.expires_on > context.effective:
        return None
    return _wrong_end()


def names_its_end(command: c.AcceptMeasure, measure: Measure, _: Context) -> Refusal | None:
    """A penalty has an end, an incentive has none (Labour Code)."""
    return None if (command.expires_on is not None) == (measure.nature is Nature.PENALTY) else _wrong_end()


def _wrong_end() -> Refusal:
    return refuse(
        RefusalCode.INVALID,
        "LabourCode/penalties",
        "expiresOn",
        kk="Жазаның аяқталу күні басталған күнінен кейін болуы тиіс; көтермелеуде мұндай күн болмайды.",
        ru="Срок взыскания должен заканчиваться после его наложения; у поощрения срока нет.",
        en="A penalty ends after the day on which it begins; an incentive has no end.",
    )


def has_run_out(_: Any, measure: Measure, context: Context) -> Refusal | None:
    """A penalty expires on its day, not before (Labour Code)."""
    day = context.effective or context.today
    if measure.expires_on is not None and day >= measure.expires_on:
        return None
    return refuse(
        RefusalCode.WRONG_STATE,
        "LabourCode/penalties",
        "effectiveOn",
        kk=f"Жазаның мерзімі {measure.expires_on} күні бітеді.",
        ru=f"Срок взыскания истекает {measure.expires_on}.",
        en=f"The penalty expires on {measure.expires_on}.",
    )
