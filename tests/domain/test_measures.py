"""Penalties, incentives and awards: who decides on whom, and what may follow."""

from datetime import date

import pytest

from domain.capacity import Capacity
from domain.measures import commands as c
from domain.measures import events as e
from domain.measures.events import AppealOutcome, MeasureKind
from domain.measures.state import MEASURES, MeasureStatus
from domain.numbers import NumberIssued
from domain.refusal import RefusalCode
from tests.domain.scenario import (
    DELEGATE,
    DEPUTY_HEAD,
    EMPLOYEE_71,
    HEAD,
    OMBUDSMAN,
    POST_DEPUTY_71,
    POST_DEPUTY_HEAD,
    POST_EMPLOYEE_71,
    POST_HEAD,
    POST_OMBUDSMAN,
    POST_VACANT_71,
    REPRESENTATIVE_71,
    Facts,
    Given,
    Then,
    at,
    given,
    head_is_absent,
    representative_post,
    stream,
)

POST_71 = representative_post("71")
UNTIL = date(2026, 9, 1)
MEASURE = stream("measure", "one")
REMARK, STATE_AWARD, CENTRE_AWARD = MeasureKind.REMARK, MeasureKind.STATE_AWARD, MeasureKind.CENTRE_AWARD


def penalty(post: str, kind: MeasureKind = REMARK) -> c.ImposePenalty:
    return c.ImposePenalty(post=post, measure_kind=kind, ground="late", reference="Order 3", expires_on=UNTIL)


def leading_penalty(post: str) -> c.ImposePenaltyOnLeadership:
    return c.ImposePenaltyOnLeadership(
        post=post, measure_kind=REMARK, ground="late", reference="Order 3", expires_on=UNTIL
    )


def proposal(kind: MeasureKind = REMARK, post: str = POST_71) -> c.ProposeMeasure:
    return c.ProposeMeasure(post=post, measure_kind=kind, ground="late")


def award(kind: MeasureKind, post: str = POST_71) -> c.ProposeAward:
    return c.ProposeAward(post=post, measure_kind=kind, ground="merit")


def imposed(person: str = EMPLOYEE_71, post: str = POST_EMPLOYEE_71) -> Facts:
    return at(
        MEASURE,
        e.PenaltyImposed(
            number="D-71-2026-00001",
            person=person,
            post=post,
            office="71",
            measure_kind=REMARK,
            ground="late",
            reference="Order 3",
            expires_on=UNTIL,
        ),
        on=date(2026, 3, 1),
    )


def proposed(kind: MeasureKind = REMARK) -> Facts:
    event = e.AwardProposed if kind.nature is e.Nature.AWARD else e.MeasureProposed
    fields = {"person": REPRESENTATIVE_71, "post": POST_71, "office": "71", "measure_kind": kind, "ground": "g"}
    return at(MEASURE, event(number="D-71-2026-00001", **fields), on=date(2026, 3, 1))  # type: ignore[arg-type]


def accepted_penalty() -> Then:
    command = c.AcceptMeasure(measure=MEASURE, reference="Order 4", expires_on=UNTIL)
    return given(proposed()).when(command, by=OMBUDSMAN).done()


def test_the_head_imposes_a_penalty_on_an_employee() -> None:
    after = given().when(penalty(POST_EMPLOYEE_71), by=HEAD).then(e.PenaltyImposed)
    assert after.state(MEASURES).person == EMPLOYEE_71
    assert after.act.basis == "19.5"
    assert isinstance(after.decision.writes[1][1], NumberIssued)


def test_a_deputy_of_a_representative_is_disciplined_like_an_employee() -> None:
    given().when(penalty(POST_DEPUTY_71), by=HEAD).done()


@pytest.mark.parametrize("official", [OMBUDSMAN, REPRESENTATIVE_71, DEPUTY_HEAD, EMPLOYEE_71])
def test_nobody_but_the_head_disciplines_an_employee(official: str) -> None:
    given().when(penalty(POST_EMPLOYEE_71), by=official).refused(RefusalCode.NO_AUTHORITY, paragraph="19.5")


def test_a_delegate_and_an_acting_deputy_discipline_employees() -> None:
    given().when(penalty(POST_EMPLOYEE_71), by=DELEGATE).done()
    given(head_is_absent()).when(penalty(POST_EMPLOYEE_71), by=DEPUTY_HEAD).done()


