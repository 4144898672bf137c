"""What ends with what: a dismissal, an absence or a return ends by events all that hung on it (¶16–¶18)."""

from collections.abc import Iterator

from domain.context import At, Context
from domain.decider import Answer
from domain.identifiers import CENTRE, PostId, staffing_stream
from domain.officials.state import OFFICIALS, ActingLeft, PostLeft
from domain.posts.events import AbsenceEnded, ActingEnded, DelegationEnded, PostKind
from domain.posts.state import POSTS, STAFFING, Post


def ending_of_acting(post: Post, post_id: PostId) -> Iterator[Answer]:
    """Whoever acts for this post ceases to, in the post's record and in the deputy's own."""
    if post.acting:
        yield ActingEnded(official=post.acting)
        yield At(post.acting, ActingLeft(post=post_id))


def ending_of_deputising(post: Post, context: Context) -> Iterator[Answer]:
    """The holder ceases to act for others, which only a present deputy may do."""
    if post.holder and post.post_kind in (PostKind.DEPUTY_HEAD, PostKind.DEPUTY_REPRESENTATIVE):
        for acted_for in context.read(OFFICIALS, post.holder).acting:
            yield At(acted_for, ActingEnded(official=post.holder))
            yield At(post.holder, ActingLeft(post=acted_for))


def endings(post: Post, post_id: PostId, context: Context) -> Iterator[Answer]:
    """All that hung on the holder's post: absence, acting for and by the holder, delegations, the post itself.

    When the Head leaves, the delegations to all deputies end: they were the Head's powers (¶18).
    """
    if post.holder is None:
        return
    if post.absent:
        yield AbsenceEnded(official=post.holder)
    yield from ending_of_acting(post, post_id)
    yield from ending_of_deputising(post, context)
    if post.delegation or post.proposed:
        yield DelegationEnded()
    if post.post_kind is PostKind.HEAD:
        for deputy in context.read(STAFFING, staffing_stream(CENTRE)).deputy_heads:
            if (held := context.read(POSTS, deputy)).delegation or held.proposed:
                yield At(deputy, DelegationEnded())
    yield At(post.holder, PostLeft(post=post_id))
