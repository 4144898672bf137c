"""The complaints of the demonstration: from the day they come in to the day they are closed, or to today."""

from datetime import date, timedelta
from random import Random

from domain.complaints import admissibility as a
from domain.complaints import assignment as s
from domain.complaints import closing as c
from domain.complaints import communications as k
from domain.complaints import intake as i
from domain.complaints import protection as p
from domain.complaints.vocabulary import Addressee, Applicant, Channel, Confidentiality
from domain.identifiers import CENTRE
from infra.demo import topics
from infra.demo.examination import examine
from infra.demo.house import House
from infra.demo.matter import CHANNELS, Matter, addressee, applicants, as_heads, first_applicant, heads_of, somebody
from infra.demo.script import PERIOD, Script

SHARES = {"71": 10.6, "75": 9.0, "39": 8.0, "55": 8.0, "61": 7.7, CENTRE: 8.0}
"""Shares of complaints by office, in percent; the other offices divide the rest."""
RECENT, RECENT_SHARE = timedelta(days=32), 0.2
"""A fifth of the complaints came in the last days, so that the boards show matters on their way."""


def tell_complaints(script: Script, house: House, count: int) -> list[Matter]:
    """Tell all complaints; those in which a violation was found, for the acts of response."""
    offices = tuple(house.employees)
    rest = (100 - sum(SHARES.values())) / (len(offices) - len(SHARES))
    found: list[Matter] = []
    for place in range(count):
        chance = script.chance(f"complaint/{place}")
        office = chance.choices(offices, [SHARES.get(o, rest) for o in offices])[0]
        topic = chance.choice(topics.TOPICS)
        matter = Matter(
            script=script,
            house=house,
            chance=chance,
            name=f"complaint/{place}",
            office=office,
            day=_day(script, chance),
            topic=topic,
            heads=heads_of(topic, chance),
        )
        if _tell(matter):
            found.append(matter)
    return found


def _day(script: Script, chance: Random) -> date:
    """The day of receipt: more of them every month, as more people write every year."""
    if chance.random() < RECENT_SHARE:
        return script.until - timedelta(days=chance.randrange(RECENT.days))
    return script.begin + timedelta(days=int(PERIOD.days * chance.random() ** 0.85))


def _tell(matter: Matter) -> bool:
    """One complaint; whether a violation was found."""
    to = addressee(matter.office, matter.chance)
    _register(matter, to)
    if to is Addressee.CENTRE and not _redirected(matter):
        return False
    _take_up(matter)
    matter.wait(1, 4)
    if _transferred_away(matter):
        matter.wait(1, 2)
    match matter.chance.choices(("accept", "explain", "forward", "refuse", "withdraw"), (68, 14, 8, 6, 4))[0]:
        case "accept":
            matter.step("accepted", matter.examiner, a.AcceptComplaint(complaint=matter.complaint))
            return examine(matter)
        case "explain":
            explain = a.ExplainRemedies(complaint=matter.complaint, remedies=topics.REMEDIES)
            matter.step("explained", matter.examiner, explain)
        case "forward":
            forward = a.ForwardComplaint(
                complaint=matter.complaint,
                body=matter.chance.choice(topics.CENTRAL_BODIES),
                reason="Вопрос относится к компетенции этого органа",
            )
            matter.step("forwarded", matter.examiner, forward)
        case "refuse":
            ground, reason = matter.chance.choice(topics.REFUSAL_GROUNDS)
            refuse = a.RefuseComplaint(complaint=matter.complaint, ground=ground, reason=reason)
            matter.step("refused", matter.examiner, refuse)
        case "withdraw":
            withdrawal = c.WithdrawComplaint(complaint=matter.complaint, reason="Вопрос решён в другом порядке")
            matter.step("withdrawn", matter.clerk, withdrawal)
    _finish(matter)
    return False


