"""Posts as tables: what the staff schedule holds, who holds a post now, and who held, acted or was delegated when."""

from datetime import date, datetime
from enum import StrEnum

from domain.posts.events import PostKind
from projections.rows import Row, Visibility


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
    delegated: paragraphs of the powers proposed for or handed to this post (¶18)
    delegation_agreed: whether the Ombudsman agreed, so that the delegation is in force (¶18)
    delegation_until: last day of the delegation, if limited
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
    delegation_agreed: bool = False
    delegation_until: date | None = None
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
