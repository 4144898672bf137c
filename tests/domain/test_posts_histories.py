"""Whatever is tried in whatever order, posts, officials and staff schedules never contradict each other."""

from datetime import timedelta

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from domain.decider import Decision
from domain.identifiers import MIGRATION
from domain.message import Command
from domain.officials.state import OFFICIALS
from domain.posts import commands as c
from domain.posts.events import AbsenceReason, PostKind
from domain.posts.state import POSTS, STAFFING
from tests.domain.scenario import (
    DELEGATE,
    DEPUTY_HEAD,
    DEPUTY_REPRESENTATIVE_71,
    EMPLOYEE_71,
    HEAD,
    OMBUDSMAN,
    POST_DELEGATE,
    POST_DEPUTY_71,
    POST_DEPUTY_HEAD,
    POST_HEAD,
    POST_OMBUDSMAN,
    POST_VACANT_71,
    REPRESENTATIVE_71,
    STRANGER,
    TODAY,
    head_is_absent,
    representative_is_absent,
    representative_post,
    small_register,
    uuid,
)

FILLED_BY: dict[str, tuple[type[c.Appointment], type[c.Dismissal]]] = {
    POST_HEAD: (c.AppointHead, c.DismissHead),
    POST_DEPUTY_HEAD: (c.AppointDeputyHead, c.DismissDeputyHead),
    POST_DELEGATE: (c.AppointDeputyHead, c.DismissDeputyHead),
    representative_post("71"): (c.AppointRepresentative, c.DismissRepresentative),
    POST_DEPUTY_71: (c.AppointEmployee, c.DismissEmployee),
    POST_VACANT_71: (c.AppointEmployee, c.DismissEmployee),
}
SERVING = (OMBUDSMAN, HEAD, DEPUTY_HEAD, DELEGATE, REPRESENTATIVE_71, DEPUTY_REPRESENTATIVE_71, EMPLOYEE_71, STRANGER)
ACTED_FOR = (POST_HEAD, representative_post("71"))
DEPUTIES = (POST_DEPUTY_HEAD, POST_DELEGATE, POST_DEPUTY_71)
posts, officials = st.sampled_from(tuple(FILLED_BY)), st.sampled_from(SERVING)


class Histories(RuleBasedStateMachine):
    """All that posts know is tried in any order, without asking for authority; what succeeds is recorded."""

    def __init__(self) -> None:
        super().__init__()
        self.register = small_register().tell(head_is_absent(), representative_is_absent())
        self.tried = 0

    def attempt(self, command: Command) -> None:
        self.tried += 1
        day = TODAY + timedelta(days=self.tried)
        command_id = uuid(f"try {self.tried}")
        answer, _ = self.register.decide(command, by=MIGRATION, migration=True, on=day, command_id=command_id)
        if isinstance(answer, Decision):
            self.register.append(answer, day)

    @rule(post=posts, official=officials)
    def appoint(self, post: str, official: str) -> None:
        self.attempt(FILLED_BY[post][0](post=post, official=official, reference="Order"))

    @rule(post=posts)
    def dismiss(self, post: str) -> None:
        self.attempt(FILLED_BY[post][1](post=post, reference="Order", ground="end"))

    @rule(post=posts, to=posts)
    def transfer(self, post: str, to: str) -> None:
        self.attempt(c.TransferEmployee(post=post, to=to, reference="Order"))

    @rule(post=st.sampled_from(ACTED_FOR))
    def leave(self, post: str) -> None:
        self.attempt(c.StartAbsence(post=post, reason=AbsenceReason.OTHER))

    @rule(post=st.sampled_from(DEPUTIES), returns=st.booleans())
    def leave_or_return_as_a_deputy(self, post: str, returns: bool) -> None:
        gone = c.StartAbsence(post=post, reason=AbsenceReason.OTHER)
        self.attempt(c.EndAbsence(post=post) if returns else gone)

    @rule(post=st.sampled_from(ACTED_FOR))
    def return_(self, post: str) -> None:
        self.attempt(c.EndAbsence(post=post))

    @rule(post=st.sampled_from(ACTED_FOR), deputy=st.sampled_from(DEPUTIES))
    def let_the_holder_of_a_deputys_post_act(self, post: str, deputy: str) -> None:
        official = self.register.state(POSTS, deputy).holder or STRANGER
        self.attempt(c.DesignateActing(post=post, official=official, reference="Act"))

    @rule(post=st.sampled_from(ACTED_FOR))
    def end_acting(self, post: str) -> None:
        self.attempt(c.EndActing(post=post))

    @rule(post=st.sampled_from(DEPUTIES), agree=st.booleans())
    def delegate(self, post: str, agree: bool) -> None:
        propose = c.ProposeDelegation(post=post, paragraphs=("19.4", "19.9"))
        self.attempt(c.AgreeDelegation(post=post) if agree else propose)

    @rule(office=st.sampled_from(("71", "75")))
    def establish(self, office: str) -> None:
        self.attempt(c.EstablishPost(office=office, post_kind=PostKind.EMPLOYEE, title="Clerk"))

    @rule(post=st.sampled_from((POST_VACANT_71, POST_DEPUTY_71, POST_DELEGATE)))
    def abolish(self, post: str) -> None:
        self.attempt(c.AbolishPost(post=post))

    @rule(official=officials, ends=st.booleans())
    def elect(self, official: str, ends: bool) -> None:
        election = c.RecordElection(post=POST_OMBUDSMAN, official=official, reference="Act")
        self.attempt(c.RecordEndOfTerm(post=POST_OMBUDSMAN, reference="Act") if ends else election)

    @invariant()
    def officials_and_posts_tell_the_same(self) -> None:
        all_posts = {s: self.register.state(POSTS, s) for s in self.register.streams if s.startswith("post-")}
        for official in SERVING:
            own = self.register.state(OFFICIALS, official)
            assert set(own.posts) == {s for s, p in all_posts.items() if p.holder == official}
            assert set(own.acting) == {s for s, p in all_posts.items() if p.acting == official}
            assert len(own.posts) <= 1 and len(own.acting) <= 1
            assert not (own.acting and not own.posts), "somebody acts without being a deputy any more"

    @invariant()
    def what_hangs_on_a_post_hangs_on_its_holder(self) -> None:
        for stream in (s for s in self.register.streams if s.startswith("post-")):
            post = self.register.state(POSTS, stream)
            assert not (post.absent and post.holder is None)
            assert not (post.delegation and post.holder is None)
            assert not (post.acting and post.holder and not post.absent)
            assert not (post.abolished and (post.holder or post.acting))

    @invariant()
    def no_schedule_exceeds_its_limit(self) -> None:
        for office in ("00", "71", "75", "10"):
            staffing = self.register.state(STAFFING, f"staffing-{office}")
            assert len(staffing.posts) <= staffing.limit
            assert not any(self.register.state(POSTS, p).abolished for p in staffing.posts)


Histories.TestCase.settings = settings(max_examples=60, stateful_step_count=50, deadline=None)
TestHistories = Histories.TestCase