@pytest.mark.parametrize("grant", [False, True], ids=["penalty", "incentive"])
def test_the_head_cannot_decide_on_a_representative_and_learns_who_could(grant: bool) -> None:
    incentive = c.GrantIncentive(post=POST_71, measure_kind=MeasureKind.GRATITUDE, ground="g", reference="Order 3")
    refusal = given().when(incentive if grant else penalty(POST_71), by=HEAD).refused(RefusalCode.NO_AUTHORITY)
    assert refusal.paragraph == "19.6" and refusal.who_could == (Capacity.OMBUDSMAN,)


@pytest.mark.parametrize("post", [POST_HEAD, POST_DEPUTY_HEAD])
def test_the_ombudsman_alone_decides_on_the_leadership(post: str) -> None:
    given().when(leading_penalty(post), by=OMBUDSMAN).done()
    given().when(leading_penalty(post), by=HEAD).refused(RefusalCode.NO_AUTHORITY, paragraph="17")


def test_the_head_cannot_discipline_a_deputy_head_and_learns_who_could() -> None:
    refusal = given().when(penalty(POST_DEPUTY_HEAD), by=HEAD).refused(RefusalCode.NO_AUTHORITY, paragraph="17")
    assert refusal.who_could == (Capacity.OMBUDSMAN,)


@pytest.mark.parametrize(("post", "paragraph"), [(POST_71, "19.6"), (POST_EMPLOYEE_71, "19.5")])
def test_the_ombudsman_decides_alone_on_nobody_else(post: str, paragraph: str) -> None:
    given().when(leading_penalty(post), by=OMBUDSMAN).refused(RefusalCode.NO_AUTHORITY, paragraph=paragraph)


@pytest.mark.parametrize("post", [POST_HEAD, POST_DEPUTY_HEAD])
def test_nobody_disciplines_praises_or_proposes_himself(post: str) -> None:
    himself = HEAD if post == POST_HEAD else DEPUTY_HEAD
    story = given(() if himself == HEAD else head_is_absent())
    praise = c.GrantIncentive(post=post, measure_kind=MeasureKind.BONUS, ground="g", reference="Order 3")
    for command in (penalty(post), praise, proposal(post=post), award(CENTRE_AWARD, post)):
        story.when(command, by=himself).refused(RefusalCode.OWN_CASE, path=("post",))
    story.when(leading_penalty(POST_OMBUDSMAN), by=OMBUDSMAN).refused(RefusalCode.OWN_CASE)


def test_nobody_decides_on_a_measure_that_concerns_himself() -> None:
    on_the_head = given(imposed(HEAD, POST_HEAD), at(MEASURE, e.AppealRecorded(body="Court")))
    outcome = c.RecordAppealOutcome(measure=MEASURE, outcome=AppealOutcome.ANNULLED, reference="D")
    on_the_head.when(outcome, by=HEAD).refused(RefusalCode.OWN_CASE, path=("measure",))
    on_the_head.when(c.LiftPenalty(measure=MEASURE, reference="O", reason="r"), by=HEAD).refused(RefusalCode.OWN_CASE)
    expire = c.ExpirePenalty(measure=MEASURE)
    on_the_head.when(expire, by=HEAD, on=UNTIL).refused(RefusalCode.OWN_CASE)


def test_nobody_is_disciplined_in_a_vacant_or_unknown_post() -> None:
    given().when(penalty(POST_VACANT_71), by=HEAD).refused(RefusalCode.POST_VACANT)
    given().when(penalty(stream("post", "none")), by=HEAD).refused(RefusalCode.NOT_FOUND, path=("post",))


def test_a_penalty_is_not_an_incentive_nor_an_award() -> None:
    given().when(penalty(POST_EMPLOYEE_71, MeasureKind.BONUS), by=HEAD).refused(
        RefusalCode.INVALID, path=("measureKind",)
    )
    given().when(award(REMARK), by=HEAD).refused(RefusalCode.INVALID, paragraph="19.7")
    given().when(proposal(STATE_AWARD), by=HEAD).refused(RefusalCode.INVALID, paragraph="19.6")


@pytest.mark.parametrize("effective", [date(2026, 3, 1), date(2026, 3, 2)])
def test_a_penalty_ends_after_it_begins(effective: date) -> None:
    command = c.ImposePenalty(
        post=POST_EMPLOYEE_71, measure_kind=REMARK, ground="g", reference="O", expires_on=date(2026, 3, 2)
    )
    answer = given().when(command, by=HEAD, effective=effective)
    if effective < command.expires_on:
        answer.done()
    else:
        answer.refused(RefusalCode.INVALID, path=("expiresOn",))


