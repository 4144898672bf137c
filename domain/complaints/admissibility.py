"""Admissibility: accept, explain remedies, forward, refuse (¶14(1)c, ¶20(2), Rules for the examination)."""

from collections.abc import Iterator

from domain.complaints.commands import OnComplaint
from domain.complaints.events import course
from domain.complaints.rules import EXAMINE, awaits_admissibility, in_order, is_complaint, own_office
from domain.complaints.state import COMPLAINTS, Complaint
from domain.context import Context
from domain.decider import Answer, decides
from domain.message import Line, Prose
from domain.text import Text

RULES = (in_order, is_complaint, awaits_admissibility)


class AcceptComplaint(OnComplaint):
    """Take the complaint up for examination.

    reason: why the conditions are met
    """

    words = Text(
        kk="шағымды қарауға қабылдау",
        ru="принять жалобу к рассмотрению",
        en="accept the complaint for examination",
    )
    reason: Prose | None = None


class ExplainRemedies(OnComplaint):
    """Tell the applicant which remedies to use instead of examining the complaint.

    remedies: the remedies
    """

    words = Text(
        kk="құқықты қорғау тәсілдерін түсіндіру",
        ru="разъяснить способы защиты прав",
        en="explain the remedies",
    )
    remedies: Prose


class ForwardComplaint(OnComplaint):
    """Send the complaint to the body that is competent.

    body: the competent body
    reason: why it is competent
    """

    words = Text(
        kk="шағымды құзыретті органға жіберу",
        ru="направить жалобу по компетенции",
        en="forward the complaint",
    )
    body: Line
    reason: Prose


class RefuseComplaint(OnComplaint):
    """Refuse to examine the complaint.

    ground: legal ground of the refusal
    reason: the explanation for the applicant, identifying nobody
    """

    words = Text(kk="шағымды қараудан бас тарту", ru="отказать в рассмотрении жалобы", en="refuse the complaint")
    ground: Line
    reason: Prose


@decides(AcceptComplaint, COMPLAINTS, power=EXAMINE, office_of=own_office, rules=RULES)
def accept(command: AcceptComplaint, complaint: Complaint, context: Context) -> Iterator[Answer]:
    yield course.ComplaintAccepted(reason=command.reason)


@decides(ExplainRemedies, COMPLAINTS, power=EXAMINE, office_of=own_office, rules=RULES)
def explain(command: ExplainRemedies, complaint: Complaint, context: Context) -> Iterator[Answer]:
    yield course.RemediesExplained(remedies=command.remedies)


@decides(ForwardComplaint, COMPLAINTS, power=EXAMINE, office_of=own_office, rules=RULES)
def forward(command: ForwardComplaint, complaint: Complaint, context: Context) -> Iterator[Answer]:
    yield course.ComplaintForwarded(body=command.body, reason=command.reason)


@decides(RefuseComplaint, COMPLAINTS, power=EXAMINE, office_of=own_office, rules=RULES)
def refuse_examination(command: RefuseComplaint, complaint: Complaint, context: Context) -> Iterator[Answer]:
    yield course.ComplaintRefused(ground=command.ground, reason=command.reason)
