"""What the authority matrix is tried on: somebody in some capacity, a record of each kind, a command of each type."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any
from uuid import UUID

import msgspec
from msgspec import inspect

from domain.calendar.state import CalendarOpened
from domain.compartments.state import CompartmentOpened
from domain.complaints.events import intake
from domain.decider import Decider, Decision
from domain.measures.events import MeasureKind, PenaltyImposed
from domain.message import Command
from domain.officials.state import Access, AccessGranted
from domain.persons.state import PersonDetails, PersonRegistered
from domain.petitions.events import signing
from domain.posts import events as post
from domain.refusal import Refusal
from tests.domain import complaint_facts, petition_facts
from tests.domain.scenario import (
    AUDITOR,
    DELEGATE,
    DEPUTY_HEAD,
    DEPUTY_REPRESENTATIVE_71,
    EMPLOYEE_71,
    EMPLOYEE_75,
    HEAD,
    OMBUDSMAN,
    POST_DELEGATE,
    POST_DEPUTY_HEAD,
    POST_EMPLOYEE_75,
    POST_VACANT_71,
    REPRESENTATIVE_71,
    REPRESENTATIVE_75,
    STRANGER,
    Facts,
    Register,
    at,
    given,
    head_is_absent,
    representative_is_absent,
    representative_post,
    stream,
)


@dataclass(frozen=True, eq=False)
class Case:
    """Somebody in some capacity, before a record of the own (71) or of a foreign (75) office.

    instructed: by an instruction of the Ombudsman on the very record (¶15(8))
    delegated: with the very paragraph delegated by the Head in agreement with the Ombudsman (¶18)
    """

    name: str
    official: str
    office: str = "71"
    facts: Facts = ()
    instructed: bool = False
    delegated: bool = False


CASES = (
    Case("Ombudsman", OMBUDSMAN),
    Case("Head", HEAD),
    Case("deputy head acting", DEPUTY_HEAD, facts=head_is_absent()),
    Case("deputy head, paragraph delegated", DELEGATE, delegated=True),
    Case("deputy head, nothing delegated", DEPUTY_HEAD),
    Case("Representative, own office", REPRESENTATIVE_71),
    Case("Representative, foreign office", REPRESENTATIVE_71, "75"),
    Case("Representative, foreign office, instructed", REPRESENTATIVE_75, instructed=True),
    Case("deputy Representative acting, own office", DEPUTY_REPRESENTATIVE_71, facts=representative_is_absent()),
    Case("deputy Representative acting, foreign office", DEPUTY_REPRESENTATIVE_71, "75", representative_is_absent()),
    Case("deputy Representative not acting", DEPUTY_REPRESENTATIVE_71),
    Case("employee, own office", EMPLOYEE_71),
    Case("employee, foreign office", EMPLOYEE_71, "75"),
    Case("auditor", AUDITOR),
    Case("integrator", STRANGER, facts=at(STRANGER, AccessGranted(access=Access.STREAM_COMPLAINTS))),
    Case("official without a post", STRANGER),
)
NOBODY = CASES[-1]

COMMAND = UUID(int=1)
OFFERED, MEASURE = stream("complaint", "offered"), stream("measure", "matrix")
COMPARTMENT = stream("compartment", "matrix")
VACANT = {"71": POST_VACANT_71, "75": stream("post", "vacant 75")}
CONCERNED = {
    "ImposePenaltyOnLeadership": POST_DEPUTY_HEAD,
    "GrantIncentiveToLeadership": POST_DEPUTY_HEAD,
    "ProposeMeasure": representative_post("10"),
}
"""In whose post the person is whom a measure concerns; elsewhere an employee of office 75."""


def answer(decider: Decider, case: Case) -> Decision | Refusal:
    """What the register says when this somebody gives this command about a record of this office."""
    delegated = decider.power.paragraph if case.delegated else None
    return _ask(_register(case, delegated), decider, case.office, by=case.official)


def imported(decider: Decider, actor: str) -> Decision | Refusal:
    """What the register says when the import of earlier records gives this command."""
    return _ask(_register(NOBODY, None), decider, "71", by=actor, migration=True)


def _ask(register: Register, decider: Decider, office: str, **options: Any) -> Decision | Refusal:
    found, _ = register.decide(command_of(decider, office), command_id=COMMAND, **options)
    return found


@cache
def _register(case: Case, delegated: str | None) -> Register:
    """The small register with one record of every kind in the case's office."""
    facts: list[Facts] = [case.facts, *_records(case.office)]
    if case.instructed:
        instructed = intake.InstructionGiven(official=case.official, task="Examine it")
        facts.append(at(complaint_facts.COMPLAINT, instructed))
        facts.append(at(petition_facts.PETITION, signing.PetitionSigningInstructed(official=case.official)))
    if delegated:
        facts.append(at(POST_DELEGATE, post.DelegationProposed(paragraphs=(delegated,)), post.DelegationAgreed()))
    return given(*facts).register