def test_the_head_proposes_on_a_representative_and_the_ombudsman_decides() -> None:
    story = given().when(proposal(), by=HEAD).then(e.MeasureProposed)
    accept = c.AcceptMeasure(measure=story.stream, reference="Order 4", expires_on=UNTIL)
    story.when(accept, by=HEAD).refused(RefusalCode.NO_AUTHORITY, paragraph="19.6")
    after = story.when(accept, by=OMBUDSMAN).then(e.MeasureAccepted(reference="Order 4", expires_on=UNTIL))
    assert after.state(MEASURES).status is MeasureStatus.IN_FORCE
    after.when(accept, by=OMBUDSMAN).refused(RefusalCode.WRONG_STATE)


def test_the_ombudsman_may_decline_what_the_head_proposed() -> None:
    command = c.DeclineMeasure(measure=MEASURE, reason="unfounded")
    story = given(proposed()).when(command, by=OMBUDSMAN)
    after = story.then(e.MeasureDeclined(person=REPRESENTATIVE_71, reason="unfounded"))
    after.when(command, by=OMBUDSMAN).refused(RefusalCode.WRONG_STATE)


def test_the_head_proposes_on_representatives_only() -> None:
    given().when(proposal(post=POST_EMPLOYEE_71), by=HEAD).refused(RefusalCode.NO_AUTHORITY, paragraph="19.5")


@pytest.mark.parametrize(
    ("kind", "expires_on"), [(REMARK, None), (MeasureKind.GRATITUDE, UNTIL)], ids=["penalty", "incentive"]
)
def test_an_accepted_penalty_has_an_end_and_an_incentive_has_none(kind: MeasureKind, expires_on: date | None) -> None:
    command = c.AcceptMeasure(measure=MEASURE, reference="Order 4", expires_on=expires_on)
    given(proposed(kind)).when(command, by=OMBUDSMAN).refused(RefusalCode.INVALID, path=("expiresOn",))


def test_an_award_of_the_centre_is_proposed_by_the_head_and_granted_by_the_ombudsman() -> None:
    story = given().when(award(CENTRE_AWARD, POST_EMPLOYEE_71), by=HEAD).then(e.AwardProposed)
    grant = c.GrantAward(measure=story.stream, reference="Order 5")
    story.when(grant, by=HEAD).refused(RefusalCode.NO_AUTHORITY, paragraph="19.7")
    story.when(grant, by=OMBUDSMAN).then(e.MeasureAccepted(reference="Order 5"))


def test_a_state_award_is_forwarded_and_recorded_when_conferred() -> None:
    story: Given = given(proposed(STATE_AWARD))
    story.when(c.GrantAward(measure=MEASURE, reference="O"), by=OMBUDSMAN).refused(RefusalCode.INVALID)
    record = c.RecordAward(measure=MEASURE, reference="Decree 7")
    story.when(record, by=HEAD).refused(RefusalCode.WRONG_STATE)
    forward = c.ForwardForStateAward(measure=MEASURE, addressee="President", reference="Letter 6")
    forwarded = story.when(forward, by=OMBUDSMAN).then(e.AwardForwarded)
    assert forwarded.when(record, by=HEAD).then(e.AwardConferred).state(MEASURES).status is MeasureStatus.IN_FORCE


def test_an_award_of_the_centre_is_not_forwarded() -> None:
    forward = c.ForwardForStateAward(measure=MEASURE, addressee="President", reference="Letter 6")
    given(proposed(CENTRE_AWARD)).when(forward, by=OMBUDSMAN).refused(RefusalCode.INVALID, paragraph="19.7")


def test_an_award_is_declined_as_an_award() -> None:
    given(proposed(CENTRE_AWARD)).when(c.DeclineAward(measure=MEASURE, reason="r"), by=OMBUDSMAN).done()
    wrong = c.DeclineMeasure(measure=MEASURE, reason="r")
    given(proposed(CENTRE_AWARD)).when(wrong, by=OMBUDSMAN).refused(RefusalCode.INVALID)


@pytest.mark.parametrize("official", [EMPLOYEE_71, HEAD])
def test_the_person_concerned_and_the_head_record_an_appeal(official: str) -> None:
    command = c.RecordAppeal(measure=MEASURE, body="Court", reference="2-15")
    after = given(imposed()).when(command, by=official).then(e.AppealRecorded(body="Court", reference="2-15"))
    assert after.state(MEASURES).status is MeasureStatus.APPEALED


