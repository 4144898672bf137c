"""Finding an official by what the official is: `head`, `representative:10`, `employee:71`, `auditor`, `integrator`."""

import re
from typing import TYPE_CHECKING, Final

from domain.identifiers import CENTRE, MIGRATION, SYSTEM, OfficialId, PostId, staffing_stream
from domain.officials.state import OFFICIALS, STREAMS, Access
from domain.posts.events import PostKind
from domain.posts.state import POSTS, STAFFING, Post
from domain.record import Kind
from domain.standing import HEAD_POST, OMBUDSMAN_POST, representative_post
from infra.cli.failing import AskedWrongly, CommandFailed

if TYPE_CHECKING:
    from infra.bootstrap import House

WHO: Final = (
    "ombudsman, head, deputy-head[:N], representative:OFFICE, deputy:OFFICE, employee:OFFICE[:N], auditor, integrator, "
    "or an official's id; OFFICE is a code such as 71, N a place such as 2"
)
_WHO: Final = re.compile(
    r"(?P<role>ombudsman|head|deputy-head|representative|deputy|employee|auditor|integrator)"
    r"(:(?P<first>[0-9]{1,3}))?(:(?P<second>[0-9]{1,3}))?"
)
_ID: Final = re.compile(r"official-([a-z]+|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})")
_BY_OFFICE: Final = {
    "deputy": PostKind.DEPUTY_REPRESENTATIVE,
    "employee": PostKind.EMPLOYEE,
    "deputy-head": PostKind.DEPUTY_HEAD,
}


def official_named(who: str, house: "House") -> OfficialId:
    """The official whom the words mean in the register of this house. Raises CommandFailed."""
    if _ID.fullmatch(who) and who not in (MIGRATION, SYSTEM):
        history = house.register.history(who)
        if not history:
            raise CommandFailed("--as: there is no official with this id in the register")
        if OFFICIALS.fold(OFFICIALS.initial, history).erased:
            raise CommandFailed("--as: the data of this official were destroyed; nobody acts under this id any more")
        return who
    said = _WHO.fullmatch(who)
    if said is None:
        raise AskedWrongly(f"--as: expected one of {WHO}")
    role, first, second = said["role"], said["first"], said["second"]
    match role, first, second:
        case "ombudsman", None, None:
            return _holder(house, OMBUDSMAN_POST, who)
        case "head", None, None:
            return _holder(house, HEAD_POST, who)
        case "auditor", None, None:
            return _with_access(house, frozenset({Access.AUDITOR}), who)
        case "integrator", None, None:
            return _with_access(house, STREAMS, who)
        case "deputy-head", place, None:
            return _of_office(house, CENTRE, role, int(place or 1), who)
        case "representative", str(office), None:
            return _holder(house, representative_post(office), who)
        case "deputy" | "employee", str(office), place:
            return _of_office(house, office, role, int(place or 1), who)
    raise AskedWrongly(f"--as: expected one of {WHO}")


def _state(house: "House", kind: Kind[Post], post: PostId) -> Post:
    return kind.fold(kind.initial, house.register.history(post))


def _holder(house: "House", post: PostId, who: str) -> OfficialId:
    holder = _state(house, POSTS, post).holder
    if holder is None:
        raise CommandFailed(f"--as {who}: nobody holds this post in the register (a demonstration is filled by `demo`)")
    return holder


def _of_office(house: "House", office: str, role: str, place: int, who: str) -> OfficialId:
    """The holder of the n-th held post of a kind in an office."""
    stream = staffing_stream(office)
    staffing = STAFFING.fold(STAFFING.initial, house.register.history(stream))
    posts = (_state(house, POSTS, post) for post in staffing.posts)
    held = [post.holder for post in posts if post.post_kind is _BY_OFFICE[role] and post.holder]
    if not 0 < place <= len(held):
        raise CommandFailed(f"--as {who}: the register knows {len(held)} such officials in office {office}")
    return held[place - 1]


def _with_access(house: "House", wanted: frozenset[Access], who: str) -> OfficialId:
    """Whoever was given one of these accesses last and still has one of them."""
    import psycopg

    query = "select originator_id from register.events where topic = 'AccessGranted' order by notification_id desc"
    with psycopg.connect(house.database.dsn) as connection:
        streams = [row[0] for row in connection.execute(query).fetchall()]
    for stream in streams:
        official = OFFICIALS.fold(OFFICIALS.initial, house.register.history(stream))
        if official.access & wanted:
            return str(stream)
    raise CommandFailed(
        f"--as {who}: nobody in the register has such access (the Ombudsman grants it; `demo` has an auditor)"
    )
