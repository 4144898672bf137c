"""Whatever is tried in whatever order, posts, officials and staff schedules never contradict each other."""

from datetime import date, timedelta

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from domain.decider import Decision
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
    POST_EMPLOYEE_71,
    POST_HEAD,
    POST_OMBUDSMAN,
    POST_VACANT_71,
    REPRESENTATIVE_71,
    STRANGER,
    TODAY,
    representative_post,
    small_register,
    uuid,
)

HELD = (
    POST_OMBUDSMAN,
    POST_HEAD,
    POST_DEPUTY_HEAD,
    POST_DELEGATE,
    representative_post("71"),
    POST_DEPUTY_71,
    POST_EMPLOYEE_71,
    POST_VACANT_71,
)
SERVING = (OMBUDSMAN, HEAD, DEPUTY_HEAD, DELEGATE, REPRESENTATIVE_71, DEPUTY_REPRESENTATIVE_71, EMPLOYEE_71, STRANGER)
posts, officials = st.sampled_from(HELD), st.sampled_from(SERVING)
appointments = st.sampled_from((c.AppointHead, c.AppointDeputyHead, c.AppointRepresentative, c.AppointEmployee))
dismissals = st.sampled_from((c.DismissHead, c.DismissDeputyHead, c.DismissRepresentative, c.DismissEmployee))


class Histories(RuleBasedStateMachine):
    """Officials try all that posts know, mostly in vain; what succeeds is recorded."""

    def __init__(self) -> None:
        super().__init__()
        self.register = small_register()
        self.tried = 0

    def attempt(self, command: Command, by: str) -> None:
        self.tried += 1
        day: date = TODAY + timedelta(days=self.tried)
        answer, _ = self.register.decide(command, by=by, on=day, command_id=uuid(f"try {self.tried}"))
        if isinstance(answer, Decision):
            self.register.append(answer, day)

    @rule(command=appointments, post=posts, official=officials, by=st.sampled_from((OMBUDSMAN, HEAD)))
    def appoint(self, command: type[c.Appointment], post: str, official: str, by: str) -> None:
        self.attempt(command(post=post, official=official, reference="Order"), by)

    @rule(command=dismissals, post=posts, by=st.sampled_from((OMBUDSMAN, HEAD, DEPUTY_HEAD)))
    def dismiss(self, command: type[c.Dismissal], post: str, by: str) -> None:
        self.attempt(command(post=post, reference="Order", ground="end"), by)

    @rule(post=posts, to=posts, by=st.sampled_from((HEAD, DEPUTY_HEAD)))
    def transfer(self, post: str, to: str, by: str) -> None:
        self.attempt(c.TransferEmployee(post=post, to=to, reference="Order"), by)

    @rule(post=posts, by=officials, returns=st.booleans())
    def be_absent(self, post: str, by: str, returns: bool) -> None:
        gone = c.StartAbsence(post=post, reason=AbsenceReason.OTHER)
        self.attempt(c.EndAbsence(post=post) if returns else gone, by)

    @rule(post=posts, official=officials, ends=st.booleans())
    def act(self, post: str, official: str, ends: bool) -> None:
        designate = c.DesignateActing(post=post, official=official, reference="Act")
        self.attempt(c.EndActing(post=post) if ends else designate, OMBUDSMAN)

    @rule(post=posts, agree=st.booleans(), by=st.sampled_from((OMBUDSMAN, HEAD, DEPUTY_HEAD)))
    def delegate(self, post: str, agree: bool, by: str) -> None:
        propose = c.ProposeDelegation(post=post, paragraphs=("19.4", "19.9"))
        self.attempt(c.AgreeDelegation(post=post) if agree else propose, by)

    @rule(office=st.sampled_from(("71", "75", "00")), by=st.sampled_from((HEAD, DEPUTY_HEAD, DELEGATE, OMBUDSMAN)))
    def establish(self, office: str, by: str) -> None:
        self.attempt(c.EstablishPost(office=office, post_kind=PostKind.EMPLOYEE, title="Clerk"), by)

    @rule(post=posts, by=st.sampled_from((HEAD, DELEGATE)))
    def abolish(self, post: str, by: str) -> None:
        self.attempt(c.AbolishPost(post=post), by)

    @rule(post=posts, official=officials, ends=st.booleans())
    def elect(self, post: str, official: str, ends: bool) -> None:
        election = c.RecordElection(post=post, official=official, reference="Act")
        self.attempt(c.RecordEndOfTerm(post=post, reference="Act") if ends else election, HEAD)

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


Histories.TestCase.settings = settings(max_examples=40, stateful_step_count=40, deadline=None)
TestHistories = Histories.TestCase
