"""Discipline, incentives and awards in the demonstration, of every kind and with what followed (¶17, ¶19(5)–(7))."""

from datetime import timedelta

from domain.measures import commands as m
from domain.measures.events import AppealOutcome, MeasureKind
from domain.standing import representative_post
from infra.demo.house import House
from infra.demo.script import Script, Turn


def tell_measures(script: Script, house: House) -> None:
    """Penalties, incentives and awards of every kind, each with what followed (¶17, ¶19(5)–(7))."""
    day = script.working_day_before(500)
    head = house.head(day)
    remark = script.step(
        day,
        "measure/remark",
        head,
        m.ImposePenalty(
            post=house.employees["35"][0],
            measure_kind=MeasureKind.REMARK,
            ground="Нарушен срок регистрации обращения",
            reference="Приказ № 61-к",
            expires_on=day + timedelta(days=182),
        ),
        Turn.STAFF,
    )
    expired = script.working(day + timedelta(days=182))
    command = m.ExpirePenalty(measure=f"measure-{remark}")
    script.step(expired, "measure/remark/expired", house.head(expired), command, Turn.STAFF)
    _appealed(script, house)
    for place, office in enumerate(("71", "75", "43", "63", "00")):
        day = script.working_day_before(320 - 40 * place)
        incentive = m.GrantIncentive(
            post=house.employees[office][0],
            measure_kind=(MeasureKind.GRATITUDE, MeasureKind.BONUS, MeasureKind.CERTIFICATE)[place % 3],
            ground="Образцовое исполнение служебных обязанностей",
            reference=f"Приказ № {110 + place}-к",
        )
        script.step(day, f"measure/incentive/{place}", house.head(day), incentive, Turn.STAFF)
    _on_proposal(script, house)


def _appealed(script: Script, house: House) -> None:
    for place, (ago, outcome) in enumerate(((380, AppealOutcome.ANNULLED), (120, AppealOutcome.UPHELD))):
        day, post = script.working_day_before(ago), house.employees["79" if place else "11"][0]
        name, concerned = f"measure/reprimand/{place}", house.holder(post, script.working_day_before(ago))
        assert concerned is not None
        penalty = m.ImposePenalty(
            post=post,
            measure_kind=MeasureKind.REPRIMAND,
            ground="Ответ заявителю направлен не по адресу",
            reference=f"Приказ № {80 + place}-к",
            expires_on=day + timedelta(days=182),
        )
        measure = f"measure-{script.step(day, name, house.head(day), penalty, Turn.STAFF)}"
        day = script.working(day, 5)
        appeal = m.RecordAppeal(measure=measure, body="Согласительная комиссия", reference=f"{12 + place}")
        script.step(day, f"{name}/appeal", concerned, appeal, Turn.STAFF)
        day = script.working(day, 12)
        decision = m.RecordAppealOutcome(measure=measure, outcome=outcome, reference=f"Решение № {7 + place}")
        script.step(day, f"{name}/outcome", house.head(day), decision, Turn.STAFF)


def _on_proposal(script: Script, house: House) -> None:
    """What the Head proposes and the Ombudsman decides; the last proposals still wait."""
    stories = (
        ("27", 350, MeasureKind.REPRIMAND, "Не обеспечен личный приём граждан", True),
        ("10", 240, MeasureKind.GRATITUDE, "Восстановлены права группы заявителей", True),
        ("47", 160, MeasureKind.REMARK, "Просрочены ответы на обращения", False),
        ("59", 6, MeasureKind.GRATITUDE, "Лучшая организация выездных приёмов", None),
    )
    for office, ago, kind, ground, agreed in stories:
        day, name = script.working_day_before(ago), f"measure/proposed/{office}"
        proposal = m.ProposeMeasure(post=representative_post(office), measure_kind=kind, ground=ground)
        measure = f"measure-{script.step(day, name, house.head(day), proposal, Turn.STAFF)}"
        day = script.working(day, 4)
        if agreed is None:
            continue
        expires = day + timedelta(days=182) if kind.nature == "penalty" else None
        answer: m.OnMeasure = (
            m.AcceptMeasure(measure=measure, reference=f"Распоряжение № {ago}", expires_on=expires)
            if agreed
            else m.DeclineMeasure(measure=measure, reason="Просрочка вызвана вакансией, а не бездействием")
        )
        script.step(day, f"{name}/answer", house.ombudsman(day), answer, Turn.STAFF)
    for office, ago, kind in (("71", 210, MeasureKind.CENTRE_AWARD), ("61", 230, MeasureKind.STATE_AWARD)):
        _award(script, house, office, ago, kind)


def _award(script: Script, house: House, office: str, ago: int, kind: MeasureKind) -> None:
    day, name = script.working_day_before(ago), f"measure/award/{office}"
    proposal = m.ProposeAward(
        post=representative_post(office), measure_kind=kind, ground="Многолетняя работа по защите прав человека"
    )
    measure = f"measure-{script.step(day, name, house.head(day), proposal, Turn.STAFF)}"
    day = script.working(day, 5)
    if kind is MeasureKind.CENTRE_AWARD:
        grant = m.GrantAward(measure=measure, reference="Распоряжение № 44")
        script.step(day, f"{name}/granted", house.ombudsman(day), grant, Turn.STAFF)
        return
    forward = m.ForwardForStateAward(measure=measure, addressee="Администрация Президента", reference="Исх. № 318")
    script.step(day, f"{name}/forwarded", house.ombudsman(day), forward, Turn.STAFF)
    day = script.working(day, 60)
    conferred = m.RecordAward(measure=measure, reference="Указ Президента о награждении")
    script.step(day, f"{name}/conferred", house.head(day), conferred, Turn.STAFF)
