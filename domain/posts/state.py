"""A post as it stands: who holds it, whether the holder is absent, who acts, what is delegated to it."""

from datetime import date

from msgspec.structs import replace

from domain.identifiers import OfficeCode, OfficialId, PostId
from domain.message import Recorded
from domain.posts import events as e
from domain.record import Kind
from domain.value import Value


class Delegation(Value):
    """Powers of the Head handed to a deputy (¶18): proposed by the Head, in force once the Ombudsman agreed."""

    paragraphs: tuple[str, ...]
    until: date | None = None
    agreed: bool = False


class Post(Value):
    """Folded state of one post."""

    post_kind: e.PostKind = e.PostKind.EMPLOYEE
    office: OfficeCode = ""
    abolished: bool = False
    holder: OfficialId | None = None
    absent: bool = False
    acting: OfficialId | None = None
    delegation: Delegation | None = None


def evolve(post: Post, recorded: Recorded) -> Post:
    match recorded.event:
        case e.PostEstablished(post_kind=post_kind, office=office):
            return Post(post_kind=post_kind, office=office)
        case e.PostAbolished():
            return replace(post, abolished=True)
        case e.HolderElected(official=official) | e.HolderAppointed(official=official):
            return replace(post, holder=official, absent=False)
        case e.HolderDismissed() | e.TermEnded():
            return replace(post, holder=None, absent=False)
        case e.AbsenceStarted():
            return replace(post, absent=True)
        case e.AbsenceEnded():
            return replace(post, absent=False)
        case e.ActingDesignated(official=official):
            return replace(post, acting=official)
        case e.ActingEnded():
            return replace(post, acting=None)
        case e.DelegationProposed(paragraphs=paragraphs, until=until):
            return replace(post, delegation=Delegation(paragraphs=paragraphs, until=until))
        case e.DelegationAgreed() if post.delegation:
            return replace(post, delegation=replace(post.delegation, agreed=True))
        case e.DelegationDeclined() | e.DelegationRevoked() | e.DelegationEnded():
            return replace(post, delegation=None)
    return post


POSTS: Kind[Post] = Kind("post", Post(), evolve)


class Staffing(Value):
    """The staff of one office: how many posts it may have (¶8) and which it has (¶19(9))."""

    limit: int = 0
    posts: tuple[PostId, ...] = ()


def evolve_staffing(staffing: Staffing, recorded: Recorded) -> Staffing:
    match recorded.event:
        case e.StaffingLimitSet(limit=limit):
            return replace(staffing, limit=limit)
        case e.PostAdded(post=post):
            return replace(staffing, posts=(*staffing.posts, post))
        case e.PostRemoved(post=post):
            return replace(staffing, posts=tuple(p for p in staffing.posts if p != post))
    return staffing


STAFFING: Kind[Staffing] = Kind("staffing", Staffing(), evolve_staffing)
