"""Complaints that stand at the beginning of a scenario, built from plain facts."""

from datetime import date

from domain.complaints.events import course, intake
from domain.complaints.vocabulary import Addressee, Applicant, Channel, HeadOfComplaint, Respondent
from domain.persons.state import PersonDetails
from tests.domain.scenario import Facts, at, stream

COMPLAINT = stream("complaint", "the water")
OTHER = stream("complaint", "the heating")
PERSON = stream("person", "the applicant")
REGISTERED = date(2026, 2, 2)
ASKED = date(2026, 2, 5)
ANSWER_BY = date(2026, 2, 12)
AKIMAT = Respondent(name="Akimat of Astana", body_type="akimat")
WATER, HEATING = HeadOfComplaint(category="Water supply"), HeadOfComplaint(category="Heating")
NEWCOMER = Applicant(details=PersonDetails(name="Aigerim Saparova"))


def registered(
    record: str = COMPLAINT,
    *,
    office: str = "71",
    addressee: Addressee = Addressee.REPRESENTATIVE,
    heads: tuple[HeadOfComplaint, ...] = (WATER, HEATING),
    applicants: tuple[str, ...] = (PERSON,),
    on: date | None = REGISTERED,
) -> Facts:
    event = intake.ComplaintRegistered(
        number=f"C-{office}-2026-00001",
        office=office,
        addressee=addressee,
        channel=Channel.DESK,
        received_on=on,
        applicants=applicants,
        respondent=AKIMAT,
        heads=heads,
    )
    return at(record, event, on=on or REGISTERED, effective=on)


def communication(record: str = COMPLAINT) -> Facts:
    return registered(record, addressee=Addressee.CENTRE)


def accepted(record: str = COMPLAINT) -> Facts:
    return at(record, course.ComplaintAccepted(), on=REGISTERED)


def asked(record: str = COMPLAINT, request: str = "1", answer_by: date = ANSWER_BY) -> Facts:
    return at(record, course.ExplanationRequested(request=request, body=AKIMAT.name, answer_by=answer_by), on=ASKED)


def answered(record: str = COMPLAINT, request: str = "1") -> Facts:
    return at(record, course.ExplanationReceived(request=request), on=ASKED)


def under_examination(record: str = COMPLAINT, **options: object) -> Facts:
    return [registered(record, **options), accepted(record), asked(record), answered(record)]  # type: ignore[arg-type]
