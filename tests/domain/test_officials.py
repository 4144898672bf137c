"""Officials: entering persons who serve, and access that hangs on no post."""

from datetime import UTC, datetime, time

import pytest

from domain.capacity import Capacity
from domain.context import Context
from domain.identifiers import MIGRATION, SYSTEM
from domain.kinds import kind_of
from domain.officials.commands import GrantAccess, RegisterOfficial, RevokeAccess
from domain.officials.decide import ENTER
from domain.officials.state import STREAMS, Access, AccessGranted, AccessRevoked, OfficialRegistered
from domain.persons.decide import CorrectPerson
from domain.persons.state import PersonDetails
from domain.record import World
from domain.refusal import RefusalCode
from domain.standing import standing
from tests.domain.scenario import (
    AUDITOR,
    EMPLOYEE_00,
    HEAD,
    OMBUDSMAN,
    REPRESENTATIVE_71,
    STRANGER,
    TODAY,
    Register,
    given,
    uuid,
)


@pytest.mark.parametrize("by", [HEAD, OMBUDSMAN])
def test_an_official_is_entered_under_an_id_that_follows_from_the_command(by: str) -> None:
    command = RegisterOfficial(name="Айгүл Сериқызы", iin="900101400123")
    story = given().when(command, by=by, command_id=uuid("aigul"))
    person = f"official-{uuid('aigul')}"
    assert story.then(OfficialRegistered(person=person, name=command.name, iin=command.iin)).stream == person


def test_an_official_may_be_entered_under_a_given_id_once() -> None:
    given().when(RegisterOfficial(official="official-new", name="N"), by=HEAD).then(OfficialRegistered)
    given().when(RegisterOfficial(official=STRANGER, name="N"), by=HEAD).refused(RefusalCode.ALREADY_EXISTS)


@pytest.mark.parametrize("by", [HEAD, OMBUDSMAN])
def test_an_official_is_corrected_as_no_person_whose_matters_are_kept(by: str) -> None:
    command = CorrectPerson(person="official-" + str(uuid("aigul")), details=PersonDetails(name="N"))
    entered = given().when(RegisterOfficial(name="M"), by=HEAD, command_id=uuid("aigul"))
    entered.done().when(command, by=by).refused(RefusalCode.NOT_FOUND)


@pytest.mark.parametrize("actor", [MIGRATION, SYSTEM])
def test_nobody_takes_the_name_of_the_register_itself(actor: str) -> None:
    command = RegisterOfficial(official=actor, name="N")
    given().when(command, by=HEAD).refused(RefusalCode.INVALID, path=("official",))


@pytest.mark.parametrize("official", [EMPLOYEE_00, REPRESENTATIVE_71, AUDITOR, STRANGER])
def test_others_enter_no_officials(official: str) -> None:
    given().when(RegisterOfficial(name="N"), by=official).refused(RefusalCode.NO_AUTHORITY, paragraph="19.4")


def test_the_ombudsman_gives_access_and_takes_it_back() -> None:
    grant, revoke = (kind(official=STRANGER, access=Access.AUDITOR) for kind in (GrantAccess, RevokeAccess))
    granted = given().when(grant, by=OMBUDSMAN).then(AccessGranted(access=Access.AUDITOR))
    granted.when(grant, by=OMBUDSMAN).refused(RefusalCode.NOTHING_TO_DO)
    revoked = granted.when(revoke, by=OMBUDSMAN).then(AccessRevoked(access=Access.AUDITOR))
    revoked.when(revoke, by=OMBUDSMAN).refused(RefusalCode.NOTHING_TO_DO)


@pytest.mark.parametrize("scope", sorted(STREAMS))
def test_who_is_given_a_part_of_the_stream_is_an_integrator_and_acts_in_nothing(scope: Access) -> None:
    grant = GrantAccess(official=STRANGER, access=scope)
    granted = given().when(grant, by=OMBUDSMAN).then(AccessGranted(access=scope))
    assert _capacities(granted.register, STRANGER) == {Capacity.INTEGRATOR}
    granted.when(RegisterOfficial(name="N"), by=STRANGER).refused(RefusalCode.NO_AUTHORITY)
    taken_back = granted.when(RevokeAccess(official=STRANGER, access=scope), by=OMBUDSMAN).done()
    assert _capacities(taken_back.register, STRANGER) == set()


def test_an_auditor_is_no_integrator() -> None:
    assert _capacities(given().register, AUDITOR) == {Capacity.AUDITOR}


def _capacities(register: Register, official: str) -> set[Capacity]:
    world = World({stream: register.fold(kind_of(stream), stream) for stream in register.streams})
    now = datetime.combine(TODAY, time(6), UTC)
    context = Context(world=world, actor=official, command_id=uuid("ask"), now=now, today=TODAY, effective=TODAY)
    return {grant.capacity for grant in standing(context, ENTER, None).grants}


def test_the_head_gives_no_access() -> None:
    command = GrantAccess(official=STRANGER, access=Access.AUDITOR)
    given().when(command, by=HEAD).refused(RefusalCode.NO_AUTHORITY, paragraph="15.10")
