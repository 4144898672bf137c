"""Which values are sealed and under whose key; when a person may be erased, and what the protocol of it says."""

from dataclasses import dataclass
from typing import Any

import msgspec
import pytest

from domain.complaints.events import course, intake, outcome
from domain.complaints.vocabulary import HeadOfComplaint
from domain.persons.decide import CorrectPerson
from domain.persons.erasure import ErasePerson, LiftLegalHold, PlaceLegalHold
from domain.persons.events import ErasedPlace, LegalHoldLifted, LegalHoldPlaced, PersonErased
from domain.persons.naming import NAMINGS, Naming, Place
from domain.persons.state import PersonDetails, PersonRegistered
from domain.petitions.commands.drafting import DraftPetition
from domain.petitions.vocabulary import BodyLevel, PetitionAddressee, PetitionKind
from domain.record import Fold
from domain.refusal import RefusalCode
from domain.sealing import ERASED, erase, owners, spots
from tests.domain.complaint_facts import COMPLAINT, OTHER, PERSON, registered, under_examination
from tests.domain.scenario import (
    EMPLOYEE_71,
    EMPLOYEE_75,
    HEAD,
    OMBUDSMAN,
    REPRESENTATIVE_71,
    Facts,
    Given,
    Register,
    at,
    small_register,
    stream,
)

SOMEBODY = stream("person", "somebody else")
KNOWN = at(PERSON, PersonRegistered(person=PERSON, details=PersonDetails(name="Aigerim Saparova", iin="900101300123")))
CLOSED = (registered(), at(COMPLAINT, course.ComplaintAccepted(), outcome.ComplaintClosed()))
ERASE = ErasePerson(person=PERSON, law="Law No. 94-V", reason="No longer needed", witnesses=(EMPLOYEE_71,))
OWN = Place(stream=PERSON, fields=2)


@dataclass
class Named(Register):
    """A register that also tells where the person is named."""

    places: tuple[Place, ...] = ()

    def fold(self, kind: Any, stream: str) -> Fold[Any]:
        return Fold(Naming(places=self.places), 0) if kind is NAMINGS else super().fold(kind, stream)


def known(*facts: Facts, places: tuple[Place, ...] = (OWN,)) -> Given:
    register = small_register().tell(KNOWN, *facts)
    return Given(Named(register.streams, register.position, places))


def matter(**values: Any) -> Place:
    return Place(**{"stream": COMPLAINT, "fields": 1, "texts": 3, "keys": (COMPLAINT,), **values})


@pytest.mark.parametrize("by", [HEAD, OMBUDSMAN])
def test_the_leadership_erases_whoever_no_matter_needs(by: str) -> None:
    known().when(ERASE, by=by).then(PersonErased)


def test_others_erase_nobody() -> None:
    known().when(ERASE, by=REPRESENTATIVE_71).refused(RefusalCode.NO_AUTHORITY)


def test_the_protocol_names_keys_places_and_texts() -> None:
    known(*CLOSED, places=(OWN, matter())).when(ERASE, by=HEAD).then(
        PersonErased(
            person=PERSON,
            law=ERASE.law,
            reason=ERASE.reason,
            witnesses=ERASE.witnesses,
            keys=(PERSON, COMPLAINT),
            places=(ErasedPlace(stream=PERSON, fields=2), ErasedPlace(stream=COMPLAINT, fields=1)),
            texts=(ErasedPlace(stream=COMPLAINT, fields=3),),
            named_in=(COMPLAINT,),
        )
    )


def test_an_open_matter_keeps_the_data() -> None:
    known(under_examination(), places=(OWN, matter())).when(ERASE, by=HEAD).refused(RefusalCode.WRONG_STATE)


def test_a_merged_matter_ends_with_the_one_it_was_merged_into() -> None:
    merged = (*CLOSED, registered(OTHER), at(OTHER, course.ComplaintMerged(into=COMPLAINT, reason="The same")))
    other = matter(stream=OTHER, keys=(OTHER,))
    known(*merged, places=(OWN, other)).when(ERASE, by=HEAD).then(PersonErased)
    open_still = (under_examination(), *merged[2:], registered(OTHER), merged[-1])
    known(*open_still, places=(OWN, other)).when(ERASE, by=HEAD).refused(RefusalCode.WRONG_STATE)


