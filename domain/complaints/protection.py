"""Who may know: confidentiality of the case, protection of the applicant's identity (Rules for the examination)."""

from collections.abc import Iterator

from domain.authority import O, Power, R
from domain.complaints.commands import OnComplaint
from domain.complaints.events import course
from domain.complaints.rules import EXAMINE, in_order, own_office
from domain.complaints.state import COMPLAINTS, Complaint
from domain.complaints.vocabulary import Confidentiality
from domain.context import Context
from domain.decider import Answer, decides
from domain.message import Line, Prose
from domain.text import Text

PROTECT = Power("Rules/examination", by=EXAMINE.by, instructable=True, historical=True)
UNPROTECT = Power("Rules/examination", by=(R, O))


class SetConfidentiality(OnComplaint):
    """Change the circle of those who know the case.

    level: ordinary or restricted
    reason: why
    """

    words = Text(
        kk="құпиялылық деңгейін белгілеу",
        ru="установить уровень конфиденциальности",
        en="set the level of confidentiality",
    )
    level: Confidentiality
    reason: Prose


class ProtectIdentity(OnComplaint):
    """Protect the identity of the applicants: only those who decide see it."""

    words = Text(
        kk="арыз иесінің жеке басы туралы мәліметтерге қолжетімділікті шектеу",
        ru="ограничить доступ к сведениям о личности заявителя",
        en="protect the applicant's identity",
    )


class LiftIdentityProtection(OnComplaint):
    """Lift the protection of the applicants' identity; needs their written consent.

    consent: how the written consent is documented, identifying nobody
    """

    words = Text(
        kk="арыз иесінің жеке басы туралы мәліметтерге қойылған шектеуді алып тастау",
        ru="снять ограничение доступа к сведениям о личности заявителя",
        en="lift the protection of the applicant's identity",
    )
    consent: Line


@decides(SetConfidentiality, COMPLAINTS, power=PROTECT, office_of=own_office, rules=(in_order,))
def set_confidentiality(command: SetConfidentiality, complaint: Complaint, context: Context) -> Iterator[Answer]:
    if command.level is not complaint.confidentiality:
        yield course.ConfidentialitySet(level=command.level, reason=command.reason)


@decides(ProtectIdentity, COMPLAINTS, power=PROTECT, office_of=own_office, rules=(in_order,))
def protect(command: ProtectIdentity, complaint: Complaint, context: Context) -> Iterator[Answer]:
    if not complaint.protected:
        yield course.IdentityProtected()


@decides(LiftIdentityProtection, COMPLAINTS, power=UNPROTECT, office_of=own_office, rules=(in_order,))
def lift_protection(command: LiftIdentityProtection, complaint: Complaint, context: Context) -> Iterator[Answer]:
    if complaint.protected:
        yield course.IdentityProtectionLifted(consent=command.consent)
