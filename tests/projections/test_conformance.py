"""Each rule finds the history that breaks it and passes over the one that keeps it.

The histories are told as they would have been recorded: the domain refuses most of those that break a rule.
"""

from collections.abc import Callable
from datetime import date
from random import Random
from typing import Any, NamedTuple

import psycopg
import pytest

from domain.capacity import Capacity
from domain.complaints.events import course, intake, outcome
from domain.complaints.events.access import ComplaintUnwalled, ComplaintWalled
from domain.complaints.vocabulary import Channel, Finding
from domain.identifiers import staffing_stream
from domain.measures.events import MeasureAccepted, MeasureKind, MeasureProposed, PenaltyImposed
from domain.message import Act, Event
from domain.petitions.events import answering, signing
from domain.petitions.vocabulary import PetitionKind, ReplyAssessment
from domain.posts.events import AbsenceEnded, PostAdded, PostKind, StaffingLimitSet
from domain.regulation import PROVISIONS
from projections.conformance import RULES, ConformanceRule, FindingRow
from tests.domain import complaint_facts as c
from tests.domain import petition_facts as p
from tests.domain.memory import uuid
from tests.domain.scenario import (
    DEPUTY_REPRESENTATIVE_71,
    EMPLOYEE_71,
    HEAD,
    OMBUDSMAN,
    POST_EMPLOYEE_71,
    REPRESENTATIVE_71,
    REPRESENTATIVE_75,
    Facts,
    Register,
    at,
    given,
    representative_is_absent,
    representative_post,
    stream,
)
from tests.projections.histories import in_order, random_history
from tests.projections.shown import Shown
from tests.projections.written import add, catch_up, write

R71 = representative_post("71")
MEASURE = stream("measure", "late")
NORTH = stream("compartment", "north")
FEBRUARY, MARCH, LATE = date(2026, 2, 13), date(2026, 3, 2), date(2026, 4, 1)
DECIDED = (outcome.HeadDecided(head="1", finding=Finding.VIOLATION_FOUND), outcome.ComplaintDecided())
SUSPENDED = course.ExaminationSuspended(ground="Expert opinion awaited.")
NOTIFIED = course.ApplicantNotified(channel=Channel.DESK)
ASSESSED = answering.PetitionReplyAssessed(addressee="a", assessment=ReplyAssessment.ACCEPTED)
TO_SIGN = signing.PetitionSigningInstructed(official=REPRESENTATIVE_75, until=date(2026, 1, 31))
POST = PostAdded(post=stream("post", "one more"), post_kind=PostKind.EMPLOYEE)


class Done(NamedTuple):
    """Events of one act that somebody did, or a fact that is only told."""

    stream: str
    events: tuple[Event, ...]
    by: str
    capacity: Capacity
    on: date
    office: str | None = "71"
    acting_for: str | None = None
    effective: date | None = None


Step = Done | Facts


def done(
    stream: str,
    *events: Event,
    by: str = REPRESENTATIVE_71,
    capacity: Capacity = Capacity.REPRESENTATIVE,
    **further: Any,
) -> Done:
    return Done(stream, events, by, capacity, **{"on": FEBRUARY, **further})


def history(*steps: Step) -> Register:
    """What is recorded after these steps, in their order."""
    register = given().register
    for step in steps:
        if not isinstance(step, Done):
            register.tell(step)
            continue
        act = Act(
            actor=step.by,
            capacity=step.capacity,
            basis="20.2",
            command=uuid(f"act {register.position}"),
            command_name="Given",
            office=step.office,
            effective=step.effective or step.on,
            acting_for=step.acting_for,
        )
        for event in step.events:
            register.record(step.stream, event, act, step.on)
    return register


def found(*steps: Step) -> list[FindingRow]:
    return Shown().show(in_order(history(*steps))).all(FindingRow)


def acting(on: date, **further: Any) -> Done:
    return done(
        c.COMPLAINT,
        SUSPENDED,
        by=DEPUTY_REPRESENTATIVE_71,
        capacity=Capacity.DEPUTY_REPRESENTATIVE_ACTING,
        acting_for=R71,
        on=on,
        **further,
    )


def returned(on: date, **further: Any) -> Any:
    return at(R71, AbsenceEnded(official=REPRESENTATIVE_71), on=on)


