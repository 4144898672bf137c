"""The rules that all appointments, all dismissals and all actings share, tried on each of them."""

from datetime import date
from typing import Any

import pytest

from domain.message import Command
from domain.offices.state import OfficeClosed
from domain.officials.state import PostLeft
from domain.posts import commands as c
from domain.posts import events as e
from domain.refusal import RefusalCode
from tests.domain.scenario import (
    DEPUTY_HEAD,
    DEPUTY_REPRESENTATIVE_71,
    EMPLOYEE_71,
    FOUNDED,
    HEAD,
    OMBUDSMAN,
    POST_DEPUTY_HEAD,
    POST_EMPLOYEE_71,
    POST_HEAD,
    POST_OMBUDSMAN,
    POST_VACANT_71,
    REPRESENTATIVE_71,
    STRANGER,
    Facts,
    Given,
    at,
    given,
    representative_is_absent,
    representative_post,
)

POST_71 = representative_post("71")
LEADERS: dict[str, tuple[str, str, type[c.Appointment], type[c.Dismissal]]] = {
    "head": (POST_HEAD, HEAD, c.AppointHead, c.DismissHead),
    "deputy head": (POST_DEPUTY_HEAD, DEPUTY_HEAD, c.AppointDeputyHead, c.DismissDeputyHead),
    "representative": (POST_71, REPRESENTATIVE_71, c.AppointRepresentative, c.DismissRepresentative),
    "employee": (POST_EMPLOYEE_71, EMPLOYEE_71, c.AppointEmployee, c.DismissEmployee),
}
OFFICES = {"head": "00", "deputy head": "00", "representative": "71", "employee": "71", "ombudsman": "00"}
KINDS = [*LEADERS, "ombudsman"]


def authority(kind: str) -> str:
    return HEAD if kind in ("employee", "ombudsman") else OMBUDSMAN


def vacated(kind: str) -> tuple[str, Facts]:
    """The post of that kind, and the facts that leave it vacant."""
    if kind == "ombudsman":
        ended = e.TermEnded(official=OMBUDSMAN, reference="Act")
        return POST_OMBUDSMAN, [at(POST_OMBUDSMAN, ended), at(OMBUDSMAN, PostLeft(post=POST_OMBUDSMAN))]
    post, official, _, _ = LEADERS[kind]
    dismissed = e.HolderDismissed(official=official, reference="Order", ground="end")
    return post, [at(post, dismissed), at(official, PostLeft(post=post))]


def filling(kind: str, post: str, official: str = STRANGER) -> Command:
    if kind == "ombudsman":
        return c.RecordElection(post=post, official=official, reference="Act")
    return LEADERS[kind][2](post=post, official=official, reference="Order")


def leaving(kind: str, post: str) -> Command:
    if kind == "ombudsman":
        return c.RecordEndOfTerm(post=post, reference="Act")
    if kind == "transfer":
        return c.TransferEmployee(post=post, to=POST_VACANT_71, reference="Order")
    return LEADERS[kind][3](post=post, reference="Order", ground="end")


@pytest.mark.parametrize("kind", KINDS)
class TestEveryAppointment:
    def test_fills_a_vacant_post(self, kind: str) -> None:
        post, facts = vacated(kind)
        given(facts).when(filling(kind, post), by=authority(kind)).done()

    def test_finds_the_post_vacant(self, kind: str) -> None:
        post, _ = vacated(kind)
        given().when(filling(kind, post), by=authority(kind)).refused(RefusalCode.POST_OCCUPIED)

    def test_finds_the_post_in_the_schedule(self, kind: str) -> None:
        post, facts = vacated(kind)
        abolished = given(facts, at(post, e.PostAbolished()))
        abolished.when(filling(kind, post), by=authority(kind)).refused(RefusalCode.WRONG_STATE, paragraph="19.9")

    def test_finds_the_office_open(self, kind: str) -> None:
        post, facts = vacated(kind)
        closed = given(facts, at(f"office-{OFFICES[kind]}", OfficeClosed()))
        closed.when(filling(kind, post), by=authority(kind)).refused(RefusalCode.OFFICE_NOT_OPEN)

    def test_is_of_a_registered_official(self, kind: str) -> None:
        post, facts = vacated(kind)
        command = filling(kind, post, "official-nobody")
        given(facts).when(command, by=authority(kind)).refused(RefusalCode.NOT_FOUND, path=("official",))

    def test_is_of_an_official_without_another_post(self, kind: str) -> None:
        post, facts = vacated(kind)
        command = filling(kind, post, DEPUTY_REPRESENTATIVE_71)
        given(facts).when(command, by=authority(kind)).refused(RefusalCode.OVERLAP, path=("official",))

    def test_is_of_somebody_else(self, kind: str) -> None:
        post, facts = vacated(kind)
        command = filling(kind, post, authority(kind))
        given(facts).when(command, by=authority(kind)).refused(RefusalCode.OWN_CASE, path=("official",))

    def test_is_to_a_post_of_its_kind(self, kind: str) -> None:
        post = POST_71 if kind in ("ombudsman", "employee") else POST_VACANT_71
        given().when(filling(kind, post), by=authority(kind)).refused(RefusalCode.INVALID, path=("post",))


