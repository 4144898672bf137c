"""An act of response as it stands, and the two state machines it moves in: as a whole, and with each addressee."""

from datetime import date
from typing import Any

from msgspec.structs import replace

from domain.identifiers import CompartmentId, OfficeCode, OfficialId, PersonId
from domain.message import Event, Recorded
from domain.petitions.events import answering, drafting, publication, signing
from domain.petitions.vocabulary import (
    APPLICATIONS,
    AddresseeStatus,
    BodyLevel,
    PetitionAddressee,
    PetitionKind,
    PetitionStatus,
    Proceedings,
    ReplyAssessment,
)
from domain.record import Kind
from domain.value import Value


class Step(Value):
    """From which states an event is possible and to which it leads; None: it leaves the state as it is."""

    before: frozenset[Any]
    after: Any = None


def _step(*before: Any, after: Any = None) -> Step:
    return Step(before=frozenset(before), after=after)


_P, _A, _C = PetitionStatus, AddresseeStatus, Proceedings

STEPS: dict[type[Event], Step] = {
    drafting.PetitionDraftRevised: _step(_P.DRAFT, _P.RETURNED),
    drafting.PetitionSubmitted: _step(_P.DRAFT, _P.RETURNED, after=_P.SUBMITTED),
    signing.PetitionReturned: _step(_P.SUBMITTED, after=_P.RETURNED),
    drafting.PetitionWithdrawn: _step(_P.DRAFT, _P.SUBMITTED, _P.RETURNED, after=_P.WITHDRAWN),
    signing.PetitionSigningInstructed: _step(_P.DRAFT, _P.SUBMITTED, _P.RETURNED),
    signing.PetitionInstructionWithdrawn: _step(_P.DRAFT, _P.SUBMITTED, _P.RETURNED),
    signing.PetitionSigned: _step(_P.SUBMITTED, after=_P.SIGNED),
    answering.PetitionTransmitted: _step(_P.SIGNED),
    answering.PetitionReceived: _step(_P.SIGNED),
    answering.PetitionReplied: _step(_P.SIGNED),
    answering.PetitionReplyAssessed: _step(_P.SIGNED),
    answering.PetitionImplemented: _step(_P.SIGNED),
    answering.ProceedingsOpened: _step(_P.SIGNED),
    answering.ProceedingsRefused: _step(_P.SIGNED),
    answering.ProceedingsDiscontinued: _step(_P.SIGNED),
    answering.SanctionImposed: _step(_P.SIGNED),
    answering.PetitionClosed: _step(_P.SIGNED, after=_P.CLOSED),
    publication.PetitionPublished: _step(_P.SIGNED, _P.CLOSED),
    publication.PetitionPublicationWithdrawn: _step(_P.SIGNED, _P.CLOSED),
}
"""The act as a whole."""

_SENT = (_A.TRANSMITTED, _A.RECEIVED, _A.REPLIED, _A.ASSESSED)
ADDRESSEE_STEPS: dict[type[Event], Step] = {
    answering.PetitionTransmitted: _step(_A.NAMED, _A.TRANSMITTED, after=_A.TRANSMITTED),
    answering.PetitionReceived: _step(_A.TRANSMITTED, after=_A.RECEIVED),
    answering.PetitionReplied: _step(_A.TRANSMITTED, _A.RECEIVED, _A.ASSESSED, after=_A.REPLIED),
    answering.PetitionReplyAssessed: _step(_A.REPLIED, after=_A.ASSESSED),
    answering.PetitionImplemented: _step(_A.ASSESSED, after=_A.IMPLEMENTED),
    answering.ProceedingsOpened: _step(*_SENT),
    answering.ProceedingsRefused: _step(*_SENT),
    answering.ProceedingsDiscontinued: _step(*_SENT),
    answering.SanctionImposed: _step(*_SENT),
}
"""The act with one addressee. A reply proves the receipt, so it needs no confirmation of it before."""

PROCEEDINGS_STEPS: dict[type[Event], Step] = {
    answering.ProceedingsOpened: _step(None, _C.REFUSED, _C.DISCONTINUED, after=_C.OPENED),
    answering.ProceedingsRefused: _step(None, after=_C.REFUSED),
    answering.ProceedingsDiscontinued: _step(_C.OPENED, after=_C.DISCONTINUED),
    answering.SanctionImposed: _step(_C.OPENED, _C.SANCTIONED, after=_C.SANCTIONED),
}
"""The proceedings that an addressee was asked to open."""


