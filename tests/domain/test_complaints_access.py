"""The applicant's secret: told to the applicant alone, kept as a digest, replaced and withdrawn."""

from hashlib import sha256

import msgspec
import pytest

from domain.complaints.access import IssueApplicantAccess, WithdrawApplicantAccess, digest_of
from domain.complaints.events.access import ApplicantAccessIssued, ApplicantAccessWithdrawn
from domain.message import personal_fields
from domain.refusal import RefusalCode as No
from tests.domain.complaint_facts import COMPLAINT, OTHER, communication, registered
from tests.domain.scenario import EMPLOYEE_71, EMPLOYEE_75, HEAD, given

SECRET = "Q2hhbmdlIG1lIHBsZWFzZQ"
ISSUE = IssueApplicantAccess(complaint=COMPLAINT, secret=SECRET)
WITHDRAW = WithdrawApplicantAccess(complaint=COMPLAINT)


def test_the_office_that_has_the_case_issues_a_secret_and_the_register_keeps_its_digest_alone() -> None:
    digest = sha256(f"{COMPLAINT}:{SECRET}".encode()).hexdigest()
    issued = given(registered()).when(ISSUE, by=EMPLOYEE_71).then(ApplicantAccessIssued(digest=digest))
    assert SECRET not in repr(issued.decision)
    assert digest_of(COMPLAINT, SECRET) == digest != digest_of(OTHER, SECRET)


def test_a_secret_is_a_personal_value_that_nothing_prints() -> None:
    assert personal_fields(IssueApplicantAccess) == {"secret"}


def test_another_office_and_the_head_issue_no_secret_for_the_offices_case() -> None:
    for official in (EMPLOYEE_75, HEAD):
        given(registered()).when(ISSUE, by=official).refused(No.OUTSIDE_TERRITORY)


def test_a_further_secret_replaces_the_first_and_a_withdrawn_one_is_withdrawn_once() -> None:
    anew = IssueApplicantAccess(complaint=COMPLAINT, secret=SECRET[::-1])
    story = given(communication()).when(ISSUE, by=EMPLOYEE_71).done().when(anew, by=EMPLOYEE_71)
    replaced = story.then(ApplicantAccessIssued(digest=digest_of(COMPLAINT, SECRET[::-1])))
    withdrawn = replaced.when(WITHDRAW, by=EMPLOYEE_71).then(ApplicantAccessWithdrawn())
    withdrawn.when(WITHDRAW, by=EMPLOYEE_71).refused(No.NOTHING_TO_DO)


def test_giving_the_same_secret_twice_does_not_tell_that_it_was_right() -> None:
    issued = given(registered()).when(ISSUE, by=EMPLOYEE_71).done()
    issued.when(ISSUE, by=EMPLOYEE_71).then(ApplicantAccessIssued)


def test_a_case_without_an_applicant_has_nobody_to_follow_it() -> None:
    given(registered(applicants=())).when(ISSUE, by=EMPLOYEE_71).refused(No.UNKNOWN_PART, path=("complaint",))


@pytest.mark.parametrize("secret", ["short", "x" * 19, "x" * 101, "a secret with many blanks", "x" * 20 + "\n"])
def test_a_secret_is_long_and_of_one_piece(secret: str) -> None:
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert({"complaint": COMPLAINT, "secret": secret}, IssueApplicantAccess)