def instructed(*, until: date | None = None) -> Facts:
    given_to = intake.InstructionGiven(official=REPRESENTATIVE_75, task="Visit.", until=until)
    return at(c.COMPLAINT, given_to, on=c.ASKED)


def on_instruction(on: date = FEBRUARY) -> Done:
    return done(c.COMPLAINT, SUSPENDED, by=REPRESENTATIVE_75, capacity=Capacity.REPRESENTATIVE_INSTRUCTED, on=on)


def proposed(person: str) -> Facts:
    opening = MeasureProposed(
        number="M-71-2026-00001", person=person, post=R71, office="71", measure_kind=MeasureKind.REMARK, ground="Late."
    )
    return at(MEASURE, opening, on=c.ASKED)


def penalty(person: str) -> Event:
    return PenaltyImposed(
        number="M-71-2026-00001",
        person=person,
        post=POST_EMPLOYEE_71,
        office="71",
        measure_kind=MeasureKind.REMARK,
        ground="Late.",
        reference="Order 1",
        expires_on=LATE,
    )


def signed(by: str = REPRESENTATIVE_71, **further: Any) -> Done:
    return done(p.PETITION, signing.PetitionSigned(), by=by, on=p.SIGNED, **further)


HEARD = [c.under_examination()]
UNHEARD = [c.registered(), c.accepted()]
ENDED = done(c.COMPLAINT, outcome.ComplaintClosed(), by=EMPLOYEE_71, capacity=Capacity.EMPLOYEE)
TO_MINISTRY = p.submitted(PetitionKind.RECOMMENDATION, p.MINISTRY)
REPLIED = [p.signed(), p.sent(), p.received(), p.replied()]

