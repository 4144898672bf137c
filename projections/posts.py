"""Posts as tables: what the staff schedule holds, who holds a post now, and who held, acted or was delegated when."""

from datetime import date, datetime
from enum import StrEnum

from domain.message import Recorded
from domain.posts import events as e
from domain.posts.events import PostKind
from domain.text import Text
from projections.projection import Projection, stamp
from projections.rows import Row, Visibility
from projections.views import Views


class PostRow(
    Row, table="post", key=("id",), visible=Visibility.STAFF, indexes=("number", ("office", "post_kind"), "holder")
):
    """A post of the staff schedule and who exercises its powers.

    id: its record
    number: its number in the staff schedule
    post_kind: what kind of post
    office: the office it belongs to
    title: its title in the staff schedule
    abolished: whether it ceased to exist
    holder: who holds it; nobody if it is vacant
    holder_since: the day on which the holder took it up
    term_until: last day of the Ombudsman's term, if the act of election names it
    absent: whether the holder is absent (¶16)
    absent_since: first day of the absence
    expected_until: the day on which return is expected
    acting: who acts for the holder (¶16)
    acting_since: first day of the acting
    delegated: paragraphs of the powers handed to this post with the Ombudsman's agreement (¶18)
    delegation_until: last day of the delegation, if limited
    proposed: paragraphs of a delegation that awaits the Ombudsman's agreement (¶18)
    proposed_until: last day of the delegation proposed, if limited
    version: number of events of the record
    position: position of the last event shown here
    updated_at: when that event was recorded
    parked: an event of the record could not be shown; what stands here is older than the record
    """

    id: str
    number: str
    post_kind: PostKind
    office: str
    title: str
    abolished: bool = False
    holder: str | None = None
    holder_since: date | None = None
    term_until: date | None = None
    absent: bool = False
    absent_since: date | None = None
    expected_until: date | None = None
    acting: str | None = None
    acting_since: date | None = None
    delegated: tuple[str, ...] = ()
    delegation_until: date | None = None
    proposed: tuple[str, ...] = ()
    proposed_until: date | None = None
    version: int
    position: int
    updated_at: datetime
    parked: bool = False


class TenureKind(StrEnum):
    """In which way an official stood with a post for a time."""

    HELD = "held"
    ACTED = "acted"
    DELEGATED = "delegated"
    ABSENT = "absent"

    @property
    def words(self) -> Text:
        return _TENURE_KIND_WORDS[self]


_TENURE_KIND_WORDS = {
    TenureKind.HELD: Text(kk="лауазымды атқару", ru="замещение должности", en="held the post"),
    TenureKind.ACTED: Text(
        kk="лауазым иесінің міндетін атқару", ru="исполнение обязанностей", en="acted for the holder"
    ),
    TenureKind.DELEGATED: Text(kk="берілген өкілеттіктер", ru="переданные полномочия", en="had delegated powers"),
    TenureKind.ABSENT: Text(kk="орнында болмау", ru="отсутствие", en="was absent"),
}


class TenureRow(
    Row,
    table="tenure",
    key=("post", "ordinal"),
    visible=Visibility.STAFF,
    indexes=(("official", "started_on"), ("tenure_kind", "post_kind")),
):
    """A span of time in which an official held a post, acted for its holder, had delegated powers or was absent.

    post: the post
    ordinal: place among the spans of the post, from 1
    tenure_kind: in which way
    official: who
    post_kind: what kind of post
    office: the office of the post
    started_on: first day; unknown if no source says
    ended_on: the day from which it no longer counts; empty while it goes on
    reference: the act that began it
    ended_by: the act or the ground that ended it
    started_at: position of the event that began it
    ended_at: position of the event that ended it
    """

    post: str
    ordinal: int
    tenure_kind: TenureKind
    official: str
    post_kind: PostKind
    office: str
    started_on: date | None = None
    ended_on: date | None = None
    reference: str | None = None
    ended_by: str | None = None
    started_at: int
    ended_at: int | None = None


POSTS = Projection("posts", PostRow, TenureRow, kinds=("post",), main=PostRow)


def _begin(kind: TenureKind, official: str, reference: str | None, recorded: Recorded, views: Views) -> None:
    post = views.get(PostRow, recorded.stream)
    views.put(
        TenureRow(
            post=post.id,
            ordinal=len(views.peruse(TenureRow, post.id)) + 1,
            tenure_kind=kind,
            official=official,
            post_kind=post.post_kind,
            office=post.office,
            started_on=recorded.act.effective,
            reference=reference,
            started_at=recorded.position,
        )
    )