def test_nobody_else_records_an_appeal() -> None:
    command = c.RecordAppeal(measure=MEASURE, body="Court")
    given(imposed()).when(command, by=REPRESENTATIVE_71).refused(RefusalCode.NO_AUTHORITY)


@pytest.mark.parametrize(
    ("outcome", "status"),
    [
        (AppealOutcome.UPHELD, MeasureStatus.IN_FORCE),
        (AppealOutcome.WITHDRAWN, MeasureStatus.IN_FORCE),
        (AppealOutcome.ANNULLED, MeasureStatus.ANNULLED),
    ],
)
def test_a_penalty_counts_after_an_appeal_unless_it_was_annulled(outcome: AppealOutcome, status: MeasureStatus) -> None:
    command = c.RecordAppealOutcome(measure=MEASURE, outcome=outcome, reference="Decision")
    given(imposed()).when(command, by=HEAD).refused(RefusalCode.WRONG_STATE)
    appealed = given(imposed(), at(MEASURE, e.AppealRecorded(body="Court")))
    assert appealed.when(command, by=HEAD).then(e.AppealDecided).state(MEASURES).status is status


def test_the_head_lifts_what_the_head_imposed_and_not_what_the_ombudsman_decided() -> None:
    lift = c.LiftPenalty(measure=MEASURE, reference="Order 6", reason="good work")
    lifted = e.PenaltyLifted(person=EMPLOYEE_71, reference="Order 6", reason="good work")
    given(imposed()).when(lift, by=HEAD).then(lifted)
    refusal = given(imposed()).when(lift, by=OMBUDSMAN).refused(RefusalCode.NO_AUTHORITY)
    assert Capacity.HEAD in refusal.who_could
    refusal = accepted_penalty().when(lift, by=HEAD).refused(RefusalCode.NO_AUTHORITY)
    assert refusal.who_could == (Capacity.OMBUDSMAN,)
    accepted_penalty().when(lift, by=OMBUDSMAN).then(e.PenaltyLifted)


@pytest.mark.parametrize("day", [date(2026, 8, 31), UNTIL])
def test_a_penalty_expires_on_its_day_and_not_before(day: date) -> None:
    answer = given(imposed()).when(c.ExpirePenalty(measure=MEASURE), by=HEAD, on=day)
    if day < UNTIL:
        answer.refused(RefusalCode.WRONG_STATE, path=("effectiveOn",))
    else:
        assert answer.then(e.PenaltyExpired()).state(MEASURES).status is MeasureStatus.EXPIRED


def test_what_is_over_is_neither_lifted_nor_appealed() -> None:
    over = given(imposed(), at(MEASURE, e.PenaltyExpired()))
    over.when(c.LiftPenalty(measure=MEASURE, reference="O", reason="r"), by=HEAD).refused(RefusalCode.WRONG_STATE)
    over.when(c.RecordAppeal(measure=MEASURE, body="Court"), by=HEAD).refused(RefusalCode.WRONG_STATE)


def test_only_penalties_are_appealed() -> None:
    given(proposed(CENTRE_AWARD)).when(c.RecordAppeal(measure=MEASURE, body="Court"), by=HEAD).refused(
        RefusalCode.INVALID
    )


BONUS = MeasureKind.BONUS
INCENTIVE = at(
    MEASURE,
    e.IncentiveGranted(
        number="D-71-2026-00001",
        person=EMPLOYEE_71,
        post=POST_EMPLOYEE_71,
        office="71",
        measure_kind=BONUS,
        ground="g",
        reference="Order 3",
    ),
)


@pytest.mark.parametrize(
    ("command", "by"),
    [
        (penalty(POST_EMPLOYEE_71, BONUS), HEAD),
        (c.GrantIncentive(post=POST_EMPLOYEE_71, measure_kind=REMARK, ground="g", reference="O"), HEAD),
        (
            c.ImposePenaltyOnLeadership(
                post=POST_HEAD, measure_kind=BONUS, ground="g", reference="O", expires_on=UNTIL
            ),
            OMBUDSMAN,
        ),
        (c.GrantIncentiveToLeadership(post=POST_HEAD, measure_kind=REMARK, ground="g", reference="O"), OMBUDSMAN),
    ],
)
def test_each_act_is_for_its_own_nature_of_measure(command: c.OnHolder, by: str) -> None:
    given().when(command, by=by).refused(RefusalCode.INVALID, path=("measureKind",))


