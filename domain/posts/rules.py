"""Rules about posts and their holders, each with the paragraph it keeps."""

from collections.abc import Iterable
from typing import Any, Protocol

from domain.context import Context
from domain.decider import Rule
from domain.identifiers import OfficialId
from domain.offices.rules import office_was_open
from domain.officials.rules import erased
from domain.officials.state import OFFICIALS
from domain.posts.events import PostKind
from domain.posts.state import Post
from domain.refusal import Refusal, RefusalCode, refuse

LEADING = (PostKind.OMBUDSMAN, PostKind.HEAD, PostKind.REPRESENTATIVE)
"""Posts that exist once, or once in an office, by the Regulation itself."""
EMPLOYED = (PostKind.EMPLOYEE, PostKind.DEPUTY_REPRESENTATIVE)
"""Posts filled by the Head (¶19(4)). Deputies of Representatives, whom only ¶16 names, are among them."""


class NamesOfficial(Protocol):
    """A command that names the official it concerns."""

    official: OfficialId


def office_of(_: Any, post: Post) -> str:
    return post.office


def is_a_post_of(*kinds: PostKind, paragraph: str) -> Rule:
    """Each kind of post is filled, acted for or delegated to under its own paragraph."""

    def is_of_the_right_kind(_: Any, post: Post, __: Context) -> Refusal | None:
        return None if post.post_kind in kinds else wrong_kind(paragraph, "post")

    return is_of_the_right_kind


def wrong_kind(paragraph: str, path: str) -> Refusal:
    return refuse(
        RefusalCode.INVALID,
        paragraph,
        path,
        kk="Бұл лауазым түріне мұндай әрекет қолданылмайды; ол басқа тармақпен реттеледі.",
        ru="К этой должности такое действие неприменимо; она регулируется другим пунктом.",
        en="This act does not fit this kind of post, which another paragraph governs.",
    )


def post_exists(_: Any, post: Post, __: Context) -> Refusal | None:
    """Nothing more happens to a post that was taken out of the staff schedule (¶19(9))."""
    return abolished() if post.abolished else None


def abolished(path: str = "post") -> Refusal:
    return refuse(
        RefusalCode.WRONG_STATE,
        "19.9",
        path,
        kk="Лауазым жойылған.",
        ru="Должность упразднена.",
        en="The post has been abolished.",
    )


def is_vacant(_: Any, post: Post, __: Context) -> Refusal | None:
    """A post has at most one holder (¶19(9))."""
    return occupied() if post.holder else None


def occupied(path: str = "post") -> Refusal:
    return refuse(
        RefusalCode.POST_OCCUPIED,
        "19.9",
        path,
        kk="Лауазым бос емес; алдымен қазіргі иесін босатыңыз.",
        ru="Должность занята; сначала освободите занимающего её.",
        en="The post is held; dismiss the present holder first.",
    )


def is_held(_: Any, post: Post, __: Context) -> Refusal | None:
    """Only a holder can be dismissed, be absent or be given powers (¶16–¶20)."""
    if post.holder:
        return None
    return refuse(
        RefusalCode.POST_VACANT,
        "19.9",
        "post",
        kk="Лауазым бос.",
        ru="Должность вакантна.",
        en="The post is vacant.",
    )


def office_is_open(_: Any, post: Post, context: Context) -> Refusal | None:
    """An appointment lies between the opening and the closing of its office (¶2)."""
    return office_was_open(post.office, context, "post")


def official_is_registered(command: NamesOfficial, _: Post, context: Context) -> Refusal | None:
    """Whoever is appointed has been entered as an official, of whom something is still known (¶19(4))."""
    if context.exists(OFFICIALS, command.official):
        return erased("19.4") if context.read(OFFICIALS, command.official).erased else None
    return refuse(
        RefusalCode.NOT_FOUND,
        "19.4",
        "official",
        kk="Мұндай лауазымды адам тіркелмеген.",
        ru="Такое должностное лицо не зарегистрировано.",
        en="There is no such official in the register.",
    )


def official_holds_no_post(command: NamesOfficial, _: Post, context: Context) -> Refusal | None:
    """Nobody holds two posts at once: it could not be told in which an act was done (¶19(9))."""
    if not context.read(OFFICIALS, command.official).posts:
        return None
    return refuse(
        RefusalCode.OVERLAP,
        "19.9",
        "official",
        kk="Бұл адам басқа лауазымда; алдымен одан босатыңыз немесе ауыстырыңыз.",
        ru="Это лицо занимает другую должность; сначала освободите или переведите его.",
        en="This official holds another post; dismiss or transfer first.",
    )


def appointed_under(post: Post) -> str:
    """The paragraph under which the post is filled and left."""
    if post.post_kind in (PostKind.HEAD, PostKind.DEPUTY_HEAD):
        return "17"
    return {PostKind.OMBUDSMAN: "1", PostKind.REPRESENTATIVE: "20.1"}.get(post.post_kind, "19.4")


def is_somebody_else(command: NamesOfficial, post: Post, context: Context) -> Refusal | None:
    """Nobody appoints or designates himself (¶17, ¶19(4), ¶20)."""
    return own_case(appointed_under(post), "official") if command.official == context.actor else None


def own_case(paragraph: str, path: str) -> Refusal:
    return refuse(
        RefusalCode.OWN_CASE,
        paragraph,
        path,
        kk="Өзіңізге қатысты мәселені шеше алмайсыз.",
        ru="Нельзя решать вопрос в отношении самого себя.",
        en="Nobody decides in a matter of his or her own.",
    )


def holder_is_somebody_else(_: Any, post: Post, context: Context) -> Refusal | None:
    """Nobody dismisses himself (¶17, ¶19(4), ¶20)."""
    return own_case(appointed_under(post), "post") if post.holder == context.actor else None


def follows_the_appointment(_: Any, post: Post, context: Context) -> Refusal | None:
    """Nobody leaves a post before having taken it up."""
    if post.since is None or context.effective is None or context.effective >= post.since:
        return None
    return refuse(
        RefusalCode.BEFORE_PREVIOUS_STEP,
        appointed_under(post),
        "effectiveOn",
        kk=f"Лауазымға {post.since} күні тағайындалған; әрекет күні одан бұрын.",
        ru=f"Назначение состоялось {post.since}; действие датировано раньше.",
        en=f"The appointment took effect on {post.since}; the act is dated earlier.",
    )


FILLS_A_VACANCY: tuple[Rule, ...] = (
    post_exists,
    is_vacant,
    office_is_open,
    official_is_registered,
    official_holds_no_post,
)
"""What every appointment keeps, once it is somebody else's and the post is of the right kind."""


def deputies_of(post: Post) -> PostKind:
    """The kind of post whose holders may act for the holder of this one (¶16)."""
    return PostKind.DEPUTY_HEAD if post.post_kind is PostKind.HEAD else PostKind.DEPUTY_REPRESENTATIVE


def is_deputy_for(post: Post, held: Iterable[Post]) -> bool:
    """Whether one of the posts held makes its holder a present deputy for the post (¶16)."""
    return any(h.post_kind is deputies_of(post) and h.office == post.office and not h.absent for h in held)
