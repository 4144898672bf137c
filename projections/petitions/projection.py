"""How events change the tables of acts of response."""

from domain.message import Event, Recorded
from domain.petitions.events import answering, drafting, signing
from domain.petitions.state import ADDRESSEE_STEPS, PROCEEDINGS_STEPS, STEPS
from domain.petitions.vocabulary import APPLICATIONS, AddresseeStatus, PetitionAddressee, PetitionStatus
from projections.calendar import clock_runs, clock_stops, due_day
from projections.persons import named, unnamed
from projections.petitions.public import PublishedPetitionRow
from projections.petitions.rows import (
    PetitionAddresseeRow,
    PetitionInstructionRow,
    PetitionPartyRow,
    PetitionRow,
    PetitionTextKind,
    PetitionTextRow,
)
from projections.projection import Projection, stamp
from projections.views import Views

PETITIONS = Projection(
    "petitions",
    PetitionRow,
    PetitionAddresseeRow,
    PetitionInstructionRow,
    PetitionTextRow,
    PetitionPartyRow,
    PublishedPetitionRow,
    kinds=("petition",),
    main=PetitionRow,
)

_AWAITING = frozenset({AddresseeStatus.TRANSMITTED, AddresseeStatus.RECEIVED})


def _write(
    petition: PetitionRow,
    kind: PetitionTextKind,
    part: str,
    text: str | None,
    views: Views,
    person: str | None = None,
) -> None:
    if text is not None:
        views.put(
            PetitionTextRow(
                petition=petition.id,
                text_kind=kind,
                part=part,
                person=person,
                offices=petition.offices,
                wall=petition.wall,
                guarded=petition.guarded,
                assignee=petition.drafted_by if petition.guarded else None,
                text=text,
            )
        )


def _address(petition: PetitionRow, addressees: tuple[PetitionAddressee, ...], views: Views) -> None:
    for old in views.peruse(PetitionAddresseeRow, petition.id):
        views.remove(PetitionAddresseeRow, petition.id, old.addressee)
    for addressee in addressees:
        views.put(
            PetitionAddresseeRow(
                petition=petition.id,
                addressee=addressee.key,
                offices=petition.offices,
                wall=petition.wall,
                body=addressee.body,
                level=addressee.level,
                territory=addressee.territory,
            )
        )
    petition.addressees = len(addressees)


def _concern(petition: PetitionRow, person: str | None, views: Views) -> None:
    for party in views.peruse(PetitionPartyRow, petition.id):
        views.remove(PetitionPartyRow, petition.id, party.person)
        if party.person != person:
            unnamed(party.person, petition.id, views)
    if person is not None:
        views.put(
            PetitionPartyRow(
                petition=petition.id,
                person=person,
                offices=petition.offices,
                wall=petition.wall,
                guarded=petition.guarded,
                assignee=petition.drafted_by if petition.guarded else None,
            )
        )
        named(person, petition.id, petition.wall, views)


@PETITIONS.on(drafting.PetitionDrafted)
def drafted(event: drafting.PetitionDrafted, recorded: Recorded, views: Views) -> None:
    petition = PetitionRow(
        id=recorded.stream,
        number=event.number,
        petition_kind=event.petition_kind,
        systemic=event.systemic,
        status=PetitionStatus.DRAFT,
        office=event.office,
        offices=(event.office,),
        guarded=event.petition_kind in APPLICATIONS,
        title=event.title,
        complaints=event.complaints,
        drafted_by=recorded.act.actor,
        drafted_on=recorded.act.effective,
        **stamp(recorded),
    )
    views.put(petition)
    _address(petition, event.addressees, views)
    _concern(petition, event.concerns, views)
    _write(petition, PetitionTextKind.OPERATIVE_PART, "", event.operative_part, views)


@PETITIONS.on(drafting.PetitionDraftRevised)
def revised(event: drafting.PetitionDraftRevised, recorded: Recorded, views: Views) -> None:
    petition = views.get(PetitionRow, recorded.stream)
    petition.title, petition.complaints = event.title, event.complaints
    _address(petition, event.addressees, views)
    _concern(petition, event.concerns, views)
    _write(petition, PetitionTextKind.OPERATIVE_PART, "", event.operative_part, views)


@PETITIONS.on(drafting.PetitionReasoningRecorded)
def reasoned(event: drafting.PetitionReasoningRecorded, recorded: Recorded, views: Views) -> None:
    petition = views.get(PetitionRow, recorded.stream)
    _write(petition, PetitionTextKind.REASONING, "", event.reasoning, views, event.person)