CASES: dict[ConformanceRule, tuple[list[list[Step]], list[list[Step]]]] = {
    ConformanceRule.DECIDED_UNHEARD: (
        [
            [*UNHEARD, done(c.COMPLAINT, *DECIDED)],
            [*UNHEARD, c.asked(answer_by=FEBRUARY), done(c.COMPLAINT, *DECIDED)],
        ],
        [
            [*HEARD, done(c.COMPLAINT, *DECIDED)],
            [*UNHEARD, c.asked(answer_by=c.ANSWER_BY), done(c.COMPLAINT, *DECIDED)],
            [*UNHEARD, done(c.COMPLAINT, outcome.HeadDecided(head="1", finding=Finding.SETTLED))],
            [*UNHEARD, at(c.COMPLAINT, *DECIDED, on=FEBRUARY)],
        ],
    ),
    ConformanceRule.DECIDED_LATE: (
        [
            [*HEARD, done(c.COMPLAINT, *DECIDED, on=LATE)],
            [c.registered(), done(c.COMPLAINT, course.ComplaintRefused(ground="Late", reason="Late."), on=LATE)],
        ],
        [
            [*HEARD, done(c.COMPLAINT, *DECIDED)],
            [
                *HEARD,
                at(c.COMPLAINT, course.ExaminationExtended(days=60, ground="Many heads."), on=FEBRUARY),
                done(c.COMPLAINT, *DECIDED, on=LATE),
            ],
            [c.registered(on=None), c.accepted(), c.asked(), done(c.COMPLAINT, *DECIDED, on=LATE)],
        ],
    ),
    ConformanceRule.EXTENDED_LATE: (
        [[*HEARD, done(c.COMPLAINT, course.ExaminationExtended(days=5, ground="Many heads."), on=LATE)]],
        [[*HEARD, done(c.COMPLAINT, course.ExaminationExtended(days=5, ground="Many heads."))]],
    ),
    ConformanceRule.CLOSED_UNNOTIFIED: (
        [
            [*HEARD, done(c.COMPLAINT, *DECIDED), ENDED],
            [
                *HEARD,
                done(c.COMPLAINT, *DECIDED, NOTIFIED),
                ENDED,
                done(c.COMPLAINT, outcome.ComplaintReopened(ground="News.", heads=("1",)), *DECIDED),
                ENDED,
            ],
        ],
        [
            [*HEARD, done(c.COMPLAINT, *DECIDED, NOTIFIED), ENDED],
            [*HEARD, done(c.COMPLAINT, *DECIDED), at(c.COMPLAINT, NOTIFIED, on=FEBRUARY, effective=None), ENDED],
        ],
    ),
    ConformanceRule.DATED_BEFORE_REGISTRATION: (
        [[c.registered(), done(c.COMPLAINT, course.ComplaintAccepted(), effective=date(2026, 2, 1))]],
        [
            [c.registered(), done(c.COMPLAINT, course.ComplaintAccepted(), effective=c.REGISTERED)],
            [c.registered(on=None), done(c.COMPLAINT, course.ComplaintAccepted(), effective=date(2020, 1, 1))],
        ],
    ),
    ConformanceRule.SIGNED_UNSUBMITTED: (
        [[p.drafted(), signed()], [p.submitted(), at(p.PETITION, signing.PetitionReturned(reason="No.")), signed()]],
        [[p.submitted(), signed()]],
    ),
    ConformanceRule.SIGNED_OUTSIDE_TERRITORY: (
        [
            [TO_MINISTRY, signed()],
            [p.submitted(PetitionKind.RECOMMENDATION, p.AKIMAT, p.AKIMAT_75), signed()],
        ],
        [
            [p.submitted(), signed()],
            [TO_MINISTRY, signed(capacity=Capacity.OMBUDSMAN)],
            [TO_MINISTRY, at(p.PETITION, TO_SIGN, on=p.SUBMITTED), signed(by=REPRESENTATIVE_75)],
        ],
    ),
    ConformanceRule.ASSESSED_OWN_REPLY: (
        [[*REPLIED, done(p.PETITION, ASSESSED, by=EMPLOYEE_71, capacity=Capacity.EMPLOYEE)]],
        [
            [*REPLIED, done(p.PETITION, ASSESSED)],
            [p.signed(), p.sent(), done(p.PETITION, ASSESSED)],
        ],
    ),
    ConformanceRule.ACTED_WITHOUT_ABSENCE: (
        [
            [*HEARD, acting(FEBRUARY)],
            [*HEARD, representative_is_absent(on=c.ASKED), returned(FEBRUARY), acting(MARCH)],
            [*HEARD, representative_is_absent(on=MARCH), acting(MARCH, effective=FEBRUARY)],
        ],
        [
            [*HEARD, representative_is_absent(on=c.ASKED), acting(FEBRUARY)],
            [*HEARD, representative_is_absent(on=c.ASKED), returned(FEBRUARY), acting(FEBRUARY)],
            [*HEARD, representative_is_absent(on=c.ASKED), returned(MARCH), acting(LATE, effective=FEBRUARY)],
        ],
    ),
    ConformanceRule.ACTED_UNINSTRUCTED: (
        [
            [*HEARD, on_instruction()],
            [*HEARD, instructed(until=c.ANSWER_BY), on_instruction()],
            [
                *HEARD,
                instructed(),
                at(c.COMPLAINT, intake.InstructionWithdrawn(official=REPRESENTATIVE_75), on=c.ANSWER_BY),
                on_instruction(),
            ],
            [p.submitted(), signed(by=REPRESENTATIVE_75, capacity=Capacity.REPRESENTATIVE_INSTRUCTED)],
        ],
        [
            [*HEARD, instructed(), on_instruction()],
            [*HEARD, instructed(until=FEBRUARY), on_instruction()],
            [
                p.submitted(),
                at(p.PETITION, TO_SIGN, on=p.SUBMITTED),
                signed(by=REPRESENTATIVE_75, capacity=Capacity.REPRESENTATIVE_INSTRUCTED),
            ],
        ],
    ),
    ConformanceRule.MEASURED_IN_OWN_CASE: (
        [
            [done(MEASURE, penalty(HEAD), by=HEAD, capacity=Capacity.HEAD)],
            [proposed(REPRESENTATIVE_71), done(MEASURE, MeasureAccepted(reference="Order 2", expires_on=LATE))],
        ],
        [
            [done(MEASURE, penalty(EMPLOYEE_71), by=HEAD, capacity=Capacity.HEAD)],
            [proposed(EMPLOYEE_71), done(MEASURE, MeasureAccepted(reference="Order 2", expires_on=LATE))],
        ],
    ),
    ConformanceRule.STAFFED_BEYOND_LIMIT: (
        [
            [
                at(staffing_stream("10"), StaffingLimitSet(limit=1, reference="Act 1")),
                done(staffing_stream("10"), POST, by=HEAD, capacity=Capacity.HEAD),
            ]
        ],
        [[done(staffing_stream("71"), POST, by=HEAD, capacity=Capacity.HEAD)]],
    ),
}


