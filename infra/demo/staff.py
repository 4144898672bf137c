"""What happens to the staff in the two years: a new Ombudsman, replacements, absences, delegation (¶16–¶20)."""

from datetime import date, timedelta

from domain.posts import commands as c
from domain.posts.events import AbsenceReason
from domain.standing import HEAD_POST, OMBUDSMAN_POST, representative_post
from infra.demo.founding import Founding
from infra.demo.house import House, Span
from infra.demo.script import Script, Turn

REPLACED, RESTED, AWAY = "55", "39", "15"
"""Offices whose Representative was replaced, was on leave last year, and is absent now."""


def tell_staff(script: Script, house: House) -> None:
    """Tell it all, and keep the house up to date. In the order of days: who signs follows from who is in office."""
    _delegate(script, house)
    _replace_representative(script, house)
    _absence_of_head(script, house)
    _absence(script, house, RESTED, script.working_day_before(330), script.working_day_before(310))
    _move_employees(script, house)
    _new_ombudsman(script, house)
    _absence(script, house, AWAY, script.working_day_before(12), None)
    proposal = c.ProposeDelegation(post=house.deputy_heads[0], paragraphs=("19.9",))
    day = script.working_day_before(3)
    script.step(day, "delegation/pending", house.head(day), proposal, Turn.STAFF)


def _delegate(script: Script, house: House) -> None:
    second = house.deputy_heads[1]
    day = script.working(script.begin)
    proposal = c.ProposeDelegation(post=second, paragraphs=("19.4", "19.5"))
    script.step(day, "delegation/proposed", house.head(day), proposal, Turn.STAFF)
    day = script.working(day, 2)
    agreement = c.AgreeDelegation(post=second)
    script.step(day, "delegation/agreed", house.ombudsman(day), agreement, Turn.STAFF)
    day = script.working(day, 20)
    proposal = c.ProposeDelegation(post=house.deputy_heads[0], paragraphs=("8",))
    script.step(day, "delegation/proposed again", house.head(day), proposal, Turn.STAFF)
    declining = c.DeclineDelegation(post=house.deputy_heads[0], ground="Лимиты вносит сам Руководитель")
    script.step(day, "delegation/declined", house.ombudsman(day), declining, Turn.STAFF)


def _replace_representative(script: Script, house: House) -> None:
    day, post = script.working_day_before(420), representative_post(REPLACED)
    dismissal = c.DismissRepresentative(post=post, reference="Приказ № 214-ж", ground="Переход на другую работу")
    ombudsman = house.ombudsman(day)
    script.step(day, "representative/dismissed", ombudsman, dismissal, Turn.STAFF)
    founding = Founding(script, house, day)
    successor = founding.official(f"representative/{REPLACED}/second", house.head(day))
    founding.appoint(post, successor, c.AppointRepresentative, ombudsman)


def _absence_of_head(script: Script, house: House) -> None:
    start, end = script.working_day_before(400), script.working_day_before(386)
    head, deputy = house.head(start), house.holder(house.deputy_heads[0], start)
    assert deputy is not None
    absence = c.StartAbsence(post=HEAD_POST, reason=AbsenceReason.LEAVE, expected_until=end)
    script.step(start, "head/away", head, absence, Turn.STAFF)
    acting = c.DesignateActing(post=HEAD_POST, official=deputy, reference="Распоряжение № 31")
    script.step(start, "head/acting", house.ombudsman(start), acting, Turn.STAFF)
    script.step(end, "head/back", head, c.EndAbsence(post=HEAD_POST), Turn.STAFF)
    house.acting[HEAD_POST] = [Span(deputy, start, end)]


def _absence(script: Script, house: House, office: str, start: date, end: date | None) -> None:
    """A Representative is away and the deputy of the office acts."""
    post = representative_post(office)
    holder, deputy = house.examiner(office, start), house.holder(house.deputies[office], start)
    assert deputy is not None
    expected = end or script.until + timedelta(days=9)
    reason = AbsenceReason.LEAVE if end else AbsenceReason.INCAPACITY
    absence = c.StartAbsence(post=post, reason=reason, expected_until=expected)
    script.step(start, f"representative/{office}/away", holder, absence, Turn.STAFF)
    acting = c.DesignateActing(post=post, official=deputy, reference="Распоряжение № 58")
    script.step(start, f"representative/{office}/acting", house.ombudsman(start), acting, Turn.STAFF)
    if end:
        script.step(end, f"representative/{office}/back", holder, c.EndAbsence(post=post), Turn.STAFF)
    house.acting.setdefault(post, []).append(Span(deputy, start, end))


def _move_employees(script: Script, house: House) -> None:
    day = script.working_day_before(300)
    source, target = house.employees["19"][1], house.employees["75"][-1]
    moved = house.holder(source, day)
    assert moved is not None
    transfer = c.TransferEmployee(post=source, to=target, reference="Приказ № 402-ж")
    script.step(day, "employee/moved", house.head(day), transfer, Turn.STAFF)
    house.vacate(source, day)
    house.seat(target, moved, day)
    day, post = script.working_day_before(200), house.employees["31"][0]
    delegate = house.holder(house.deputy_heads[1], day)
    assert delegate is not None
    dismissal = c.DismissEmployee(post=post, reference="Приказ № 97-ж", ground="Собственное желание")
    script.step(day, "employee/dismissed", delegate, dismissal, Turn.STAFF)
    house.vacate(post, day)
    founding = Founding(script, house, script.working_day_before(180))
    founding.appoint(post, founding.official("employee/31/second", delegate), c.AppointEmployee, delegate)


def _new_ombudsman(script: Script, house: House) -> None:
    day = script.working_day_before(270)
    head = house.head(day)
    term = c.RecordEndOfTerm(post=OMBUDSMAN_POST, reference="Истечение срока полномочий")
    script.step(day, "ombudsman/end of term", head, term, Turn.STAFF)
    official = Founding(script, house, day).official("ombudsman/second", head)
    election = c.RecordElection(
        post=OMBUDSMAN_POST,
        official=official,
        reference="Постановление об избрании Уполномоченного",
        term_until=day.replace(year=day.year + 5, day=min(day.day, 28)),
    )
    script.step(day, "ombudsman/election", head, election, Turn.STAFF)
    house.seat(OMBUDSMAN_POST, official, day)
