"""Officials as tables: their names, posts, actings and special access."""

from datetime import datetime

from domain.message import Recorded
from domain.officials import state as e
from domain.officials.state import Access
from domain.posts.events import ActingDesignated, HolderAppointed, HolderElected
from projections.collation import SortKey, sort_key
from projections.posts import PostRow
from projections.projection import Projection, stamp
from projections.rows import Row, Visibility
from projections.views import Views


class OfficialRow(
    Row,
    table="official",
    key=("id",),
    visible=Visibility.STAFF,
    personal=("name",),
    indexes=("name", ("name_key", "id")),
):
    """An official of the Centre or of an office; names of officials are known to all staff.

    id: the official
    name: full name as in the order of appointment
    name_key: the place of the name in Kazakh alphabetical order
    posts: posts held
    acting: posts whose holder the official acts for (¶16)
    offices: offices of the posts held or acted for
    access: special access that hangs on no post
    erased: whether what identifies the official was destroyed
    version: number of events of the record
    position: position of the last event shown here
    updated_at: when that event was recorded
    parked: an event of the record could not be shown; what stands here is older than the record
    """

    id: str
    name: str
    name_key: SortKey
    posts: tuple[str, ...] = ()
    acting: tuple[str, ...] = ()
    offices: tuple[str, ...] = ()
    access: tuple[Access, ...] = ()
    erased: bool = False
    version: int
    position: int
    updated_at: datetime
    parked: bool = False


class OfficialIdentityRow(Row, table="official_identity", key=("official",), visible=Visibility.PERSONNEL_CONTENTS):
    """What identifies an official beyond the name, and what keeps it from being erased.

    official: the official
    iin: individual identification number
    holds: references of the legal holds that keep the official's own data from being erased
    """

    official: str
    iin: str | None = None
    holds: tuple[str, ...] = ()


OFFICIALS = Projection("officials", OfficialRow, OfficialIdentityRow, kinds=("official",), main=OfficialRow)


@OFFICIALS.on(e.OfficialRegistered)
def registered(event: e.OfficialRegistered, recorded: Recorded, views: Views) -> None:
    views.put(OfficialRow(id=recorded.stream, name=event.name, name_key=sort_key(event.name), **stamp(recorded)))
    views.put(OfficialIdentityRow(official=recorded.stream, iin=event.iin))


@OFFICIALS.on(e.PostTaken, e.PostLeft, e.ActingTaken, e.ActingLeft)
def serves(event: e.PostTaken | e.PostLeft | e.ActingTaken | e.ActingLeft, recorded: Recorded, views: Views) -> None:
    official = views.get(OfficialRow, recorded.stream)
    match event:
        case e.PostTaken(post=post):
            official.posts = (*official.posts, post)
        case e.PostLeft(post=post):
            official.posts = tuple(p for p in official.posts if p != post)
        case e.ActingTaken(post=post):
            official.acting = (*official.acting, post)
        case e.ActingLeft(post=post):
            official.acting = tuple(p for p in official.acting if p != post)
    _settle(official, views)


@OFFICIALS.on(HolderElected, HolderAppointed, ActingDesignated)
def seated(event: HolderElected | HolderAppointed | ActingDesignated, recorded: Recorded, views: Views) -> None:
    """The post may have been told after the official's own record mentioned it."""
    official = views.find(OfficialRow, event.official)
    if official is not None:
        _settle(official, views)


def _settle(official: OfficialRow, views: Views) -> None:
    posts = (views.look(PostRow, post) for post in (*official.posts, *official.acting))
    official.offices = tuple(sorted({post.office for post in posts if post is not None}))


@OFFICIALS.on(e.AccessGranted)
def access_granted(event: e.AccessGranted, recorded: Recorded, views: Views) -> None:
    official = views.get(OfficialRow, recorded.stream)
    official.access = tuple(sorted({*official.access, event.access}))


@OFFICIALS.on(e.AccessRevoked)
def access_revoked(event: e.AccessRevoked, recorded: Recorded, views: Views) -> None:
    official = views.get(OfficialRow, recorded.stream)
    official.access = tuple(sorted({*official.access} - {event.access}))


@OFFICIALS.on(e.OfficialHoldPlaced)
def held(event: e.OfficialHoldPlaced, recorded: Recorded, views: Views) -> None:
    identity = views.get(OfficialIdentityRow, recorded.stream)
    identity.holds = (*identity.holds, event.reference)


@OFFICIALS.on(e.OfficialHoldLifted)
def released(event: e.OfficialHoldLifted, recorded: Recorded, views: Views) -> None:
    identity = views.get(OfficialIdentityRow, recorded.stream)
    identity.holds = tuple(reference for reference in identity.holds if reference != event.reference)
