"""Behind a wall: nobody learns that a record exists, by no table and no column, who has no crossing in force."""

from datetime import date, timedelta
from typing import Any

import psycopg
import pytest

from domain.compartments.commands import (
    GrantCrossing,
    OpenCompartment,
    PutComplaintBehindWall,
    TakeComplaintFromBehindWall,
    WithdrawCrossing,
)
from domain.complaints.events import intake
from domain.complaints.events.access import ComplaintWalled
from domain.complaints.intake import RegisterComplaint
from domain.complaints.links import LinkComplaints, UnlinkComplaints
from domain.complaints.vocabulary import Addressee, Applicant, Channel, HeadOfComplaint, Respondent
from domain.message import Command
from domain.persons.state import PersonDetails
from domain.petitions.events.publication import PetitionPublished, PetitionWalled
from domain.petitions.events.signing import PetitionSigningInstructed
from infra.projector import rebuild
from tests.domain import petition_facts as petition
from tests.domain.scenario import (
    AUDITOR,
    EMPLOYEE_71,
    EMPLOYEE_75,
    HEAD,
    OMBUDSMAN,
    REPRESENTATIVE_10,
    REPRESENTATIVE_71,
    REPRESENTATIVE_75,
    Facts,
    Register,
    at,
    small_register,
)
from tests.projections.asking import EVERYBODY, ask, everything_seen, mentions, seen
from tests.projections.histories import in_order
from tests.projections.written import add, asked, catch_up, write

ABOUT_WALLS = {"compartment", "crossing", "audit"}
REASON = "Inspection of the files of the year"
TOMORROW = date.today() + timedelta(days=2)  # noqa: DTZ011  (the database's day is at most one day ahead)


class Told:
    """A register with one complaint of office 71 that is to go behind a wall, and another one that is not."""

    def __init__(self) -> None:
        self.register: Register = small_register()
        self.hidden = self._complaint("Aigerim Saparova", "Hidden water")
        self.open = self._complaint("Bolat Omarov", "Open water")
        self.person = self._person_of(self.hidden)
        self.give(OpenCompartment(name="North", purpose="Kept apart"))
        self.compartment = next(s for s in self.register.streams if s.startswith("compartment-"))

    def give(self, *commands: Command, by: str = OMBUDSMAN) -> None:
        for command in commands:
            self.register.execute(command, by=by)

    def tell(self, *facts: Facts) -> None:
        self.register.tell(*facts)

    def wall(self) -> None:
        self.give(PutComplaintBehindWall(complaint=self.hidden, compartment=self.compartment))

    def let_cross(self, official: str, until: date | None = None) -> None:
        self.give(GrantCrossing(official=official, compartment=self.compartment, reason="In charge of it", until=until))

    def show_in(self, dsn: str) -> "Told":
        """Write what is not written yet, and show it."""
        write(dsn, in_order(self.register)[asked(dsn, "select count(*) from register.events") :])
        catch_up(dsn)
        return self

    def _complaint(self, applicant: str, subject: str) -> str:
        before = set(self.register.streams)
        command = RegisterComplaint(
            office="71",
            addressee=Addressee.REPRESENTATIVE,
            channel=Channel.DESK,
            applicants=(Applicant(details=PersonDetails(name=applicant)),),
            respondent=Respondent(name="Akimat of Astana"),
            heads=(HeadOfComplaint(category="Water supply", subject=subject),),
            statement=f"{applicant} has no water",
        )
        self.give(command, by=EMPLOYEE_71)
        return next(s for s in set(self.register.streams) - before if s.startswith("complaint-"))

    def _person_of(self, complaint: str) -> str:
        first = self.register.streams[complaint][0].event
        assert isinstance(first, intake.ComplaintRegistered)
        return first.applicants[0]

    @property
    def traces(self) -> tuple[str, ...]:
        """What would tell that the hidden complaint exists."""
        return (self.hidden, "C-71-2026-00001", self.person, "Saparova", "Hidden water")