def _register(matter: Matter, to: Addressee) -> None:
    chance, received = matter.chance, matter.day
    matter.day = matter.script.working(received, chance.choices((0, 1), (80, 20))[0])
    channel = chance.choices([c for c, _ in CHANNELS], [weight for _, weight in CHANNELS])[0]
    matter.notify_by = channel if channel in (Channel.INTERNET, Channel.EMAIL) else Channel.POST
    representative = Applicant(details=somebody(chance)) if matter.happens(8) else None
    command = i.RegisterComplaint(
        office=matter.office,
        addressee=to,
        channel=channel,
        received_on=received,
        applicants=applicants(chance),
        representative=representative,
        respondent=matter.violated,
        heads=as_heads(matter),
        statement=chance.choice((matter.topic.kk, matter.topic.ru)),
    )
    clerk = matter.house.clerk(matter.office, matter.day, chance)
    registered = matter.script.step(matter.day, f"{matter.name}/registered", clerk, command)
    matter.complaint, matter.applicant, matter.in_hand = f"complaint-{registered}", first_applicant(registered), clerk


def _redirected(matter: Matter) -> bool:
    """A communication to the Centre is answered, or taken over as a complaint to the Ombudsman."""
    matter.wait(2, 9)
    if matter.happens(25):
        redirect = k.RedirectToOmbudsman(complaint=matter.complaint, reason="В обращении говорится о нарушении прав")
        matter.complaint = f"complaint-{matter.step('redirected', matter.clerk, redirect)}"
        return True
    answer = k.AnswerCommunication(
        complaint=matter.complaint, summary="Разъяснены полномочия и порядок обращения", channel=matter.notify_by
    )
    matter.step("answered", matter.clerk, answer)
    matter.wait(1, 3)
    matter.step("closed", matter.clerk, c.CloseComplaint(complaint=matter.complaint))
    return False


def _take_up(matter: Matter) -> None:
    """Classify, charge an official, and protect where it is needed."""
    complaint, topic = matter.complaint, matter.topic
    classify = i.ClassifyComplaint(
        complaint=complaint, category=topic.category, right=topic.right, urgent=matter.happens(6)
    )
    matter.step("classified", matter.clerk, classify)
    if matter.happens(3):
        matter.step("protected", matter.examiner, p.ProtectIdentity(complaint=complaint))
    if matter.happens(3):
        restricted = p.SetConfidentiality(
            complaint=complaint, level=Confidentiality.RESTRICTED, reason="В деле сведения о частной жизни"
        )
        matter.step("restricted", matter.examiner, restricted)
    if matter.happens(4):
        return
    matter.wait(0, 1)
    official = matter.house.clerk(matter.office, matter.day, matter.chance)
    matter.step("assigned", matter.director, s.AssignComplaint(complaint=complaint, official=official))
    matter.in_hand = official
    colleagues = [c for c in matter.house.staff(matter.office, matter.day) if c != official]
    if colleagues and matter.happens(5):
        matter.wait(1, 2)
        other = colleagues[0] if colleagues[0] in matter.house.staff(matter.office, matter.day) else None
        if other is not None:
            reassign = s.ReassignComplaint(complaint=complaint, official=other, reason="Нагрузка перераспределена")
            matter.step("reassigned", matter.director, reassign)
            matter.in_hand = other


def _transferred_away(matter: Matter) -> bool:
    """Some complaints belong to another office, which takes them or sends them back."""
    if not matter.happens(6) or matter.office == CENTRE:
        return False
    to = matter.chance.choice([office for office in matter.house.employees if office not in (CENTRE, matter.office)])
    reason = "Орган, на который жалуются, находится на территории другого представительства"
    offer = s.OfferTransfer(complaint=matter.complaint, to_office=to, reason=reason)
    matter.step("offered", matter.examiner, offer)
    matter.wait(1, 3)
    receiving = matter.house.examiner(to, matter.day)
    if matter.happens(25):
        returned = s.ReturnTransfer(complaint=matter.complaint, reason="Орган действует на вашей территории")
        matter.step("returned", receiving, returned)
        return True
    matter.step("taken over", receiving, s.AcceptTransfer(complaint=matter.complaint))
    matter.office = to
    official = matter.house.clerk(to, matter.day, matter.chance)
    matter.step("assigned again", receiving, s.AssignComplaint(complaint=matter.complaint, official=official))
    matter.in_hand = official
    return True


def _finish(matter: Matter) -> None:
    """Tell the applicant, then close."""
    matter.wait(0, 2)
    matter.step("notified", matter.clerk, c.NotifyApplicant(complaint=matter.complaint, channel=matter.notify_by))
    matter.wait(0, 5)
    matter.step("closed", matter.clerk, c.CloseComplaint(complaint=matter.complaint))