def told(of: Callable[[tuple[Any, Any]], list[list[Step]]]) -> list[Any]:
    return [
        pytest.param(rule, steps, id=f"{rule}-{number}")
        for rule, both in CASES.items()
        for number, steps in enumerate(of(both))
    ]


@pytest.mark.parametrize(("rule", "steps"), told(lambda both: both[0]))
def test_a_history_that_breaks_a_rule_is_found(rule: ConformanceRule, steps: list[Step]) -> None:
    findings = [finding for finding in found(*steps) if finding.rule is rule]
    assert len(findings) == 1
    events = {recorded.position: recorded for recorded in in_order(history(*steps))}
    event = events[findings[0].position]
    assert (event.stream, type(event.event).__name__) == (findings[0].stream, findings[0].event)
    assert not findings[0].against or events[findings[0].against].position < event.position


@pytest.mark.parametrize(("rule", "steps"), told(lambda both: both[1]))
def test_a_history_that_keeps_a_rule_is_passed_over(rule: ConformanceRule, steps: list[Step]) -> None:
    assert [finding for finding in found(*steps) if finding.rule is rule] == []


def test_every_rule_is_tried_and_cites_a_provision() -> None:
    judged = [judged for each in RULES.values() for judged in each]
    assert {each.rule for each in judged} == set(ConformanceRule) == CASES.keys()
    for each in judged:
        assert each.paragraph in PROVISIONS
        assert each.judge.__name__ == each.rule
        assert each.rule.words.kk and each.rule.words.ru and each.rule.words.en


def test_a_breach_is_measured_against_the_event_before() -> None:
    (finding,) = found(*UNHEARD, c.asked(answer_by=FEBRUARY), done(c.COMPLAINT, *DECIDED))
    recorded = in_order(history(*UNHEARD, c.asked(answer_by=FEBRUARY)))[-1]
    assert finding.against == recorded.position


def test_what_a_source_tells_is_not_judged() -> None:
    assert found(c.registered(), at(c.COMPLAINT, *DECIDED, on=LATE), at(c.COMPLAINT, outcome.ComplaintClosed())) == []


def test_the_domain_lets_no_such_history_come_about() -> None:
    """What the rules of the domain allow breaks none of these, but for terms, which nobody can be made to keep."""
    late = {ConformanceRule.DECIDED_LATE, ConformanceRule.EXTENDED_LATE}
    for seed in range(2):
        findings = Shown().show(random_history(Random(seed), 120)).all(FindingRow)
        assert {finding.rule for finding in findings} <= late


def test_a_finding_is_seen_by_who_sees_the_line_of_its_act(database: str) -> None:
    breach = [*UNHEARD, done(c.COMPLAINT, *DECIDED)]
    write(database, in_order(history(*breach)))
    catch_up(database)
    assert _seen(database, REPRESENTATIVE_71) == ["decided_unheard"]
    assert _seen(database, REPRESENTATIVE_75) == []
    moved = (
        intake.TransferOffered(to_office="75", reason="There."),
        intake.TransferAccepted(from_office="71", to_office="75"),
    )
    add(database, at(c.COMPLAINT, *moved, on=FEBRUARY))
    assert (_seen(database, REPRESENTATIVE_71), _seen(database, REPRESENTATIVE_75)) == ([], ["decided_unheard"])
    add(database, at(c.COMPLAINT, ComplaintWalled(compartment=NORTH), on=FEBRUARY))
    assert (_seen(database, REPRESENTATIVE_75), _seen(database, OMBUDSMAN)) == ([], [])
    add(database, at(c.COMPLAINT, ComplaintUnwalled(), on=FEBRUARY))
    assert _seen(database, OMBUDSMAN) == ["decided_unheard"]


def _seen(dsn: str, official: str) -> list[str]:
    with psycopg.connect(dsn) as conn:
        conn.execute("set role register_reader")
        conn.execute("select access.enter(%s, null)", (official,))
        return [row[0] for row in conn.execute("select rule from views.conformance_finding").fetchall()]