@pytest.mark.parametrize("kind", [*KINDS, "transfer"])
class TestEveryDeparture:
    def post(self, kind: str) -> str:
        return POST_OMBUDSMAN if kind == "ombudsman" else LEADERS[kind.replace("transfer", "employee")][0]

    def by(self, kind: str) -> str:
        return HEAD if kind == "transfer" else authority(kind)

    def answer(self, story: Given, kind: str, post: str, **options: Any) -> Any:
        return story.when(leaving(kind, post), by=self.by(kind), **options)

    def test_is_from_a_held_post(self, kind: str) -> None:
        _, facts = vacated(kind.replace("transfer", "employee"))
        self.answer(given(facts), kind, self.post(kind)).refused(RefusalCode.POST_VACANT)

    def test_comes_after_the_appointment(self, kind: str) -> None:
        before = self.answer(given(), kind, self.post(kind), effective=date(2022, 6, 30))
        before.refused(RefusalCode.BEFORE_PREVIOUS_STEP, path=("effectiveOn",))
        self.answer(given(), kind, self.post(kind), effective=FOUNDED).done()

    def test_is_from_a_post_of_its_kind(self, kind: str) -> None:
        post = POST_71 if kind != "representative" else POST_DEPUTY_HEAD
        self.answer(given(), kind, post).refused(RefusalCode.INVALID, path=("post",))

    def test_is_somebody_elses(self, kind: str) -> None:
        own = POST_HEAD if self.by(kind) == HEAD else POST_OMBUDSMAN
        code = RefusalCode.INVALID if kind == "ombudsman" else RefusalCode.OWN_CASE
        self.answer(given(), kind, own).refused(code, path=("post",))


DESIGNATE = c.DesignateActing(post=POST_71, official=DEPUTY_REPRESENTATIVE_71, reference="Act")


def test_nobody_designates_himself() -> None:
    command = c.DesignateActing(post=POST_71, official=OMBUDSMAN, reference="Act")
    given(representative_is_absent(acting=None)).when(command, by=OMBUDSMAN).refused(RefusalCode.OWN_CASE)


def test_nobody_acts_for_an_abolished_post() -> None:
    _, facts = vacated("representative")
    story = given(facts, at(POST_71, e.PostAbolished()))
    story.when(DESIGNATE, by=OMBUDSMAN).refused(RefusalCode.WRONG_STATE, paragraph="19.9")


def test_a_deputy_acts_for_one_post_at_a_time() -> None:
    _, facts = vacated("head")
    acting = c.DesignateActing(post=POST_HEAD, official=DEPUTY_HEAD, reference="Act")
    story = given(facts).when(acting, by=OMBUDSMAN).done()
    absent = c.DesignateActing(post=POST_71, official=DEPUTY_HEAD, reference="Act")
    twice = given(representative_is_absent(acting=None), register=story.register)
    twice.when(absent, by=OMBUDSMAN).refused(RefusalCode.OVERLAP, path=("official",))


def test_a_return_is_noted_by_the_holder_or_the_superior() -> None:
    command = c.EndAbsence(post=POST_71)
    given(representative_is_absent()).when(command, by=HEAD).refused(RefusalCode.NO_AUTHORITY, paragraph="16.3")
    given(representative_is_absent()).when(command, by=OMBUDSMAN).done()


def test_powers_are_delegated_to_a_holder_only() -> None:
    _, facts = vacated("deputy head")
    command = c.ProposeDelegation(post=POST_DEPUTY_HEAD, paragraphs=("19.4",))
    given(facts).when(command, by=HEAD).refused(RefusalCode.POST_VACANT)