def test_without_a_crossing_no_table_tells_of_a_walled_complaint_nor_of_its_applicant(database: str) -> None:
    told = Told()
    told.tell(at(told.hidden, intake.InstructionGiven(official=REPRESENTATIVE_10, task="Help with Hidden water")))
    told.tell(at(told.hidden, intake.ComplaintAssigned(official=EMPLOYEE_75)))
    told.wall()
    told.show_in(database)
    for official in (*EVERYBODY, REPRESENTATIVE_10, None):
        assert mentions(database, official, *told.traces, reason=REASON) == set(), official


def test_the_other_complaint_is_seen_as_if_there_were_no_wall(database: str) -> None:
    told = Told()
    told.wall()
    told.show_in(database)
    for official in (OMBUDSMAN, HEAD, REPRESENTATIVE_71, EMPLOYEE_71):
        assert seen(database, official, "select array_agg(id) from views.complaint") == [told.open], official
    assert seen(database, EMPLOYEE_71, "select array_agg(name) from views.person") == ["Bolat Omarov"]


def test_a_crossing_shows_what_one_would_see_without_the_wall_and_no_more(database: str) -> None:
    told = Told()
    told.show_in(database)
    viewers = (OMBUDSMAN, HEAD, AUDITOR, REPRESENTATIVE_71, EMPLOYEE_71, REPRESENTATIVE_75)
    before = {official: mentions(database, official, *told.traces) for official in viewers}
    assert before[EMPLOYEE_71] and not before[REPRESENTATIVE_75]
    told.wall()
    for official in viewers:
        told.let_cross(official)
    told.show_in(database)
    for official in viewers:
        after = mentions(database, official, *told.traces) - ABOUT_WALLS
        assert after == before[official] - ABOUT_WALLS, official


@pytest.mark.parametrize("end", ["its last day", "its withdrawal"])
def test_a_crossing_ends(database: str, end: str) -> None:
    told = Told()
    told.wall()
    told.let_cross(EMPLOYEE_71, TOMORROW)
    told.let_cross(REPRESENTATIVE_71, date(2026, 3, 3) if end == "its last day" else None)
    if end == "its withdrawal":
        told.give(WithdrawCrossing(official=REPRESENTATIVE_71, compartment=told.compartment))
    told.show_in(database)
    question = "select count(*) from views.complaint where id = %s"
    assert seen(database, EMPLOYEE_71, question, told.hidden) == 1
    assert seen(database, REPRESENTATIVE_71, question, told.hidden) == 0


def test_what_is_told_later_stands_behind_the_wall_too(database: str) -> None:
    told = Told()
    told.wall()
    told.show_in(database)
    later = [
        intake.HeadAdded(key="2", head=HeadOfComplaint(category="Sewage", subject="Hidden sewage")),
        intake.TransferOffered(to_office="75", reason="Lives there"),
        intake.TransferAccepted(from_office="71", to_office="75"),
    ]
    add(database, at(told.hidden, *later))
    for official in (OMBUDSMAN, EMPLOYEE_71, EMPLOYEE_75):
        assert mentions(database, official, *told.traces, "Hidden sewage", "Sewage") == set(), official


def test_out_from_behind_the_wall_everything_is_as_before(database: str) -> None:
    told = Told()
    told.show_in(database)
    officials = (OMBUDSMAN, HEAD, AUDITOR, EMPLOYEE_71, EMPLOYEE_75)
    before = {official: mentions(database, official, *told.traces) for official in officials}
    told.wall()
    told.let_cross(OMBUDSMAN)
    told.give(TakeComplaintFromBehindWall(complaint=told.hidden))
    told.show_in(database)
    assert {official: mentions(database, official, *told.traces) for official in officials} == before


def test_a_person_of_an_open_matter_is_seen_through_that_matter_alone(database: str) -> None:
    told = Told()
    named_again = intake.ComplaintRegistered(
        number="C-75-2026-00001", office="75", addressee=Addressee.REPRESENTATIVE, applicants=(told.person,)
    )
    other = f"complaint-{'1' * 8}-1111-4111-8111-{'1' * 12}"
    told.tell(at(other, named_again))
    told.wall()
    told.show_in(database)
    question = "select count(*) from views.person where id = %s"
    assert {o for o in EVERYBODY if seen(database, o, question, told.person)} == {
        OMBUDSMAN,
        REPRESENTATIVE_75,
        EMPLOYEE_75,
    }
    add(database, at(other, ComplaintWalled(compartment=told.compartment)))
    assert {o for o in EVERYBODY if seen(database, o, question, told.person)} == set()


