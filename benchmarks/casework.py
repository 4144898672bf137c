"""The institution and the cases that the measurements work on: the real offices, invented staff, plain complaints."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID, uuid5

from domain.complaints.assignment import AssignComplaint
from domain.complaints.communications import RecordStep
from domain.complaints.intake import AddHead, ClassifyComplaint, RegisterComplaint
from domain.complaints.vocabulary import Addressee, Applicant, Channel, HeadOfComplaint, Respondent
from domain.identifiers import CENTRE, MIGRATION, ComplaintId, OfficialId, derived
from domain.message import Command
from domain.offices.directory import DIRECTORY
from domain.officials.commands import RegisterOfficial
from domain.outcome import Accepted
from domain.persons.state import PersonDetails
from domain.posts import commands as post
from domain.posts.events import PostKind
from domain.standing import HEAD_POST, OMBUDSMAN_POST, representative_post
from infra.calendar_seed import declarations
from infra.deciding import Request
from infra.register import Register

NAMESPACE = UUID("c5d0c1f4-2f0b-5b1e-8a55-0f4a3b7d9e21")
FOUNDED = date(2023, 1, 9)
FIRST_CASE = date(2024, 1, 8)
EVENTS_OF_A_CASE = 20
RESPONDENTS = 40
CATEGORIES = ("Housing", "Health care", "Social protection", "Education", "Labour rights")


class FoundingRefusedError(Exception):
    """A command of the founding or of the casework was not accepted: the rules have moved on, this module has not."""


@dataclass(frozen=True)
class Staff:
    """Who serves in an office."""

    examiner: OfficialId
    clerk: OfficialId


@dataclass(frozen=True)
class Institution:
    """Who serves where, by the code of the office; the Centre is left out."""

    ombudsman: OfficialId
    staff: dict[str, Staff]

    @property
    def offices(self) -> list[str]:
        return list(self.staff)


def institution() -> Institution:
    """Who serves where, the same in every register that `found` has opened."""
    staff = {
        listed.code: Staff(_official(f"representative {listed.code}"), _official(f"employee {listed.code}"))
        for listed in DIRECTORY
        if listed.code != CENTRE
    }
    return Institution(_official("ombudsman"), staff)


def found(register: Register) -> Institution:
    """Open the offices and fill the posts of an empty register. Raises FoundingRefusedError."""
    founded = institution()
    carry_out(register, _founding(founded.ombudsman, _official("head"), founded.staff))
    return founded


def carry_out(register: Register, requests: Iterable[Request]) -> int:
    """Carry out requests that must succeed; how many events they made. Raises FoundingRefusedError."""
    events = 0
    for outcome in register.execute_batch(requests):
        if not isinstance(outcome, Accepted):
            raise FoundingRefusedError(type(outcome).__name__)
        events += len(outcome.recorded)
    return events


def case(name: str) -> ComplaintId:
    """The record of a case that `registrations` opens."""
    return derived(_id(f"{name}/register"), "complaint")


def registration(office: str, place: int) -> RegisterComplaint:
    """The command that registers a case; different places give different respondents and applicants."""
    return RegisterComplaint(
        office=office,
        addressee=Addressee.REPRESENTATIVE,
        channel=Channel.DESK,
        received_on=_day(place),
        applicants=(Applicant(details=PersonDetails(name=f"Applicant {place}")),),
        respondent=Respondent(name=f"Akimat {place % RESPONDENTS + 1}", body_type="akimat"),
        heads=(HeadOfComplaint(category=CATEGORIES[place % len(CATEGORIES)]),),
    )


def registrations(office: str, count: int) -> Iterator[Request]:
    """Cases of one office that are registered and nothing more."""
    for place in range(count):
        yield _entered(f"{office}/{place}/register", registration(office, place), _day(place))


def cases(institution: Institution, count: int) -> Iterator[Request]:
    """Cases spread over the offices, each with an assignee and `EVENTS_OF_A_CASE` events."""
    for place in range(count):
        office = institution.offices[place % len(institution.offices)]
        name = f"long/{place}"
        complaint, day = case(name), _day(place)
        yield _entered(f"{name}/register", registration(office, place), day)
        steps: list[Command] = [
            ClassifyComplaint(complaint=complaint, category=CATEGORIES[place % len(CATEGORIES)]),
            AssignComplaint(complaint=complaint, official=institution.staff[office].clerk),
            *(AddHead(complaint=complaint, head=HeadOfComplaint(category=category)) for category in CATEGORIES[:2]),
        ]
        steps += [
            RecordStep(complaint=complaint, step=f"Step {number}", performed_by="Resource 7", group="Group 2")
            for number in range(EVENTS_OF_A_CASE - 1 - len(steps))
        ]
        for number, command in enumerate(steps):
            yield _entered(f"{name}/{number}", command, day)


def _founding(ombudsman: OfficialId, head: OfficialId, staff: dict[str, Staff]) -> Iterator[Request]:
    for place, declaration in enumerate(declarations(range(FOUNDED.year, FOUNDED.year + 5))):
        yield _entered(f"calendar {place}", declaration)
    for listed in DIRECTORY:
        yield _entered(f"office {listed.code}", listed.opening, listed.since)
        limit = post.RecordStaffingLimit(staffing=f"staffing-{listed.code}", limit=50, reference="Decree")
        yield _entered(f"limit {listed.code}", limit)
    election = post.RecordElection(post=OMBUDSMAN_POST, official=ombudsman, reference="Election")
    yield from _seated("ombudsman", PostKind.OMBUDSMAN, CENTRE, OMBUDSMAN_POST, election)
    order = post.AppointHead(post=HEAD_POST, official=head, reference="Order")
    yield from _seated("head", PostKind.HEAD, CENTRE, HEAD_POST, order)
    for code, serving in staff.items():
        seat = representative_post(code)
        appointment = post.AppointRepresentative(post=seat, official=serving.examiner, reference="Order")
        yield from _seated(f"representative {code}", PostKind.REPRESENTATIVE, code, seat, appointment)
        desk = derived(_id(f"employee {code}/post"), "post")
        employment = post.AppointEmployee(post=desk, official=serving.clerk, reference="Order")
        yield from _seated(f"employee {code}", PostKind.EMPLOYEE, code, None, employment)


def _seated(name: str, kind: PostKind, office: str, fixed: str | None, seating: Command) -> Iterator[Request]:
    yield _entered(f"{name}/official", RegisterOfficial(name=name.capitalize()))
    yield _entered(f"{name}/post", post.EstablishPost(post=fixed, office=office, post_kind=kind, title=kind.value))
    yield _entered(f"{name}/appointment", seating)


def _entered(name: str, command: Command, effective: date = FOUNDED) -> Request:
    return Request(command=command, actor=MIGRATION, command_id=_id(name), migration=True, effective=effective)


def _official(name: str) -> OfficialId:
    return derived(_id(f"{name}/official"), "official")


def _id(name: str) -> UUID:
    return uuid5(NAMESPACE, name)


def _day(place: int) -> date:
    return FIRST_CASE + timedelta(days=place % 500)