def test_a_hold_keeps_the_data_until_it_is_lifted() -> None:
    held = at(PERSON, LegalHoldPlaced(person=PERSON, reference="Court 7"))
    known(held).when(ERASE, by=HEAD).refused(RefusalCode.WRONG_STATE)
    lifted = at(PERSON, LegalHoldLifted(person=PERSON, reference="Court 7"))
    known(held, lifted).when(ERASE, by=HEAD).then(PersonErased)


def test_a_hold_is_placed_and_lifted_once() -> None:
    place = PlaceLegalHold(person=PERSON, reference="Court 7")
    lift = LiftLegalHold(person=PERSON, reference="Court 7")
    placed = known().when(place, by=HEAD)
    placed.then(LegalHoldPlaced)
    placed.done().when(place, by=HEAD).refused(RefusalCode.NOTHING_TO_DO)
    known().when(lift, by=HEAD).refused(RefusalCode.NOTHING_TO_DO)


@pytest.mark.parametrize("witnesses", [(HEAD,), (EMPLOYEE_71, EMPLOYEE_71), ("official-nobody",)])
def test_nobody_erases_alone(witnesses: tuple[str, ...]) -> None:
    alone = msgspec.structs.replace(ERASE, witnesses=witnesses)
    known().when(alone, by=HEAD).refused(RefusalCode.INVALID, path=("witnesses",))
    known().when(msgspec.structs.replace(ERASE, witnesses=(EMPLOYEE_75,)), by=HEAD).then(PersonErased)


def test_values_in_plain_words_are_not_said_to_be_erased() -> None:
    known(places=(Place(stream=PERSON, fields=1, plain=2),)).when(ERASE, by=HEAD).refused(RefusalCode.WRONG_STATE)


def test_the_text_of_a_matter_stays_as_long_as_somebody_else_is_known() -> None:
    shared = known(*CLOSED, places=(OWN, matter(others=(SOMEBODY,)))).when(ERASE, by=HEAD).then(PersonErased)
    ((_, event),) = shared.decision.writes
    assert isinstance(event, PersonErased)
    assert event.texts == ()
    assert event.keys == (PERSON,)


def test_whoever_was_erased_is_known_to_nobody() -> None:
    gone = at(PERSON, PersonErased(person=PERSON, law="Law", reason="Over", witnesses=(HEAD,), keys=(PERSON,)))
    known(gone).when(ERASE, by=HEAD).refused(RefusalCode.WRONG_STATE)
    correct = CorrectPerson(person=PERSON, details=PersonDetails(name="Anew"))
    known(gone).when(correct, by=OMBUDSMAN).refused(RefusalCode.WRONG_STATE)


def test_whoever_was_erased_is_named_in_no_act_of_response_not_even_without_a_word() -> None:
    gone = at(PERSON, PersonErased(person=PERSON, law="Law", reason="Over", witnesses=(HEAD,), keys=(PERSON,)))
    draft = DraftPetition(
        office="71",
        petition_kind=PetitionKind.RECOMMENDATION,
        title="Water",
        operative_part="Give water",
        addressees=(PetitionAddressee(key="a", body="Akimat", level=BodyLevel.TERRITORIAL, territory="71"),),
        complaints=(COMPLAINT,),
        person=PERSON,
    )
    known(*CLOSED).when(draft, by=REPRESENTATIVE_71).done()
    known(*CLOSED, gone).when(draft, by=REPRESENTATIVE_71).refused(RefusalCode.WRONG_STATE)


def test_what_belongs_to_a_person_and_what_to_the_record() -> None:
    statement = intake.StatementRecorded(person=PERSON, statement="I have no water")
    assert owners(statement, COMPLAINT) == {PERSON}
    assert owners(course.ComplaintForwarded(body="Court", reason="Theirs"), COMPLAINT) == {COMPLAINT}
    assert owners(course.ProposalAccepted(), COMPLAINT) == set()


def test_erased_fields_read_as_if_they_had_never_been_filled() -> None:
    details = PersonDetails(name="Aigerim", iin="900101300123", contacts=("+7 700",))
    values = msgspec.to_builtins(PersonRegistered(person=PERSON, details=details))
    for spot in list(spots(PersonRegistered, values)):
        erase(spot)
    assert msgspec.convert(values, PersonRegistered).details == PersonDetails(name=ERASED)


def test_text_within_parts_of_an_event_is_found() -> None:
    added = intake.HeadAdded(key="1", head=HeadOfComplaint(category="Water", subject="No water"))
    assert [spot.name for spot in spots(intake.HeadAdded, msgspec.to_builtins(added))] == ["subject"]
