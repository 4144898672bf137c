"""The staff schedule: the limit that an external act sets (¶8) and the posts confirmed within it (¶19(9))."""

from collections.abc import Iterator

from domain.authority import H, Power
from domain.context import At, Context
from domain.decider import Answer, decides
from domain.identifiers import CENTRE, PostId, office_stream, staffing_stream
from domain.numbers import Series
from domain.offices.rules import office_was_open
from domain.offices.state import OFFICES
from domain.posts.commands import AbolishPost, EstablishPost, RecordStaffingLimit
from domain.posts.endings import ending_of_acting
from domain.posts.events import PostAbolished, PostAdded, PostEstablished, PostKind, PostRemoved, StaffingLimitSet
from domain.posts.rules import LEADING, is_vacant, office_of, post_exists, wrong_kind
from domain.posts.state import POSTS, STAFFING, Post, Staffing
from domain.refusal import Refusal, RefusalCode, refuse
from domain.standing import HEAD_POST, OMBUDSMAN_POST, representative_post

LIMIT = Power("8", by=(H,), territory=False, historical=True)
SCHEDULE = Power("19.9", by=(H,), territory=False, historical=True)


def fixed_post(kind: PostKind, office: str) -> PostId | None:
    """The id of a post that exists once; None for kinds of which there may be several."""
    if kind is PostKind.REPRESENTATIVE:
        return representative_post(office)
    return {PostKind.OMBUDSMAN: OMBUDSMAN_POST, PostKind.HEAD: HEAD_POST}.get(kind)


def office_has_room(command: EstablishPost, _: Post, context: Context) -> Refusal | None:
    """The staff schedule stays within the staffing limit (¶19(9)); the Ombudsman is not part of it."""
    staffing = context.read(STAFFING, staffing_stream(command.office))
    if command.post_kind is PostKind.OMBUDSMAN or len(staffing.posts) < staffing.limit:
        return None
    return _limit_exceeded("19.9", "office", len(staffing.posts) + 1, staffing.limit)


def limit_covers_the_posts(command: RecordStaffingLimit, staffing: Staffing, _: Context) -> Refusal | None:
    """The schedule never stands above its limit: posts are abolished before a lower one is entered (¶8)."""
    if len(staffing.posts) <= command.limit:
        return None
    return _limit_exceeded("8", "limit", len(staffing.posts), command.limit)


def _limit_exceeded(paragraph: str, path: str, posts: int, limit: int) -> Refusal:
    return refuse(
        RefusalCode.STAFFING_LIMIT_EXCEEDED,
        paragraph,
        path,
        kk=f"Лауазымдар саны {posts}, ал штат санының лимиті {limit}.",
        ru=f"Должностей было бы {posts} при лимите штатной численности {limit}.",
        en=f"There would be {posts} posts under a staffing limit of {limit}.",
    )


def office_stands(command: EstablishPost, _: Post, context: Context) -> Refusal | None:
    """Posts exist in open offices only (¶2)."""
    return office_was_open(command.office, context)


def post_fits_its_office(command: EstablishPost, _: Post, __: Context) -> Refusal | None:
    """The Ombudsman, the Head and deputies belong to the Centre, Representatives to the offices (¶16)."""
    central = command.post_kind in (PostKind.OMBUDSMAN, PostKind.HEAD, PostKind.DEPUTY_HEAD)
    either = command.post_kind is PostKind.EMPLOYEE
    return None if either or central == (command.office == CENTRE) else wrong_kind("16.1", "office")


def id_fits_the_kind(command: EstablishPost, _: Post, __: Context) -> Refusal | None:
    """A post that exists once has its own id, every other one an id that follows from the command (¶16)."""
    return None if command.post == fixed_post(command.post_kind, command.office) else wrong_kind("16.1", "post")


def is_not_leading(_: AbolishPost, post: Post, context: Context) -> Refusal | None:
    """The Ombudsman, the Head and the Representatives of open offices are not the schedule's to abolish (¶16)."""
    if post.post_kind not in LEADING:
        return None
    if post.post_kind is PostKind.REPRESENTATIVE and context.read(OFFICES, office_stream(post.office)).closed_on:
        return None
    return wrong_kind("16.1", "post")


@decides(
    RecordStaffingLimit,
    STAFFING,
    power=LIMIT,
    office_of=lambda command, _: command.staffing.removeprefix("staffing-"),
    rules=(limit_covers_the_posts,),
)
def record_limit(command: RecordStaffingLimit, staffing: Staffing, context: Context) -> Iterator[Answer]:
    if command.limit != staffing.limit:
        yield StaffingLimitSet(limit=command.limit, reference=command.reference)


@decides(
    EstablishPost,
    POSTS,
    power=SCHEDULE,
    office_of=lambda command, _: command.office,
    rules=(office_stands, post_fits_its_office, id_fits_the_kind, office_has_room),
    opens=True,
)
def establish(command: EstablishPost, post: Post, context: Context) -> Iterator[Answer]:
    post_id = command.post or context.opened(POSTS)
    number, taken = context.number(Series.POST, command.office, post_id)
    yield PostEstablished(number=number, post_kind=command.post_kind, office=command.office, title=command.title)
    if command.post_kind is not PostKind.OMBUDSMAN:
        yield At(staffing_stream(command.office), PostAdded(post=post_id, post_kind=command.post_kind))
    yield taken


@decides(AbolishPost, POSTS, power=SCHEDULE, office_of=office_of, rules=(post_exists, is_vacant, is_not_leading))
def abolish(command: AbolishPost, post: Post, context: Context) -> Iterator[Answer]:
    yield from ending_of_acting(post, command.post)
    yield PostAbolished()
    yield At(staffing_stream(post.office), PostRemoved(post=command.post))
