"""A post as it stands: who holds it, whether the holder is absent, who acts, what is delegated to it."""

from datetime import date

from msgspec.structs import replace

from domain.identifiers import OfficeCode, OfficialId, PostId
from domain.message import Recorded
from domain.posts import events as e
from domain.record import Kind
from domain.value import Value


class Delegation(Value):
    """Powers of the Head handed to a deputy (¶18), up to and including the day `until`."""

    paragraphs: tuple[str, ...]
    until: date | None = None


class Post(Value):
    """Folded state of one post.

    since: the day from which the holder holds it; None when vacant or when a source does not say
    acting: the deputy who acts for the holder
    proposed: a delegation awaiting the Ombudsman's agreement; it leaves the one in force untouched
    delegation: the delegation in force
    """

    post_kind: e.PostKind = e.PostKind.EMPLOYEE
    office: OfficeCode = ""
    abolished: bool = False
    holder: OfficialId | None = None
    since: date | None = None
    absent: bool = False
    acting: OfficialId | None = None
    proposed: Delegation | None = None
    delegation: Delegation | None = None


def evolve(post: Post, recorded: Recorded) -> Post:
    match recorded.event:
        case e.PostEstablished(post_kind=post_kind, office=office):
            return Post(post_kind=post_kind, office=office)
        case e.PostAbolished():
            return replace(post, abolished=True)
        case e.HolderElected(official=official) | e.HolderAppointed(official=official):
            return replace(post, holder=official, since=recorded.act.effective, absent=False)
        case e.HolderDismissed() | e.HolderTransferred() | e.TermEnded():
            return replace(post, holder=None, since=None, absent=False)
        case e.AbsenceStarted():
            return replace(post, absent=True)
        case e.AbsenceEnded():
            return replace(post, absent=False)
        case e.ActingDesignated(official=official):
            return replace(post, acting=official)
        case e.ActingEnded():
            return replace(post, acting=None)
        case e.DelegationProposed(paragraphs=paragraphs, until=until):
            return replace(post, proposed=Delegation(paragraphs=paragraphs, until=until))
        case e.DelegationAgreed():
            return replace(post, delegation=post.proposed, proposed=None)
        case e.DelegationDeclined():
            return replace(post, proposed=None)
        case e.DelegationRevoked() | e.DelegationEnded():
            return replace(post, delegation=None, proposed=None)
    return post


POSTS: Kind[Post] = Kind("post", Post(), evolve)


class Staffing(Value):
    """The staff of one office: how many posts it may have (¶8) and which it has (¶19(9)).

    The Ombudsman is elected and stands outside the Centre's staff schedule; every other post counts.
    """

    limit: int = 0
    posts: tuple[PostId, ...] = ()
    deputy_heads: tuple[PostId, ...] = ()


def evolve_staffing(staffing: Staffing, recorded: Recorded) -> Staffing:
    match recorded.event:
        case e.StaffingLimitSet(limit=limit):
            return replace(staffing, limit=limit)
        case e.PostAdded(post=post, post_kind=post_kind):
            deputies = (post,) if post_kind is e.PostKind.DEPUTY_HEAD else ()
            return replace(staffing, posts=(*staffing.posts, post), deputy_heads=(*staffing.deputy_heads, *deputies))
        case e.PostRemoved(post=post):
            return replace(
                staffing,
                posts=tuple(p for p in staffing.posts if p != post),
                deputy_heads=tuple(p for p in staffing.deputy_heads if p != post),
            )
    return staffing


STAFFING: Kind[Staffing] = Kind("staffing", Staffing(), evolve_staffing)