class Addressed(Value):
    """An act of response with one addressee. Days are those on which the facts took effect; None is unknown."""

    key: str
    level: BodyLevel
    territory: OfficeCode | None = None
    status: AddresseeStatus = AddresseeStatus.NAMED
    transmitted_on: date | None = None
    received_on: date | None = None
    replied_on: date | None = None
    reply_recorded_by: OfficialId | None = None
    assessment: ReplyAssessment | None = None
    proceedings: Proceedings | None = None

    @property
    def settled(self) -> bool:
        """Whether nothing more is awaited from this addressee."""
        if self.proceedings is not None:
            return self.proceedings is not Proceedings.OPENED
        rejected = self.status is AddresseeStatus.ASSESSED and self.assessment is ReplyAssessment.REJECTED
        return rejected or self.status is AddresseeStatus.IMPLEMENTED


class SigningInstruction(Value):
    """An instruction to sign, in force until its last day (¶15(8))."""

    official: OfficialId
    until: date | None = None


class Petition(Value):
    """Folded state of one act of response."""

    petition_kind: PetitionKind = PetitionKind.PETITION
    systemic: bool = False
    office: OfficeCode = ""
    status: PetitionStatus = PetitionStatus.DRAFT
    concerns: PersonId | None = None
    addressees: tuple[Addressed, ...] = ()
    instructions: tuple[SigningInstruction, ...] = ()
    drafted_on: date | None = None
    submitted_on: date | None = None
    signed_on: date | None = None
    published: bool = False
    wall: CompartmentId | None = None
    """The compartment behind whose wall it stands."""

    @property
    def is_application(self) -> bool:
        return self.petition_kind in APPLICATIONS

    def instructs(self, official: OfficialId, today: date) -> bool:
        """Whether the official has an instruction to sign this act that is still in force (¶15(8))."""
        return any(i.official == official and (i.until is None or today <= i.until) for i in self.instructions)

    def addressed(self, key: str) -> Addressed | None:
        """The addressee with this key, if there is one."""
        return next((a for a in self.addressees if a.key == key), None)


def evolve(petition: Petition, recorded: Recorded) -> Petition:
    event, effective = recorded.event, recorded.act.effective
    if type(event) in ADDRESSEE_STEPS:
        return _with_addressee(petition, recorded)
    step = STEPS.get(type(event))
    if step is not None and step.after is not None:
        petition = replace(petition, status=step.after)
    match event:
        case drafting.PetitionDrafted():
            return Petition(
                petition_kind=event.petition_kind,
                systemic=event.systemic,
                office=event.office,
                concerns=event.concerns,
                addressees=_named(event.addressees),
                drafted_on=effective,
            )
        case drafting.PetitionDraftRevised(addressees=addressees, concerns=concerns):
            return replace(petition, addressees=_named(addressees), concerns=concerns)
        case drafting.PetitionSubmitted():
            return replace(petition, submitted_on=effective)
        case signing.PetitionSigned():
            return replace(petition, signed_on=effective)
        case signing.PetitionSigningInstructed(official=official, until=until):
            others = _without(petition, official)
            return replace(petition, instructions=(*others, SigningInstruction(official=official, until=until)))
        case signing.PetitionInstructionWithdrawn(official=official):
            return replace(petition, instructions=_without(petition, official))
        case publication.PetitionPublished():
            return replace(petition, published=True)
        case publication.PetitionPublicationWithdrawn():
            return replace(petition, published=False)
        case publication.PetitionWalled(compartment=compartment):
            return replace(petition, wall=compartment)
        case publication.PetitionUnwalled():
            return replace(petition, wall=None)
    return petition


def _named(addressees: tuple[PetitionAddressee, ...]) -> tuple[Addressed, ...]:
    return tuple(Addressed(key=a.key, level=a.level, territory=a.territory) for a in addressees)


def _without(petition: Petition, official: OfficialId) -> tuple[SigningInstruction, ...]:
    return tuple(i for i in petition.instructions if i.official != official)


def _with_addressee(petition: Petition, recorded: Recorded) -> Petition:
    key = recorded.event.addressee  # type: ignore[attr-defined]  # every event of ADDRESSEE_STEPS has it
    return replace(
        petition,
        addressees=tuple(_after(a, recorded) if a.key == key else a for a in petition.addressees),
    )


def _after(addressed: Addressed, recorded: Recorded) -> Addressed:
    event, effective = recorded.event, recorded.act.effective
    match event:
        case answering.PetitionTransmitted():
            addressed = replace(addressed, transmitted_on=effective)
        case answering.PetitionReceived():
            addressed = replace(addressed, received_on=effective)
        case answering.PetitionReplied():
            addressed = replace(addressed, replied_on=effective, reply_recorded_by=recorded.act.actor)
        case answering.PetitionReplyAssessed(assessment=assessment):
            addressed = replace(addressed, assessment=assessment)
        case answering.PetitionImplemented(complete=False):
            return addressed
    proceedings = PROCEEDINGS_STEPS.get(type(event))
    return replace(
        addressed,
        status=ADDRESSEE_STEPS[type(event)].after or addressed.status,
        proceedings=proceedings.after if proceedings else addressed.proceedings,
    )


PETITIONS: Kind[Petition] = Kind("petition", Petition(), evolve)