@PETITIONS.on(*(event for event, step in STEPS.items() if step.after is not None))
def steps(event: Event, recorded: Recorded, views: Views) -> None:
    """The state machine of the act as a whole is the domain's own."""
    petition, on = views.get(PetitionRow, recorded.stream), recorded.act.effective
    petition.status = STEPS[type(event)].after
    match event:
        case drafting.PetitionSubmitted():
            petition.submitted_on = on
        case signing.PetitionReturned(reason=reason):
            _write(petition, PetitionTextKind.RETURN, "", reason, views)
        case signing.PetitionSigned():
            petition.signed_by, petition.signed_on = recorded.act.actor, on
            petition.signed_under = recorded.act.basis
        case drafting.PetitionWithdrawn(reason=why) | answering.PetitionClosed(reason=why):
            petition.closed_on = on
            _write(petition, PetitionTextKind.CLOSING, "", why, views)
            for addressee in views.all(PetitionAddresseeRow, petition.id):
                addressee.awaited = False
                clock_stops(petition.id, addressee.addressee, views)


@PETITIONS.on(signing.PetitionSigningInstructed)
def instructed(event: signing.PetitionSigningInstructed, recorded: Recorded, views: Views) -> None:
    petition = views.get(PetitionRow, recorded.stream)
    views.put(
        PetitionInstructionRow(
            petition=petition.id,
            official=event.official,
            offices=petition.offices,
            wall=petition.wall,
            given_on=recorded.act.effective,
            until=event.until,
        )
    )


@PETITIONS.on(signing.PetitionInstructionWithdrawn)
def instruction_withdrawn(event: signing.PetitionInstructionWithdrawn, recorded: Recorded, views: Views) -> None:
    instruction = views.get(PetitionInstructionRow, recorded.stream, event.official)
    instruction.withdrawn_on = recorded.act.effective or recorded.recorded_at.date()


@PETITIONS.on(*ADDRESSEE_STEPS)
def steps_with_addressee(event: Event, recorded: Recorded, views: Views) -> None:
    """The state machines with each addressee are the domain's own."""
    key: str = event.addressee  # type: ignore[attr-defined]  # every event of ADDRESSEE_STEPS has it
    addressee, on = views.get(PetitionAddresseeRow, recorded.stream, key), recorded.act.effective
    if isinstance(event, answering.PetitionImplemented) and not event.complete:
        _tell(event, addressee, recorded, views)
        return
    addressee.status = ADDRESSEE_STEPS[type(event)].after or addressee.status
    addressee.awaited = addressee.status in _AWAITING
    proceedings = PROCEEDINGS_STEPS.get(type(event))
    if proceedings is not None:
        addressee.proceedings = proceedings.after
        addressee.proceedings_reference = event.reference  # type: ignore[attr-defined]  # they all have one
    match event:
        case answering.PetitionTransmitted(channel=channel, reference=reference):
            addressee.transmitted_on, addressee.channel, addressee.outgoing = on, channel, reference
        case answering.PetitionReceived():
            addressee.received_on = on
        case answering.PetitionReplied(reference=reference):
            addressee.replied_on, addressee.reply_reference = on, reference
        case answering.PetitionReplyAssessed(assessment=assessment):
            addressee.assessment = assessment
        case answering.PetitionImplemented():
            addressee.implemented_on = on
        case answering.SanctionImposed(sanction=sanction):
            addressee.sanction, addressee.sanctioned_on = sanction, on
    _tell(event, addressee, recorded, views)
    recount(addressee, views)
    petition = views.get(PetitionRow, recorded.stream)
    petition.awaiting = sum(a.status in _AWAITING for a in views.peruse(PetitionAddresseeRow, petition.id))


def _tell(event: Event, addressee: PetitionAddresseeRow, recorded: Recorded, views: Views) -> None:
    petition, key = views.get(PetitionRow, recorded.stream), addressee.addressee
    match event:
        case answering.PetitionReplied(summary=text):
            _write(petition, PetitionTextKind.REPLY, key, text, views)
        case answering.PetitionReplyAssessed(reason=text):
            _write(petition, PetitionTextKind.ASSESSMENT, key, text, views)
        case answering.PetitionImplemented(measures=text):
            _write(petition, PetitionTextKind.IMPLEMENTATION, key, text, views)
        case answering.ProceedingsRefused(ground=text) | answering.ProceedingsDiscontinued(ground=text):
            _write(petition, PetitionTextKind.GROUND, key, text, views)


def recount(addressee: PetitionAddresseeRow, views: Views) -> None:
    """The term of the reply runs from the receipt until the reply (154-VII, art. 15(2))."""
    kind = views.get(PetitionRow, addressee.petition).petition_kind
    if addressee.status is AddresseeStatus.RECEIVED and addressee.received_on and kind.reply_days is not None:
        addressee.due_on = due_day(addressee.received_on, kind.reply_days, (), views)
        clock_runs(addressee.petition, addressee.addressee, views)
    else:
        clock_stops(addressee.petition, addressee.addressee, views)
