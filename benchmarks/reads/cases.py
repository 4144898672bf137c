"""The casework that the questions are about: every case told by commands, some long, most short, eight events each.

Officials act in their own names, so that the trail has actors. The share of each course is written down here.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from uuid import uuid5

from msgspec.structs import replace

from benchmarks.casework import CATEGORIES, NAMESPACE, Institution, case, registration
from domain.complaints.admissibility import AcceptComplaint
from domain.complaints.assignment import AssignComplaint, ReassignComplaint
from domain.complaints.closing import CloseComplaint, NotifyApplicant
from domain.complaints.decision import DecideHead
from domain.complaints.examination import RecordExplanation, RequestExplanation
from domain.complaints.intake import ClassifyComplaint
from domain.complaints.vocabulary import Channel, Finding
from domain.identifiers import OfficialId
from domain.message import Command
from infra.deciding import Request

COURSES = ("long", *("taken up",) * 4, *("accepted",) * 3, "decided", *("closed",) * 3)
"""What becomes of twelve cases. With their persons they have 25, 4, 5, 8 and 10 events: eight on average."""
_CHANGES = 20
_FINDINGS = tuple(Finding)
_SPAN = 700
"""Days over which the cases came in, up to yesterday."""


def cases(institution: Institution, count: int) -> Iterator[Request]:
    """The commands of so many cases, spread over the offices."""
    for place in range(count):
        office = institution.offices[place // len(COURSES) % len(institution.offices)]
        staff, name = institution.staff[office], f"{office}/{place}"
        day, complaint = _day(place), case(name)
        steps: list[tuple[OfficialId, Command]] = [
            (staff.clerk, replace(registration(office, place), received_on=day)),
            (staff.clerk, ClassifyComplaint(complaint=complaint, category=CATEGORIES[place % len(CATEGORIES)])),
            (staff.examiner, AssignComplaint(complaint=complaint, official=staff.clerk)),
        ]
        course = COURSES[place % len(COURSES)]
        if course != "taken up":
            steps.append((staff.examiner, AcceptComplaint(complaint=complaint)))
        if course == "long":
            steps += _passed_on(complaint, staff.examiner, staff.clerk)
        if course in ("decided", "closed"):
            finding = _FINDINGS[place // len(COURSES) % len(_FINDINGS)]
            steps += ((staff.clerk, hearing) for hearing in _heard(complaint, day))
            decision = DecideHead(complaint=complaint, head="1", finding=finding, grounds="Grounds")
            steps.append((staff.examiner, decision))
        if course == "closed":
            steps.append((staff.clerk, NotifyApplicant(complaint=complaint, channel=Channel.POST)))
            steps.append((staff.clerk, CloseComplaint(complaint=complaint)))
        for number, (actor, command) in enumerate(steps):
            step = uuid5(NAMESPACE, f"{name}/{number or 'register'}")
            yield Request(command=command, actor=actor, command_id=step, effective=day)


def _passed_on(complaint: str, examiner: OfficialId, clerk: OfficialId) -> Iterator[tuple[OfficialId, Command]]:
    """A case that goes from desk to desk and is seen otherwise at each, in the end by whom it began with."""
    for change in range(_CHANGES):
        if change % 2:
            to = clerk if change % 4 == 3 else examiner
            yield examiner, ReassignComplaint(complaint=complaint, official=to, reason="Workload")
        else:
            yield clerk, ClassifyComplaint(complaint=complaint, category=CATEGORIES[change // 2 % len(CATEGORIES)])


def _heard(complaint: str, day: date) -> Iterator[Command]:
    """Nothing is decided before the body complained of was heard."""
    yield RequestExplanation(complaint=complaint, body="Akimat", answer_by=day + timedelta(days=10))
    yield RecordExplanation(complaint=complaint, request="1", complete=True, summary="Explained")


def _day(place: int) -> date:
    return datetime.now(UTC).date() - timedelta(days=1 + place * 37 % _SPAN)