def _records(office: str) -> Iterator[Facts]:
    yield complaint_facts.registered(office=office)
    yield complaint_facts.registered(OFFERED, office="10")
    yield at(OFFERED, intake.TransferOffered(to_office=office, reason="The respondent is there"))
    yield petition_facts.drafted(office=office)
    yield at(complaint_facts.PERSON, PersonRegistered(person=complaint_facts.PERSON, details=PersonDetails(name="A")))
    yield at("calendar-kz", CalendarOpened())
    yield at(COMPARTMENT, CompartmentOpened(name="A", purpose="Kept apart"))
    yield at(
        VACANT["75"],
        post.PostEstablished(number="S-75-2022-00009", post_kind=post.PostKind.EMPLOYEE, office="75", title="Clerk"),
    )
    yield at(
        MEASURE,
        PenaltyImposed(
            number=f"D-{office}-2026-00001",
            person=EMPLOYEE_75,
            post=POST_EMPLOYEE_75,
            office=office,
            measure_kind=MeasureKind.REMARK,
            ground="late",
            reference="Order 3",
            expires_on=date(2026, 1, 1),
        ),
    )


def command_of(decider: Decider, office: str) -> Command:
    """A well-formed command of the type, about the record of that office."""
    named: dict[str, Any] = {
        "complaint": OFFERED if decider.command.__name__ in ("AcceptTransfer", "ReturnTransfer") else None,
        "office": "office-79" if decider.command.__name__ == "OpenOffice" else None,
        "calendar": "calendar-xx" if decider.command.__name__ == "OpenCalendar" else None,
        "post": CONCERNED.get(decider.command.__name__, POST_EMPLOYEE_75) if decider.kind.name == "measure" else None,
        "official": REPRESENTATIVE_75 if decider.kind.name in ("complaint", "petition") else None,
    }
    ordinary: dict[str, Any] = {
        "complaint": complaint_facts.COMPLAINT,
        "petition": petition_facts.PETITION,
        "measure": MEASURE,
        "person": complaint_facts.PERSON,
        "concerns": complaint_facts.PERSON,
        "official": STRANGER,
        "compartment": COMPARTMENT,
        "witnesses": ("official-witness",),
        "secret": "a secret of the applicant".replace(" ", "-"),
        "post": VACANT[office],
        "to": VACANT["71"],
        "staffing": f"staffing-{office}",
        "calendar": "calendar-kz",
        "office": f"office-{office}" if decider.kind.name == "office" else office,
        "to_office": "10",
        "other": complaint_facts.OTHER,
        "into": complaint_facts.OTHER,
        "iin": "900101400123",
        "paragraphs": ("19.4",),
        "measure_kind": MeasureKind.REMARK,
    }
    if decider.opens and decider.subject:
        ordinary.pop(decider.subject, None)
    fields = {**ordinary, **{name: value for name, value in named.items() if value is not None}}
    return msgspec.convert(_filled(decider.command, fields), decider.command)


def _filled(cls: type[Any], named: dict[str, Any]) -> dict[str, Any]:
    info = inspect.type_info(cls)
    assert isinstance(info, inspect.StructType)
    return {
        field.name: named.get(field.name) if field.name in named else _example(field.type, named)
        for field in info.fields
        if field.required or field.name in named
    }


def _example(kind: inspect.Type, named: dict[str, Any]) -> Any:
    """The plainest value of a type."""
    match kind:
        case inspect.Metadata():
            return _example(kind.type, named)
        case inspect.StrType():
            return "71" if (kind.pattern or "").startswith("^[0-9]") else "x"
        case inspect.IntType():
            return max(kind.ge or 0, 3)
        case inspect.BoolType():
            return True
        case inspect.DateType():
            return date(2026, 3, 2)
        case inspect.EnumType():
            return next(iter(kind.cls))
        case inspect.StructType():
            return _filled(kind.cls, {})
        case inspect.VarTupleType():
            return tuple(_example(kind.item_type, named) for _ in range(kind.min_length or 0))
        case inspect.UnionType():
            return _example(kind.types[0], named)
    raise AssertionError(f"no example of {kind}")
