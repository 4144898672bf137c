"""The examination in the demonstration: hearing the body, resting, extending, proposing, deciding, restoring."""

from datetime import timedelta

from domain.complaints import assignment as s
from domain.complaints import closing as c
from domain.complaints import decision as d
from domain.complaints import examination as e
from domain.complaints.vocabulary import Finding
from domain.identifiers import CENTRE
from infra.demo import topics
from infra.demo.matter import Matter

FINDINGS = (
    (Finding.VIOLATION_FOUND, 36),
    (Finding.VIOLATION_NOT_FOUND, 38),
    (Finding.SETTLED, 17),
    (Finding.DISCONTINUED, 6),
    (Finding.WITHDRAWN, 3),
)
"""Shares of the findings of heads, in percent."""


def examine(matter: Matter) -> bool:
    """From acceptance to closing; whether a violation was found."""
    _instruct(matter)
    _hear(matter)
    if matter.happens(7):
        _rest(matter)
    if matter.happens(9):
        matter.wait(0, 1)
        extend = e.ExtendExamination(complaint=matter.complaint, days=10, ground=topics.EXTENSION)
        matter.step("extended", matter.examiner, extend)
        matter.wait(4, 8)
    if matter.happens(9):
        matter.wait(10, 25)
    _propose(matter)
    findings = _decide(matter)
    found = Finding.VIOLATION_FOUND in findings
    _conclude(matter, found)
    return found


def _instruct(matter: Matter) -> None:
    """At times the Ombudsman instructs somebody elsewhere to look into the very complaint (¶15(8))."""
    if matter.office == CENTRE or not matter.happens(3):
        return
    official = next(matter.house.staff(CENTRE, matter.day))
    instruction = s.GiveInstruction(
        complaint=matter.complaint, official=official, task="Изучить материалы дела и доложить Уполномоченному"
    )
    matter.step("instructed", matter.house.ombudsman(matter.day), instruction)


def _hear(matter: Matter) -> None:
    """The body complained of has the chance to explain; some let it pass."""
    matter.wait(0, 2)
    answer_by = matter.script.working(matter.day, 7)
    request = e.RequestExplanation(complaint=matter.complaint, body=matter.violated.name, answer_by=answer_by)
    matter.step("asked", matter.clerk, request)
    if matter.happens(12):
        matter.day = matter.script.working(answer_by + timedelta(days=1))
        return
    matter.wait(3, 7)
    explanation = e.RecordExplanation(
        complaint=matter.complaint,
        request="1",
        complete=matter.happens(85),
        summary="Представлены пояснения и копии документов",
    )
    matter.step("heard", matter.clerk, explanation)


def _rest(matter: Matter) -> None:
    ground = matter.chance.choice(topics.SUSPENSIONS)
    matter.step("suspended", matter.examiner, e.SuspendExamination(complaint=matter.complaint, ground=ground))
    matter.wait(8, 35)
    matter.step("resumed", matter.examiner, e.ResumeExamination(complaint=matter.complaint))


def _propose(matter: Matter) -> None:
    """Whoever has the matter in hand proposes, those who decide accept it or send it back once."""
    matter.wait(1, 3)
    if matter.happens(30):
        return
    proposal = e.SubmitProposal(complaint=matter.complaint, proposal=topics.PROPOSAL)
    matter.step("proposed", matter.clerk, proposal)
    matter.wait(0, 2)
    if matter.happens(15):
        back = e.ReturnProposal(complaint=matter.complaint, reason="Дополнить выводами по второму доводу")
        matter.step("proposal returned", matter.examiner, back)
        matter.wait(1, 3)
        matter.step("proposed again", matter.clerk, proposal)
        matter.wait(0, 1)
    matter.step("proposal accepted", matter.examiner, e.AcceptProposal(complaint=matter.complaint))


def _decide(matter: Matter) -> list[Finding]:
    """Each head receives its finding, mostly on one day."""
    findings: list[Finding] = []
    for place in range(1, len(matter.heads) + 1):
        if place > 1 and matter.happens(20):
            matter.wait(1, 3)
        finding = matter.chance.choices([f for f, _ in FINDINGS], [weight for _, weight in FINDINGS])[0]
        decision = d.DecideHead(
            complaint=matter.complaint,
            head=str(place),
            finding=finding,
            grounds=topics.OUTCOMES[finding],
            reasoning=topics.REASONING if matter.happens(60) else None,
        )
        matter.step(f"decided/{place}", matter.examiner, decision)
        findings.append(finding)
    return findings


def _conclude(matter: Matter, found: bool) -> None:
    """Tell the applicant, note what was restored, close; rarely begin again."""
    matter.wait(0, 1)
    notification = c.NotifyApplicant(complaint=matter.complaint, channel=matter.notify_by)
    matter.step("notified", matter.clerk, notification)
    decided_on = matter.day
    if found and matter.happens(45):
        matter.wait(3, 20)
        restoration = d.RecordRestoration(
            complaint=matter.complaint,
            persons=matter.chance.choices((1, 2, 5, 14), (80, 12, 6, 2))[0],
            right=matter.topic.right,
            measure=matter.topic.restored,
        )
        matter.step("restored", matter.examiner, restoration)
    matter.wait(1, 6)
    matter.step("closed", matter.clerk, c.CloseComplaint(complaint=matter.complaint))
    if matter.happens(3):
        _begin_again(matter)
    matter.day = decided_on


def _begin_again(matter: Matter) -> None:
    """New documents: the first head is examined anew and decided."""
    matter.wait(10, 60)
    reopening = c.ReopenComplaint(complaint=matter.complaint, ground=topics.REOPENING, heads=("1",))
    matter.step("reopened", matter.examiner, reopening)
    matter.wait(5, 14)
    decision = d.DecideHead(
        complaint=matter.complaint,
        head="1",
        finding=Finding.VIOLATION_FOUND,
        grounds=topics.OUTCOMES[Finding.VIOLATION_FOUND],
    )
    matter.step("decided again", matter.examiner, decision)
    matter.wait(0, 2)
    notification = c.NotifyApplicant(complaint=matter.complaint, channel=matter.notify_by)
    matter.step("notified again", matter.clerk, notification)
    matter.wait(1, 3)
    matter.step("closed again", matter.clerk, c.CloseComplaint(complaint=matter.complaint))
