"""An official's record of service: posts held, posts acted for, special access. The facts of a post stand with it."""

from enum import StrEnum

from msgspec.structs import replace

from domain.identifiers import OfficialId, PostId
from domain.message import Event, Iin, PersonalLine, Recorded
from domain.record import Kind
from domain.text import Text
from domain.value import Value


class Access(StrEnum):
    """Access that hangs on no post of the staff schedule."""

    AUDITOR = "auditor"


class OfficialRegistered(Event):
    """A person entered the register as an official.

    person: the official, also the person to whom the values belong
    name: full name as in the order of appointment
    iin: individual identification number
    """

    words = Text(kk="лауазымды адамды тіркеді", ru="внёс должностное лицо в реестр", en="registered the official")
    person: OfficialId
    name: PersonalLine
    iin: Iin | None = None


class PostTaken(Event):
    """The official took up a post.

    post: the post
    """

    words = Text(
        kk="лауазымға кірісті деп белгіледі", ru="отметил вступление в должность", en="noted the post taken up"
    )
    post: PostId


class PostLeft(Event):
    """The official no longer holds a post.

    post: the post
    """

    words = Text(kk="лауазымнан босады деп белгіледі", ru="отметил оставление должности", en="noted the post left")
    post: PostId


class ActingTaken(Event):
    """The official began to act for the holder of a post (¶16).

    post: the post acted for
    """

    words = Text(
        kk="міндетін атқаруға кіріскенін белгіледі",
        ru="отметил начало исполнения обязанностей",
        en="noted the beginning of acting",
    )
    post: PostId


class ActingLeft(Event):
    """The official no longer acts for the holder of a post.

    post: the post acted for
    """

    words = Text(
        kk="міндетін атқару аяқталғанын белгіледі",
        ru="отметил окончание исполнения обязанностей",
        en="noted the end of acting",
    )
    post: PostId


class AccessGranted(Event):
    """Special access was given.

    access: which
    """

    words = Text(kk="арнайы рұқсат берді", ru="предоставил особый доступ", en="granted special access")
    access: Access


class AccessRevoked(Event):
    """Special access was taken back.

    access: which
    """

    words = Text(kk="арнайы рұқсатты қайтарып алды", ru="отозвал особый доступ", en="revoked special access")
    access: Access


class Official(Value):
    """Folded state of one official's service."""

    posts: tuple[PostId, ...] = ()
    acting: tuple[PostId, ...] = ()
    access: frozenset[Access] = frozenset()


def evolve(official: Official, recorded: Recorded) -> Official:
    match recorded.event:
        case PostTaken(post=post):
            return replace(official, posts=(*official.posts, post))
        case PostLeft(post=post):
            return replace(official, posts=tuple(p for p in official.posts if p != post))
        case ActingTaken(post=post):
            return replace(official, acting=(*official.acting, post))
        case ActingLeft(post=post):
            return replace(official, acting=tuple(p for p in official.acting if p != post))
        case AccessGranted(access=access):
            return replace(official, access=official.access | {access})
        case AccessRevoked(access=access):
            return replace(official, access=official.access - {access})
    return official


OFFICIALS: Kind[Official] = Kind("official", Official(), evolve)