def test_a_walled_act_of_response_is_hidden_with_all_that_it_says_and_from_the_public_too(database: str) -> None:
    told = Told()
    told.tell(
        petition.signed(),
        at(petition.PETITION, PetitionPublished(title="Water", summary="Restore it.")),
        at(petition.PETITION, PetitionSigningInstructed(official=REPRESENTATIVE_75)),
    )
    told.show_in(database)
    assert mentions(database, None, "Restore it.") == {"published_petition"}
    told.tell(at(petition.PETITION, PetitionWalled(compartment=told.compartment)))
    told.show_in(database)
    for official in (*EVERYBODY, None):
        found = mentions(database, official, petition.PETITION, "P-71-2026-00001", "Restore it.", reason=REASON)
        assert found == set(), official


def test_what_other_complaints_tell_of_a_walled_one_goes_behind_the_wall_and_comes_out_again(database: str) -> None:
    told = Told()
    told.give(LinkComplaints(complaint=told.open, other=told.hidden, reason="The same house"), by=EMPLOYEE_71)
    told.show_in(database)
    linked = mentions(database, EMPLOYEE_71, told.hidden, "The same house")
    assert linked >= {"complaint_link", "audit"}
    told.wall()
    told.let_cross(OMBUDSMAN)
    told.show_in(database)
    assert mentions(database, EMPLOYEE_71, *told.traces, "The same house") == set()
    assert seen(database, EMPLOYEE_71, "select count(*) from views.audit where stream = %s", told.open) > 0
    told.give(TakeComplaintFromBehindWall(complaint=told.hidden))
    told.show_in(database)
    assert mentions(database, EMPLOYEE_71, told.hidden, "The same house") == linked


def test_a_link_taken_back_by_who_crosses_tells_nothing_to_others(database: str) -> None:
    told = Told()
    told.give(LinkComplaints(complaint=told.open, other=told.hidden), by=EMPLOYEE_71)
    told.wall()
    told.let_cross(EMPLOYEE_71)
    told.give(UnlinkComplaints(complaint=told.open, other=told.hidden), by=EMPLOYEE_71)
    told.show_in(database)
    assert mentions(database, REPRESENTATIVE_71, *told.traces) == set()
    assert "audit" in mentions(database, EMPLOYEE_71, told.hidden)


def test_a_wall_goes_up_around_what_could_not_be_shown(database: str) -> None:
    """A parked record goes without its later events, but not without its wall."""
    told = Told()
    refused = intake.HeadAdded(key="1", head=HeadOfComplaint(category="Sewage"))
    told.tell(at(told.hidden, intake.TransferReturned(to_office="75", reason="No such offer"), refused))
    told.wall()
    told.show_in(database)
    assert asked(database, "select count(*) from views.parked where stream = %s", told.hidden) == 1
    for official in EVERYBODY:
        found = mentions(database, official, *told.traces, reason=REASON)
        assert found == set(), official


def test_walls_stand_after_a_rebuild(database: str) -> None:
    told = Told()
    told.wall()
    told.let_cross(EMPLOYEE_71)
    told.show_in(database)
    before = {official: everything_seen(database, official) for official in (EMPLOYEE_71, OMBUDSMAN)}
    with psycopg.connect(database, autocommit=True) as conn:
        assert ask(conn, EMPLOYEE_71, "select count(*) from views.complaint") == 2
        rebuild(database)
        assert ask(conn, EMPLOYEE_71, "select count(*) from views.complaint") == 2
        assert ask(conn, OMBUDSMAN, "select count(*) from views.complaint") == 1
    assert {official: everything_seen(database, official) for official in before} == before


def test_the_names_of_compartments_are_known_to_the_leadership_and_to_those_who_cross(database: str) -> None:
    told = Told()
    told.let_cross(EMPLOYEE_71)
    told.show_in(database)

    def know(table: str) -> set[Any]:
        return {official for official in EVERYBODY if seen(database, official, f"select count(*) from views.{table}")}

    assert know("compartment") == {OMBUDSMAN, HEAD, AUDITOR, EMPLOYEE_71}
    assert know("crossing") == {OMBUDSMAN, HEAD, AUDITOR, EMPLOYEE_71}
