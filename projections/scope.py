"""What each official may see at present: the table from which the database decides visibility (¶16–¶20)."""

from datetime import date

from domain.capacity import Capacity
from domain.identifiers import OfficeCode
from domain.message import Recorded
from domain.officials import state as o
from domain.officials.state import STREAMS, Access
from domain.posts import events as e
from domain.posts.events import PostKind
from projections.posts import PostRow
from projections.projection import Projection
from projections.rows import Row, Visibility
from projections.views import Views


class ScopeRow(Row, table="scope", key=("official", "source", "capacity"), visible=Visibility.OWN, resident=True):
    """A capacity in which an official reads the register.

    official: who
    source: the post held, acted for or delegated to, or the special access
    capacity: in which capacity
    office: where it counts; empty for the whole country
    until: last day, if limited
    """

    official: str
    source: str
    capacity: Capacity
    office: str | None = None
    until: date | None = None


SCOPE = Projection("scope", ScopeRow, kinds=("official",))

_HELD = {
    PostKind.OMBUDSMAN: Capacity.OMBUDSMAN,
    PostKind.HEAD: Capacity.HEAD,
    PostKind.REPRESENTATIVE: Capacity.REPRESENTATIVE,
}


def _held(post: PostRow) -> Capacity:
    return _HELD.get(post.post_kind, Capacity.EMPLOYEE)


def _acted(post: PostRow) -> Capacity:
    head = post.post_kind is PostKind.HEAD
    return Capacity.DEPUTY_HEAD_ACTING if head else Capacity.DEPUTY_REPRESENTATIVE_ACTING


def _office(post: PostRow, capacity: Capacity) -> OfficeCode | None:
    return None if capacity.covers_all_offices else post.office


def _grant(official: str, post: PostRow, capacity: Capacity, views: Views, until: date | None = None) -> None:
    office = _office(post, capacity)
    views.put(ScopeRow(official=official, source=post.id, capacity=capacity, office=office, until=until))


@SCOPE.on(e.HolderElected, e.HolderAppointed)
def held(event: e.HolderElected | e.HolderAppointed, recorded: Recorded, views: Views) -> None:
    post = views.look(PostRow, recorded.stream)
    if post is not None:
        _grant(event.official, post, _held(post), views)


@SCOPE.on(e.HolderDismissed, e.HolderTransferred, e.TermEnded)
def left(event: e.HolderDismissed | e.HolderTransferred | e.TermEnded, recorded: Recorded, views: Views) -> None:
    post = views.look(PostRow, recorded.stream)
    if post is not None:
        views.remove(ScopeRow, event.official, post.id, _held(post))
        views.remove(ScopeRow, event.official, post.id, Capacity.DEPUTY_HEAD_DELEGATED)


@SCOPE.on(e.ActingDesignated)
def acting(event: e.ActingDesignated, recorded: Recorded, views: Views) -> None:
    post = views.look(PostRow, recorded.stream)
    if post is not None:
        _grant(event.official, post, _acted(post), views)


@SCOPE.on(e.ActingEnded)
def acting_ended(event: e.ActingEnded, recorded: Recorded, views: Views) -> None:
    post = views.look(PostRow, recorded.stream)
    if post is not None:
        views.remove(ScopeRow, event.official, post.id, _acted(post))


@SCOPE.on(e.DelegationAgreed)
def delegated(event: e.DelegationAgreed, recorded: Recorded, views: Views) -> None:
    post = views.look(PostRow, recorded.stream)
    if post is not None and post.holder is not None:
        _grant(post.holder, post, Capacity.DEPUTY_HEAD_DELEGATED, views, post.delegation_until)


@SCOPE.on(e.DelegationRevoked, e.DelegationEnded)
def delegation_ended(event: e.DelegationRevoked | e.DelegationEnded, recorded: Recorded, views: Views) -> None:
    post = views.look(PostRow, recorded.stream)
    if post is not None and post.holder is not None:
        views.remove(ScopeRow, post.holder, post.id, Capacity.DEPUTY_HEAD_DELEGATED)


def _given(access: Access) -> Capacity:
    return Capacity.INTEGRATOR if access in STREAMS else Capacity.AUDITOR


@SCOPE.on(o.AccessGranted)
def access_granted(event: o.AccessGranted, recorded: Recorded, views: Views) -> None:
    views.put(ScopeRow(official=recorded.stream, source=event.access, capacity=_given(event.access)))


@SCOPE.on(o.AccessRevoked)
def access_revoked(event: o.AccessRevoked, recorded: Recorded, views: Views) -> None:
    views.remove(ScopeRow, recorded.stream, event.access, _given(event.access))
