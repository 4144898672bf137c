"""When an official who left may be erased, what keeps the data, and that nobody becomes an official anew afterwards."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

import msgspec
import pytest

from domain.compartments.commands import GrantCrossing
from domain.compartments.state import CompartmentOpened
from domain.complaints.assignment import AssignComplaint, GiveInstruction, ReassignComplaint, WithdrawInstruction
from domain.complaints.closing import ReopenComplaint
from domain.complaints.events import course, intake, outcome
from domain.complaints.intake import RegisterComplaint
from domain.complaints.vocabulary import Addressee, Applicant, Channel, HeadOfComplaint
from domain.identifiers import StreamId
from domain.measures import events as m
from domain.measures.commands import LiftPenalty
from domain.officials.commands import GrantAccess, RegisterOfficial
from domain.officials.erasure import EraseOfficial, LiftHoldOnOfficial, PlaceHoldOnOfficial
from domain.officials.state import (
    Access,
    AccessGranted,
    AccessRevoked,
    ActingTaken,
    CrossingGranted,
    OfficialErased,
    OfficialHoldLifted,
    OfficialHoldPlaced,
    OfficialRegistered,
    PostTaken,
)
from domain.persons.erasure import ErasePerson
from domain.persons.events import ErasedPlace, PersonErased
from domain.persons.naming import NAMINGS, Naming, Place
from domain.persons.state import PersonDetails, PersonRegistered
from domain.petitions.commands.drafting import DraftPetition
from domain.petitions.events import drafting, signing
from domain.petitions.vocabulary import BodyLevel, PetitionAddressee, PetitionKind
from domain.posts.commands import AppointEmployee
from domain.record import Fold
from domain.refusal import RefusalCode
from tests.domain.complaint_facts import COMPLAINT, OTHER, PERSON, registered, under_examination
from tests.domain.petition_facts import PETITION, drafted
from tests.domain.scenario import (
    DEPUTY_HEAD,
    EMPLOYEE_71,
    HEAD,
    OMBUDSMAN,
    POST_EMPLOYEE_71,
    POST_VACANT_71,
    REPRESENTATIVE_71,
    TODAY,
    Facts,
    Given,
    Register,
    at,
    small_register,
    stream,
)

GONE = stream("official", "who left")
MEASURE, WALL = stream("measure", "one"), stream("compartment", "north")
REGISTERED = at(GONE, OfficialRegistered(person=GONE, name="Erlan Omarov", iin="800101300123"))
ERASED = at(GONE, OfficialErased(person=GONE, law="Law", reason="Over", witnesses=(HEAD,), keys=(GONE,)))
ERASE = EraseOfficial(official=GONE, law="Law No. 94-V", reason="The period is over", witnesses=(EMPLOYEE_71,))
OWN = Place(stream=StreamId(GONE), fields=2)
CLOSED = at(COMPLAINT, course.ComplaintAccepted(), outcome.ComplaintClosed())


@dataclass
class Named(Register):
    """A register that also tells where the official is named and with what charged."""

    naming: Naming = field(default_factory=Naming)

    def fold(self, kind: Any, stream: str) -> Fold[Any]:
        return Fold(self.naming, 0) if kind is NAMINGS else super().fold(kind, stream)


def left(*facts: Facts, places: tuple[Place, ...] = (OWN,), charged: tuple[str, ...] = ()) -> Given:
    """The official serves no more; besides, these facts."""
    register = small_register().tell(REGISTERED, *facts)
    naming = Naming(places=places, charged=tuple(map(StreamId, charged)))
    return Given(Named(register.streams, register.position, naming))


def place(stream: str, **values: Any) -> Place:
    return Place(**{"stream": StreamId(stream), "fields": 1, **values})


@pytest.mark.parametrize("by", [HEAD, OMBUDSMAN])
def test_the_leadership_erases_an_official_who_left(by: str) -> None:
    left().when(ERASE, by=by).then(OfficialErased)


@pytest.mark.parametrize("by", [REPRESENTATIVE_71, DEPUTY_HEAD])
def test_others_erase_no_official(by: str) -> None:
    left().when(ERASE, by=by).refused(RefusalCode.NO_AUTHORITY, paragraph="19.4")


def test_the_protocol_names_keys_places_and_texts() -> None:
    withdrawn = (drafted(), at(PETITION, drafting.PetitionWithdrawn(reason="Over")))
    about = place(PETITION, texts=2, keys=(PETITION,))
    left(withdrawn, places=(OWN, about)).when(ERASE, by=HEAD).then(
        OfficialErased(
            person=GONE,
            law=ERASE.law,
            reason=ERASE.reason,
            witnesses=ERASE.witnesses,
            keys=(GONE, PETITION),
            places=(ErasedPlace(stream=StreamId(GONE), fields=2), ErasedPlace(stream=StreamId(PETITION), fields=1)),
            texts=(ErasedPlace(stream=StreamId(PETITION), fields=2),),
            named_in=(StreamId(PETITION),),
        )
    )


def test_a_text_about_a_person_and_an_official_goes_with_the_last_of_the_two() -> None:
    withdrawn = (drafted(), at(PETITION, drafting.PetitionWithdrawn(reason="Over")))
    person = at(PERSON, PersonRegistered(person=PERSON, details=PersonDetails(name="Aigerim")))
    shared = place(PETITION, texts=2, keys=(PETITION,), others=(PERSON,))
    ((_, event),) = left(person, withdrawn, places=(OWN, shared)).when(ERASE, by=HEAD).done().decision.writes
    assert isinstance(event, OfficialErased) and event.texts == () and event.keys == (GONE,)
    both = place(PETITION, texts=2, keys=(PETITION,), others=(GONE,))
    erase = ErasePerson(person=PERSON, law="Law", reason="Over", witnesses=(EMPLOYEE_71,))
    ((_, last),) = left(person, withdrawn, ERASED, places=(both,)).when(erase, by=HEAD).done().decision.writes
    assert isinstance(last, PersonErased) and last.keys == (PERSON, PETITION)


def test_nobody_erases_himself() -> None:
    for himself in (HEAD, OMBUDSMAN):
        command = msgspec.structs.replace(ERASE, official=himself)
        left().when(command, by=himself).refused(RefusalCode.OWN_CASE, path=("official",))


@pytest.mark.parametrize("witnesses", [(HEAD,), (GONE,), (EMPLOYEE_71, EMPLOYEE_71), ("official-nobody",)])
def test_nobody_erases_alone(witnesses: tuple[str, ...]) -> None:
    alone = msgspec.structs.replace(ERASE, witnesses=witnesses)
    left().when(alone, by=HEAD).refused(RefusalCode.INVALID, path=("witnesses",))


def test_who_was_erased_witnesses_nothing() -> None:
    person = at(PERSON, PersonRegistered(person=PERSON, details=PersonDetails(name="Aigerim")))
    erase = ErasePerson(person=PERSON, law="Law", reason="Over", witnesses=(GONE,))
    left(person, places=()).when(erase, by=HEAD).then(PersonErased)
    left(person, ERASED, places=()).when(erase, by=HEAD).refused(RefusalCode.INVALID, path=("witnesses",))


@pytest.mark.parametrize("service", [PostTaken(post=POST_VACANT_71), ActingTaken(post=POST_EMPLOYEE_71)])
def test_whoever_serves_is_not_erased(service: Any) -> None:
    left(at(GONE, service)).when(ERASE, by=HEAD).refused(RefusalCode.WRONG_STATE, paragraph="19.4")


def test_whoever_has_special_access_is_not_erased() -> None:
    access = at(GONE, AccessGranted(access=Access.AUDITOR))
    left(access).when(ERASE, by=HEAD).refused(RefusalCode.WRONG_STATE, paragraph="15.10")
    left(access, at(GONE, AccessRevoked(access=Access.AUDITOR))).when(ERASE, by=HEAD).then(OfficialErased)


@pytest.mark.parametrize(("until", "stands"), [(None, True), (TODAY, True), (date(2026, 3, 1), False)])
def test_whoever_may_cross_a_wall_is_not_erased(until: date | None, stands: bool) -> None:
    story = left(at(GONE, CrossingGranted(compartment=WALL, until=until, reason="In charge"))).when(ERASE, by=HEAD)
    if stands:
        story.refused(RefusalCode.WRONG_STATE, paragraph="15.10")
    else:
        story.then(OfficialErased)


def test_a_hold_keeps_the_data_until_it_is_lifted() -> None:
    held = left().when(PlaceHoldOnOfficial(official=GONE, reference="Court 7"), by=HEAD)
    held.then(OfficialHoldPlaced(reference="Court 7"))
    placed = at(GONE, OfficialHoldPlaced(reference="Court 7"))
    left(placed).when(ERASE, by=HEAD).refused(RefusalCode.WRONG_STATE, path=("official",))
    lift = LiftHoldOnOfficial(official=GONE, reference="Court 7")
    left(placed).when(lift, by=OMBUDSMAN).then(OfficialHoldLifted(reference="Court 7")).when(ERASE, by=HEAD).then(
        OfficialErased
    )


def test_a_hold_is_placed_and_lifted_once() -> None:
    place = PlaceHoldOnOfficial(official=GONE, reference="Court 7")
    left().when(place, by=HEAD).done().when(place, by=HEAD).refused(RefusalCode.NOTHING_TO_DO)
    left().when(LiftHoldOnOfficial(official=GONE, reference="Court 7"), by=HEAD).refused(RefusalCode.NOTHING_TO_DO)


def opened(event: type[m.Opening], kind: m.MeasureKind, **more: Any) -> Facts:
    fields = {"number": "D-71-2026-00001", "person": GONE, "post": POST_VACANT_71, "office": "71", "ground": "late"}
    return at(MEASURE, event(measure_kind=kind, **fields, **more))


PENALTY = opened(m.PenaltyImposed, m.MeasureKind.REMARK, reference="Order 3", expires_on=date(2026, 9, 1))
INCENTIVE = opened(m.IncentiveGranted, m.MeasureKind.GRATITUDE, reference="Order 3")
PROPOSED = opened(m.MeasureProposed, m.MeasureKind.REMARK)
AWARD = opened(m.AwardProposed, m.MeasureKind.STATE_AWARD)
LIFTED = m.PenaltyLifted(person=GONE, reference="Order 4", reason="Good work")
APPEALED = at(MEASURE, m.AppealRecorded(body="Court"))
FORWARDED = at(MEASURE, m.AwardForwarded(addressee="President", reference="7"))


@pytest.mark.parametrize("measure", [PENALTY, PROPOSED, AWARD, [PENALTY, APPEALED], [AWARD, FORWARDED]])
def test_an_open_measure_keeps_the_data(measure: Facts) -> None:
    story = left(measure, places=(OWN, place(MEASURE)))
    story.when(ERASE, by=HEAD).refused(RefusalCode.WRONG_STATE, paragraph="19.5")


@pytest.mark.parametrize(
    "measure",
    [
        INCENTIVE,
        [PENALTY, at(MEASURE, LIFTED)],
        [PENALTY, at(MEASURE, m.PenaltyExpired())],
        [PENALTY, APPEALED, at(MEASURE, m.AppealDecided(outcome=m.AppealOutcome.ANNULLED, reference="8"))],
        [PROPOSED, at(MEASURE, m.MeasureDeclined(person=GONE, reason="No"))],
        [AWARD, FORWARDED, at(MEASURE, m.AwardConferred(reference="Decree"))],
    ],
)
def test_a_measure_that_came_to_its_end_keeps_nothing(measure: Facts) -> None:
    left(measure, places=(OWN, place(MEASURE))).when(ERASE, by=HEAD).then(OfficialErased)


ASSIGNED = at(COMPLAINT, intake.ComplaintAssigned(official=GONE))
INSTRUCTED = at(COMPLAINT, intake.InstructionGiven(official=GONE, task="Ask", until=None))


@pytest.mark.parametrize("charge", [ASSIGNED, INSTRUCTED])
def test_an_open_complaint_in_the_officials_hands_keeps_the_data(charge: Facts) -> None:
    story = left(under_examination(), charge, charged=(COMPLAINT,))
    story.when(ERASE, by=HEAD).refused(RefusalCode.WRONG_STATE, paragraph="16.2")
    left(registered(), charge, CLOSED, charged=(COMPLAINT,)).when(ERASE, by=HEAD).then(OfficialErased)


@pytest.mark.parametrize(
    "handed_over",
    [
        [ASSIGNED, at(COMPLAINT, intake.ComplaintReassigned(official=EMPLOYEE_71, previously=GONE, reason="Left"))],
        [INSTRUCTED, at(COMPLAINT, intake.InstructionWithdrawn(official=GONE))],
        [at(COMPLAINT, intake.InstructionGiven(official=GONE, task="Ask", until=date(2026, 3, 1)))],
    ],
)
def test_what_is_in_other_hands_or_has_run_out_keeps_nothing(handed_over: Facts) -> None:
    left(under_examination(), handed_over, charged=(COMPLAINT,)).when(ERASE, by=HEAD).then(OfficialErased)


def test_a_merged_complaint_is_in_the_officials_hands_until_the_main_one_ends() -> None:
    merged = (registered(OTHER), at(OTHER, intake.ComplaintAssigned(official=GONE)))
    into = at(OTHER, course.ComplaintMerged(into=COMPLAINT, reason="The same"))
    still = left(under_examination(), merged, into, charged=(OTHER,))
    still.when(ERASE, by=HEAD).refused(RefusalCode.WRONG_STATE, paragraph="16.2")
    left(registered(), CLOSED, merged, into, charged=(OTHER,)).when(ERASE, by=HEAD).then(OfficialErased)


def test_an_instruction_to_sign_keeps_the_data_until_the_act_is_signed_or_given_up() -> None:
    told = [drafted(), at(PETITION, signing.PetitionSigningInstructed(official=GONE))]
    left(told, charged=(PETITION,)).when(ERASE, by=HEAD).refused(RefusalCode.WRONG_STATE, paragraph="16.2")
    given_up = at(PETITION, drafting.PetitionWithdrawn(reason="Over"))
    left(told, given_up, charged=(PETITION,)).when(ERASE, by=HEAD).then(OfficialErased)


def test_an_open_act_about_the_official_keeps_the_data() -> None:
    story = left(drafted(), places=(OWN, place(PETITION)))
    story.when(ERASE, by=HEAD).refused(RefusalCode.WRONG_STATE, path=("official",))


def test_values_in_plain_words_are_not_said_to_be_erased() -> None:
    plain = Place(stream=StreamId(GONE), plain=2)
    left(places=(plain,)).when(ERASE, by=HEAD).refused(RefusalCode.WRONG_STATE, path=("official",))


def test_who_is_no_official_is_not_found() -> None:
    nobody = msgspec.structs.replace(ERASE, official=stream("official", "nobody"))
    left().when(nobody, by=HEAD).refused(RefusalCode.NOT_FOUND)


ANEW = (
    (AppointEmployee(post=POST_VACANT_71, official=GONE, reference="Order 9"), HEAD),
    (GrantAccess(official=GONE, access=Access.AUDITOR), OMBUDSMAN),
    (GrantCrossing(official=GONE, compartment=WALL, reason="In charge"), OMBUDSMAN),
    (AssignComplaint(complaint=COMPLAINT, official=GONE), REPRESENTATIVE_71),
    (GiveInstruction(complaint=COMPLAINT, official=GONE, task="Ask"), OMBUDSMAN),
    (PlaceHoldOnOfficial(official=GONE, reference="Court 7"), HEAD),
    (LiftHoldOnOfficial(official=GONE, reference="Court 7"), HEAD),
    (ERASE, HEAD),
)


@pytest.mark.parametrize(("command", "by"), ANEW, ids=lambda value: type(value).__name__)
def test_whoever_was_erased_receives_nothing_anew(command: Any, by: str) -> None:
    story = left(ERASED, under_examination(), at(WALL, CompartmentOpened(name="North", purpose="Apart")))
    story.when(command, by=by).refused(RefusalCode.WRONG_STATE, path=("official",))


def test_no_import_makes_an_erased_official_serve_again() -> None:
    appoint = AppointEmployee(post=POST_VACANT_71, official=GONE, reference="Order 9")
    assign = AssignComplaint(complaint=COMPLAINT, official=GONE)
    for command in (appoint, assign):
        story = left(ERASED, under_examination()).when(command, by="official-migration", migration=True)
        story.refused(RefusalCode.WRONG_STATE)


def test_an_erased_official_does_nothing_and_is_not_entered_again() -> None:
    left(ERASED).when(ERASE, by=GONE).refused(RefusalCode.NO_AUTHORITY)
    left(ERASED).when(RegisterOfficial(official=GONE, name="Anew"), by=HEAD).refused(RefusalCode.ALREADY_EXISTS)


def test_no_act_of_response_speaks_of_an_erased_official() -> None:
    draft = DraftPetition(
        office="71",
        petition_kind=PetitionKind.RECOMMENDATION,
        title="Conduct",
        operative_part="Look into it",
        addressees=(PetitionAddressee(key="a", body="Akimat", level=BodyLevel.TERRITORIAL, territory="71"),),
        complaints=(COMPLAINT,),
        reasoning="The official was rude",
        person=GONE,
    )
    decided = [under_examination(), CLOSED]
    left(*decided).when(draft, by=REPRESENTATIVE_71).done()
    left(*decided, ERASED).when(draft, by=REPRESENTATIVE_71).refused(RefusalCode.UNKNOWN_PART)


def test_nothing_is_told_of_an_erased_official_under_a_key_that_is_gone() -> None:
    """Were a measure ever left open, its grounds could not be sealed: the guard of all decisions refuses."""
    lift = LiftPenalty(measure=MEASURE, reference="Order 4", reason="Good work")
    left(PENALTY).when(lift, by=HEAD).done()
    left(PENALTY, ERASED).when(lift, by=HEAD).refused(RefusalCode.WRONG_STATE)


def test_a_complaint_that_was_the_erased_officials_can_be_opened_again_and_given_to_another() -> None:
    reopened = left(under_examination(), ASSIGNED, INSTRUCTED, at(COMPLAINT, outcome.ComplaintClosed()), ERASED).when(
        ReopenComplaint(complaint=COMPLAINT, ground="Again", heads=("1",)), by=OMBUDSMAN
    )
    story = reopened.done()
    story = story.when(WithdrawInstruction(complaint=COMPLAINT, official=GONE), by=OMBUDSMAN).done()
    story.when(ReassignComplaint(complaint=COMPLAINT, official=EMPLOYEE_71, reason="Left"), by=REPRESENTATIVE_71).done()


def test_an_official_is_no_applicant_by_the_officials_id() -> None:
    command = RegisterComplaint(
        office="71",
        addressee=Addressee.REPRESENTATIVE,
        channel=Channel.DESK,
        applicants=(Applicant(person=GONE),),
        heads=(HeadOfComplaint(category="Heating"),),
    )
    left().when(command, by=OMBUDSMAN).refused(RefusalCode.UNKNOWN_PART)
