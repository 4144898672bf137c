"""Officials: entering persons who serve, and access that hangs on no post."""

import pytest

from domain.identifiers import MIGRATION, SYSTEM
from domain.officials.commands import GrantAccess, RegisterOfficial, RevokeAccess
from domain.officials.state import Access, AccessGranted, AccessRevoked, OfficialRegistered
from domain.refusal import RefusalCode
from tests.domain.scenario import AUDITOR, EMPLOYEE_00, HEAD, OMBUDSMAN, REPRESENTATIVE_71, STRANGER, given, uuid


@pytest.mark.parametrize("by", [HEAD, OMBUDSMAN])
def test_an_official_is_entered_under_an_id_that_follows_from_the_command(by: str) -> None:
    command = RegisterOfficial(name="Айгүл Сериқызы", iin="900101400123")
    story = given().when(command, by=by, command_id=uuid("aigul"))
    person = f"official-{uuid('aigul')}"
    assert story.then(OfficialRegistered(person=person, name=command.name, iin=command.iin)).stream == person


def test_an_official_may_be_entered_under_a_given_id_once() -> None:
    given().when(RegisterOfficial(official="official-new", name="N"), by=HEAD).then(OfficialRegistered)
    given().when(RegisterOfficial(official=STRANGER, name="N"), by=HEAD).refused(RefusalCode.ALREADY_EXISTS)


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


def test_the_head_gives_no_access() -> None:
    command = GrantAccess(official=STRANGER, access=Access.AUDITOR)
    given().when(command, by=HEAD).refused(RefusalCode.NO_AUTHORITY, paragraph="15.10")
