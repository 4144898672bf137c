"""How an applicant is recognised who asks for the own complaint, as rows."""

from domain.complaints.events import access as e
from domain.message import Recorded
from projections.complaints.parts import ApplicantAccessRow
from projections.complaints.projection import COMPLAINTS
from projections.views import Views


@COMPLAINTS.on(e.ApplicantAccessIssued)
def issued(event: e.ApplicantAccessIssued, recorded: Recorded, views: Views) -> None:
    views.put(ApplicantAccessRow(complaint=recorded.stream, digest=event.digest))


@COMPLAINTS.on(e.ApplicantAccessWithdrawn)
def withdrawn(event: e.ApplicantAccessWithdrawn, recorded: Recorded, views: Views) -> None:
    views.remove(ApplicantAccessRow, recorded.stream)
