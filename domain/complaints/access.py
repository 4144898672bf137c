"""The applicant follows the own case from outside, with its number and a secret (¶14(1)c)."""

from collections.abc import Iterator
from hashlib import sha256
from typing import Annotated

from msgspec import Meta

from domain.complaints.commands import OnComplaint
from domain.complaints.events import access
from domain.complaints.rules import CLERK, head_keeps_to_the_centre, in_order, own_office, unknown_part
from domain.complaints.state import COMPLAINTS, Complaint
from domain.context import Context
from domain.decider import Answer, decides
from domain.identifiers import ComplaintId
from domain.message import PERSONAL
from domain.refusal import Refusal
from domain.text import Text

Secret = Annotated[str, Meta(min_length=20, max_length=100, pattern=r"^[\x21-\x7e]+\Z", extra={PERSONAL: True})]
"""Letters, digits and signs without spaces, drawn by the client from a secure random source."""


class IssueApplicantAccess(OnComplaint):
    """Let the applicant follow the complaint with its number and a secret; an earlier secret no longer counts.

    secret: drawn by the client from a secure random source and told to the applicant alone; the register keeps only
        its digest
    """

    words = Text(
        kk="арыз иесіне шағымның барысын көруге рұқсат беру",
        ru="предоставить заявителю доступ к ходу рассмотрения жалобы",
        en="let the applicant follow the complaint",
    )
    secret: Secret


class WithdrawApplicantAccess(OnComplaint):
    """Let the applicant's secret no longer count."""

    words = Text(
        kk="арыз иесіне берілген рұқсатты қайтарып алу",
        ru="прекратить доступ заявителя к ходу рассмотрения жалобы",
        en="withdraw the applicant's access",
    )


def digest_of(complaint: ComplaintId, secret: str) -> str:
    """By which a secret is recognised: SHA-256 in hexadecimal of the complaint's id, a colon and the secret."""
    return sha256(f"{complaint}:{secret}".encode()).hexdigest()


def has_an_applicant(command: IssueApplicantAccess, complaint: Complaint, context: Context) -> Refusal | None:
    """A secret is told to somebody: a case without an applicant has nobody to follow it (¶14(1)c)."""
    if complaint.applicants:
        return None
    return unknown_part(
        "14.1.c",
        "complaint",
        kk="Істе арыз иесі көрсетілмеген.",
        ru="В деле не указан заявитель.",
        en="The case names no applicant.",
    )


_KEEPS_THE_FILE = (head_keeps_to_the_centre, in_order)


@decides(
    IssueApplicantAccess,
    COMPLAINTS,
    power=CLERK,
    office_of=own_office,
    rules=(*_KEEPS_THE_FILE, has_an_applicant),
)
def issue_access(command: IssueApplicantAccess, complaint: Complaint, context: Context) -> Iterator[Answer]:
    yield access.ApplicantAccessIssued(digest=digest_of(command.complaint, command.secret))


@decides(WithdrawApplicantAccess, COMPLAINTS, power=CLERK, office_of=own_office, rules=_KEEPS_THE_FILE)
def withdraw_access(command: WithdrawApplicantAccess, complaint: Complaint, context: Context) -> Iterator[Answer]:
    if complaint.applicant_follows:
        yield access.ApplicantAccessWithdrawn()
