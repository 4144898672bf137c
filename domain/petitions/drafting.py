"""Drafting: wording an act of response, rewriting it, putting it before the person who signs, giving it up."""

from collections.abc import Iterator
from typing import Any

from domain.context import At, Context
from domain.decider import Answer, decides
from domain.identifiers import PersonId
from domain.numbers import Series
from domain.persons.state import PERSONS, PersonRegistered
from domain.petitions.commands import drafting as c
from domain.petitions.events import drafting as e
from domain.petitions.events.publication import PetitionWalled
from domain.petitions.rules import (
    DRAFTING,
    DRAFTING_APPLICATIONS,
    DRAFTING_LEGISLATION,
    DRAFTING_SYSTEMIC,
    chosen_office,
    not_before,
    own_office,
    stands_before,
)
from domain.petitions.state import PETITIONS, Petition
from domain.petitions.vocabulary import PetitionKind
from domain.petitions.wording import (
    accused_is_named_once,
    addressees_are_told_apart,
    an_application_keeps_its_person,
    is_drafted_like_this,
    office_drafts,
    reasoning_names_its_person,
    rests_on_complaints_of_the_office,
    stands_behind_the_wall_of_its_complaints,
    walls_around,
)

_WORDING = (
    office_drafts,
    addressees_are_told_apart,
    rests_on_complaints_of_the_office,
    stands_behind_the_wall_of_its_complaints,
)


def _drafted(
    command: Any, context: Context, kind: PetitionKind, person: PersonId | None, *, systemic: bool = False
) -> Iterator[Answer]:
    number, taken = context.number(Series.PETITION, command.office, context.opened(PETITIONS))
    yield e.PetitionDrafted(
        number=number,
        petition_kind=kind,
        systemic=systemic,
        office=command.office,
        title=command.title,
        operative_part=command.operative_part,
        addressees=command.addressees,
        complaints=tuple(dict.fromkeys(command.complaints)),
        concerns=person,
    )
    yield taken
    for wall in walls_around(command.complaints, context):
        yield PetitionWalled(compartment=wall)
    yield from _reasoned(command, person)


def _reasoned(command: c.Wording, person: PersonId | None) -> Iterator[Answer]:
    if command.reasoning is not None and person is not None:
        yield e.PetitionReasoningRecorded(person=person, reasoning=command.reasoning)


@decides(
    c.DraftPetition,
    PETITIONS,
    power=DRAFTING,
    office_of=chosen_office,
    rules=(is_drafted_like_this, *_WORDING, reasoning_names_its_person),
    opens=True,
)
def draft(command: c.DraftPetition, petition: Petition, context: Context) -> Iterator[Answer]:
    yield from _drafted(command, context, command.petition_kind, command.person)


@decides(
    c.DraftSystemicRecommendation,
    PETITIONS,
    power=DRAFTING_SYSTEMIC,
    office_of=chosen_office,
    rules=(is_drafted_like_this, *_WORDING, reasoning_names_its_person),
    opens=True,
)
def draft_systemic(command: c.DraftSystemicRecommendation, petition: Petition, context: Context) -> Iterator[Answer]:
    yield from _drafted(command, context, command.petition_kind, command.person, systemic=True)


@decides(
    c.DraftLegislativeProposal,
    PETITIONS,
    power=DRAFTING_LEGISLATION,
    office_of=chosen_office,
    rules=(*_WORDING, reasoning_names_its_person),
    opens=True,
)
def draft_legislation(command: c.DraftLegislativeProposal, petition: Petition, context: Context) -> Iterator[Answer]:
    yield from _drafted(command, context, PetitionKind.LEGISLATIVE_PROPOSAL, command.person)


@decides(
    c.DraftApplication,
    PETITIONS,
    power=DRAFTING_APPLICATIONS,
    office_of=chosen_office,
    rules=(*_WORDING, accused_is_named_once),
    opens=True,
)
def draft_application(command: c.DraftApplication, petition: Petition, context: Context) -> Iterator[Answer]:
    accused = command.accused or context.opened(PERSONS, "accused")
    if command.accused_details is not None:
        yield At(accused, PersonRegistered(person=accused, details=command.accused_details))
    yield from _drafted(command, context, command.proceedings.application, accused)


@decides(
    c.ReviseDraft,
    PETITIONS,
    power=DRAFTING,
    office_of=own_office,
    rules=(
        stands_before(e.PetitionDraftRevised),
        addressees_are_told_apart,
        rests_on_complaints_of_the_office,
        stands_behind_the_wall_of_its_complaints,
        an_application_keeps_its_person,
        reasoning_names_its_person,
    ),
)
def revise(command: c.ReviseDraft, petition: Petition, context: Context) -> Iterator[Answer]:
    person = command.person or petition.concerns
    yield e.PetitionDraftRevised(
        title=command.title,
        operative_part=command.operative_part,
        addressees=command.addressees,
        complaints=tuple(dict.fromkeys(command.complaints)),
        concerns=person,
    )
    yield from _reasoned(command, person)


@decides(
    c.SubmitForSignature,
    PETITIONS,
    power=DRAFTING,
    office_of=own_office,
    rules=(stands_before(e.PetitionSubmitted), not_before(lambda p: p.drafted_on)),
)
def submit(command: c.SubmitForSignature, petition: Petition, context: Context) -> Iterator[Answer]:
    yield e.PetitionSubmitted()


@decides(
    c.WithdrawPetition,
    PETITIONS,
    power=DRAFTING,
    office_of=own_office,
    rules=(stands_before(e.PetitionWithdrawn), not_before(lambda p: p.drafted_on)),
)
def withdraw(command: c.WithdrawPetition, petition: Petition, context: Context) -> Iterator[Answer]:
    yield e.PetitionWithdrawn(reason=command.reason)
