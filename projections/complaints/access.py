"""Who reaches a complaint from outside its office, as rows: the wall around it, and the applicant's secret."""

from domain.complaints.events import access as e
from domain.message import Recorded
from projections.complaints.projection import COMPLAINTS, complaint_of, walled
from projections.complaints.rows import ApplicantAccessRow
from projections.views import Views


@COMPLAINTS.on(e.ComplaintWalled)
def put_behind_wall(event: e.ComplaintWalled, recorded: Recorded, views: Views) -> None:
    walled(complaint_of(recorded, views), event.compartment, views)


@COMPLAINTS.on(e.ComplaintUnwalled)
def taken_from_behind_wall(event: e.ComplaintUnwalled, recorded: Recorded, views: Views) -> None:
    walled(complaint_of(recorded, views), None, views)


@COMPLAINTS.on(e.ApplicantAccessIssued)
def issued(event: e.ApplicantAccessIssued, recorded: Recorded, views: Views) -> None:
    views.put(ApplicantAccessRow(complaint=recorded.stream, digest=event.digest))


@COMPLAINTS.on(e.ApplicantAccessWithdrawn)
def withdrawn(event: e.ApplicantAccessWithdrawn, recorded: Recorded, views: Views) -> None:
    views.remove(ApplicantAccessRow, recorded.stream)