@pytest.mark.parametrize(
    ("command", "facts"),
    [
        (c.AcceptMeasure(measure=MEASURE, reference="O"), proposed(CENTRE_AWARD)),
        (c.DeclineAward(measure=MEASURE, reason="r"), proposed()),
        (c.GrantAward(measure=MEASURE, reference="O"), proposed()),
        (c.ForwardForStateAward(measure=MEASURE, addressee="P", reference="L"), proposed()),
    ],
)
def test_each_decision_is_on_its_own_nature_of_measure(command: c.OnMeasure, facts: Facts) -> None:
    given(facts).when(command, by=OMBUDSMAN).refused(RefusalCode.INVALID, path=("measure",))


@pytest.mark.parametrize(
    ("command", "kind"),
    [
        (c.DeclineAward(measure=MEASURE, reason="r"), CENTRE_AWARD),
        (c.GrantAward(measure=MEASURE, reference="O"), CENTRE_AWARD),
        (c.ForwardForStateAward(measure=MEASURE, addressee="P", reference="L"), STATE_AWARD),
    ],
)
def test_an_award_is_decided_once(command: c.OnMeasure, kind: MeasureKind) -> None:
    decided = at(MEASURE, e.MeasureDeclined(person=REPRESENTATIVE_71, reason="r"))
    given(proposed(kind), decided).when(command, by=OMBUDSMAN).refused(RefusalCode.WRONG_STATE, paragraph="19.7")


def test_an_incentive_is_neither_lifted_nor_left_to_expire() -> None:
    lift = c.LiftPenalty(measure=MEASURE, reference="O", reason="r")
    given(INCENTIVE).when(lift, by=HEAD).refused(RefusalCode.INVALID, path=("measure",))
    given(INCENTIVE).when(c.ExpirePenalty(measure=MEASURE), by=HEAD).refused(RefusalCode.WRONG_STATE)


def test_a_penalty_expires_once() -> None:
    over = given(imposed(), at(MEASURE, e.PenaltyExpired()))
    over.when(c.ExpirePenalty(measure=MEASURE), by=HEAD, on=UNTIL).refused(RefusalCode.WRONG_STATE, path=("measure",))


def test_incentives_of_the_leadership_are_the_ombudsmans_and_of_nobody_else() -> None:
    command = c.GrantIncentiveToLeadership(post=POST_71, measure_kind=BONUS, ground="g", reference="O")
    given().when(command, by=OMBUDSMAN).refused(RefusalCode.NO_AUTHORITY, paragraph="19.6")
    own = c.GrantIncentiveToLeadership(post=POST_OMBUDSMAN, measure_kind=BONUS, ground="g", reference="O")
    given().when(own, by=OMBUDSMAN).refused(RefusalCode.OWN_CASE)


def test_awards_are_not_proposed_for_the_leadership() -> None:
    given().when(award(CENTRE_AWARD, POST_DEPUTY_HEAD), by=HEAD).refused(RefusalCode.NO_AUTHORITY, paragraph="17")


@pytest.mark.parametrize("expires_on", [date(2026, 3, 1), date(2026, 3, 2)])
def test_no_penalty_ends_before_the_day_after_it_begins(expires_on: date) -> None:
    leading = c.ImposePenaltyOnLeadership(
        post=POST_HEAD, measure_kind=REMARK, ground="g", reference="O", expires_on=expires_on
    )
    given().when(leading, by=OMBUDSMAN).refused(RefusalCode.INVALID, path=("expiresOn",))
    accept = c.AcceptMeasure(measure=MEASURE, reference="O", expires_on=expires_on)
    given(proposed()).when(accept, by=OMBUDSMAN).refused(RefusalCode.INVALID, path=("expiresOn",))


def test_nobody_decides_on_the_own_proposal_after_becoming_ombudsman() -> None:
    concerned = e.MeasureProposed(
        number="D-71-2026-00001", person=OMBUDSMAN, post=POST_71, office="71", measure_kind=BONUS, ground="g"
    )
    accept = c.AcceptMeasure(measure=MEASURE, reference="O")
    given(at(MEASURE, concerned)).when(accept, by=OMBUDSMAN).refused(RefusalCode.OWN_CASE, path=("measure",))