def _end(kind: TenureKind, why: str | None, recorded: Recorded, views: Views) -> None:
    for tenure in views.peruse(TenureRow, recorded.stream):
        if tenure.tenure_kind is kind and tenure.ended_at is None:
            ended = views.get(TenureRow, tenure.post, tenure.ordinal)
            ended.ended_on, ended.ended_at, ended.ended_by = recorded.act.effective, recorded.position, why


@POSTS.on(e.PostEstablished)
def established(event: e.PostEstablished, recorded: Recorded, views: Views) -> None:
    views.put(
        PostRow(
            id=recorded.stream,
            number=event.number,
            post_kind=event.post_kind,
            office=event.office,
            title=event.title,
            **stamp(recorded),
        )
    )


@POSTS.on(e.PostAbolished)
def abolished(event: e.PostAbolished, recorded: Recorded, views: Views) -> None:
    views.get(PostRow, recorded.stream).abolished = True


@POSTS.on(e.HolderElected, e.HolderAppointed)
def taken(event: e.HolderElected | e.HolderAppointed, recorded: Recorded, views: Views) -> None:
    post = views.get(PostRow, recorded.stream)
    post.holder, post.holder_since, post.absent = event.official, recorded.act.effective, False
    post.term_until = event.term_until if isinstance(event, e.HolderElected) else None
    _begin(TenureKind.HELD, event.official, event.reference, recorded, views)


@POSTS.on(e.HolderDismissed, e.HolderTransferred, e.TermEnded)
def left(event: e.HolderDismissed | e.HolderTransferred | e.TermEnded, recorded: Recorded, views: Views) -> None:
    post = views.get(PostRow, recorded.stream)
    post.holder = post.holder_since = post.term_until = None
    post.absent, post.absent_since, post.expected_until = False, None, None
    _end(TenureKind.HELD, event.reference, recorded, views)
    _end(TenureKind.ABSENT, event.reference, recorded, views)


@POSTS.on(e.AbsenceStarted)
def absent(event: e.AbsenceStarted, recorded: Recorded, views: Views) -> None:
    post = views.get(PostRow, recorded.stream)
    post.absent, post.absent_since, post.expected_until = True, recorded.act.effective, event.expected_until
    _begin(TenureKind.ABSENT, event.official, event.reason, recorded, views)


@POSTS.on(e.AbsenceEnded)
def returned(event: e.AbsenceEnded, recorded: Recorded, views: Views) -> None:
    post = views.get(PostRow, recorded.stream)
    post.absent, post.absent_since, post.expected_until = False, None, None
    _end(TenureKind.ABSENT, None, recorded, views)


@POSTS.on(e.ActingDesignated)
def acting(event: e.ActingDesignated, recorded: Recorded, views: Views) -> None:
    post = views.get(PostRow, recorded.stream)
    post.acting, post.acting_since = event.official, recorded.act.effective
    _begin(TenureKind.ACTED, event.official, event.reference, recorded, views)


@POSTS.on(e.ActingEnded)
def acting_ended(event: e.ActingEnded, recorded: Recorded, views: Views) -> None:
    post = views.get(PostRow, recorded.stream)
    post.acting = post.acting_since = None
    _end(TenureKind.ACTED, None, recorded, views)


@POSTS.on(e.DelegationProposed)
def delegation_proposed(event: e.DelegationProposed, recorded: Recorded, views: Views) -> None:
    post = views.get(PostRow, recorded.stream)
    post.proposed, post.proposed_until = event.paragraphs, event.until


@POSTS.on(e.DelegationAgreed)
def delegation_agreed(event: e.DelegationAgreed, recorded: Recorded, views: Views) -> None:
    post = views.get(PostRow, recorded.stream)
    if post.delegated:
        _end(TenureKind.DELEGATED, None, recorded, views)
    post.delegated, post.delegation_until = post.proposed, post.proposed_until
    post.proposed, post.proposed_until = (), None
    if post.holder is not None:
        _begin(TenureKind.DELEGATED, post.holder, None, recorded, views)


@POSTS.on(e.DelegationDeclined)
def delegation_declined(event: e.DelegationDeclined, recorded: Recorded, views: Views) -> None:
    post = views.get(PostRow, recorded.stream)
    post.proposed, post.proposed_until = (), None


@POSTS.on(e.DelegationRevoked, e.DelegationEnded)
def delegation_ended(event: e.DelegationRevoked | e.DelegationEnded, recorded: Recorded, views: Views) -> None:
    post = views.get(PostRow, recorded.stream)
    post.delegated, post.delegation_until, post.proposed, post.proposed_until = (), None, (), None
    _end(TenureKind.DELEGATED, getattr(event, "ground", None), recorded, views)
