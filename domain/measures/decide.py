"""Imposing, granting and proposing measures, and all that follows from them (¶17, ¶19(5)–(7))."""

from collections.abc import Iterator
from typing import Any, TypedDict

from domain.authority import H, O, Power
from domain.context import At, Context
from domain.decider import Answer, decides
from domain.identifiers import OfficialId, PostId
from domain.measures import commands as c
from domain.measures import events as e
from domain.measures import rules as r
from domain.measures.events import Nature
from domain.measures.state import (
    DECIDED_BY_HEAD,
    DECIDED_BY_OMBUDSMAN,
    DECIDED_ON_PROPOSAL,
    LEADERSHIP_PARAGRAPH,
    MEASURES,
    Measure,
    MeasureStatus,
)
from domain.numbers import Series
from domain.posts.state import POSTS

ON_EMPLOYEES = Power("19.5", by=(H,), territory=False, historical=True)
ON_LEADERSHIP = Power(LEADERSHIP_PARAGRAPH, by=(O,), territory=False, historical=True)
PROPOSE = Power("19.6", by=(H,), territory=False, historical=True)
DECIDE = Power("19.6", by=(O,), territory=False, historical=True)
PROPOSE_AWARD = Power("19.7", by=(H,), territory=False, historical=True)
DECIDE_AWARD = Power("19.7", by=(O,), territory=False, historical=True)
RECORD = Power("LabourCode/penalties", by=(H, O), territory=False, historical=True)

_PENALTY_OR_INCENTIVE = (Nature.PENALTY, Nature.INCENTIVE)


class Opened(TypedDict):
    """The fields that every opening event shares."""

    number: str
    person: OfficialId
    post: PostId
    office: str
    measure_kind: e.MeasureKind
    ground: str


def nowhere(_: Any, __: Any) -> None:
    """The office of a measure is that of the post, which the command names."""


def office_of(_: Any, measure: Measure) -> str:
    return measure.office


def concerned(_: Any, measure: Measure) -> OfficialId:
    return measure.person


def _opened(command: c.OnHolder, context: Context) -> tuple[Opened, At]:
    post = context.read(POSTS, command.post)
    number, taken = context.number(Series.MEASURE, post.office, context.opened(MEASURES))
    fields = Opened(
        number=number,
        person=str(post.holder),
        post=command.post,
        office=post.office,
        measure_kind=command.measure_kind,
        ground=command.ground,
    )
    return fields, taken


@decides(
    c.ImposePenalty,
    MEASURES,
    power=ON_EMPLOYEES,
    office_of=nowhere,
    rules=(
        r.is_on_somebody_else,
        r.is_a(Nature.PENALTY, paragraph="19.5"),
        r.concerns(*DECIDED_BY_HEAD, paragraph="19.5"),
        r.ends_after_it_begins,
    ),
    opens=True,
)
@decides(
    c.ImposePenaltyOnLeadership,
    MEASURES,
    power=ON_LEADERSHIP,
    office_of=nowhere,
    rules=(
        r.is_on_somebody_else,
        r.is_a(Nature.PENALTY, paragraph="17"),
        r.concerns(*DECIDED_BY_OMBUDSMAN, paragraph="17"),
        r.ends_after_it_begins,
    ),
    opens=True,
)
def impose(command: c.ImposePenalty, measure: Measure, context: Context) -> Iterator[Answer]:
    fields, taken = _opened(command, context)
    yield e.PenaltyImposed(**fields, reference=command.reference, expires_on=command.expires_on)
    yield taken


@decides(
    c.GrantIncentive,
    MEASURES,
    power=ON_EMPLOYEES,
    office_of=nowhere,
    rules=(
        r.is_on_somebody_else,
        r.is_a(Nature.INCENTIVE, paragraph="19.5"),
        r.concerns(*DECIDED_BY_HEAD, paragraph="19.5"),
    ),
    opens=True,
)
@decides(
    c.GrantIncentiveToLeadership,
    MEASURES,
    power=ON_LEADERSHIP,
    office_of=nowhere,
    rules=(
        r.is_on_somebody_else,
        r.is_a(Nature.INCENTIVE, paragraph="17"),
        r.concerns(*DECIDED_BY_OMBUDSMAN, paragraph="17"),
    ),
    opens=True,
)
def grant(command: c.GrantIncentive, measure: Measure, context: Context) -> Iterator[Answer]:
    fields, taken = _opened(command, context)
    yield e.IncentiveGranted(**fields, reference=command.reference)
    yield taken


@decides(
    c.ProposeMeasure,
    MEASURES,
    power=PROPOSE,
    office_of=nowhere,
    rules=(
        r.is_on_somebody_else,
        r.is_a(*_PENALTY_OR_INCENTIVE, paragraph="19.6"),
        r.concerns(*DECIDED_ON_PROPOSAL, paragraph="19.6"),
    ),
    opens=True,
)
def propose(command: c.ProposeMeasure, measure: Measure, context: Context) -> Iterator[Answer]:
    fields, taken = _opened(command, context)
    yield e.MeasureProposed(**fields)
    yield taken


@decides(
    c.ProposeAward,
    MEASURES,
    power=PROPOSE_AWARD,
    office_of=nowhere,
    rules=(
        r.is_on_somebody_else,
        r.is_a(Nature.AWARD, paragraph="19.7"),
        r.concerns(*DECIDED_BY_HEAD, *DECIDED_ON_PROPOSAL, paragraph="19.7"),
    ),
    opens=True,
)
def propose_award(command: c.ProposeAward, measure: Measure, context: Context) -> Iterator[Answer]:
    fields, taken = _opened(command, context)
    yield e.AwardProposed(**fields)
    yield taken


@decides(
    c.AcceptMeasure,
    MEASURES,
    power=DECIDE,
    office_of=office_of,
    rules=(
        r.stands_as_a(*_PENALTY_OR_INCENTIVE, paragraph="19.6"),
        r.stands(MeasureStatus.PROPOSED, paragraph="19.6"),
        r.concerns_somebody_else,
        r.names_its_end,
        r.ends_after_it_begins,
    ),
)
def accept(command: c.AcceptMeasure, measure: Measure, context: Context) -> Iterator[Answer]:
    yield e.MeasureAccepted(reference=command.reference, expires_on=command.expires_on)


@decides(
    c.DeclineMeasure,
    MEASURES,
    power=DECIDE,
    office_of=office_of,
    rules=(
        r.stands_as_a(*_PENALTY_OR_INCENTIVE, paragraph="19.6"),
        r.stands(MeasureStatus.PROPOSED, paragraph="19.6"),
    ),
)
@decides(
    c.DeclineAward,
    MEASURES,
    power=DECIDE_AWARD,
    office_of=office_of,
    rules=(
        r.stands_as_a(Nature.AWARD, paragraph="19.7"),
        r.stands(MeasureStatus.PROPOSED, paragraph="19.7"),
    ),
)
def decline(command: c.DeclineMeasure, measure: Measure, context: Context) -> Iterator[Answer]:
    yield e.MeasureDeclined(person=measure.person, reason=command.reason)
