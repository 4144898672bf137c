"""What an official holds at the instant of a decision, read from the official's own stream and the posts it names.

Every stream read here joins the read set, so nobody acts on a post that was lost a millisecond ago (¶16–¶20).
"""

from typing import Any

from domain.authority import E, Grant, H, O, Power, R, Standing
from domain.capacity import Capacity
from domain.context import Context
from domain.identifiers import CENTRE, PostId, staffing_stream
from domain.officials.state import OFFICIALS, STREAMS, Access
from domain.posts.events import PostKind
from domain.posts.state import POSTS, STAFFING, Post

HEAD_POST: PostId = "post-head"
OMBUDSMAN_POST: PostId = "post-ombudsman"


def representative_post(office: str) -> PostId:
    return f"post-representative-{office}"


def standing(context: Context, power: Power, record: Any) -> Standing:
    """Collect the actor's grants for using `power` on `record`."""
    if context.migration:
        return Standing((Grant(Capacity.MIGRATION),))
    official = context.read(OFFICIALS, context.actor)
    grants: list[Grant] = []
    resting: list[Grant] = []
    for post_id in official.posts:
        post = context.read(POSTS, post_id)
        (resting if post.absent else grants).extend(_held(post, context))
    for post_id in official.acting:
        grants.append(_acting(context.read(POSTS, post_id), post_id))
    if grants and power.instructable and getattr(record, "instructs", _nobody)(context.actor, context.today):
        grants.append(Grant(Capacity.REPRESENTATIVE_INSTRUCTED))
    if Access.AUDITOR in official.access:
        grants.append(Grant(Capacity.AUDITOR))
    if official.access & STREAMS:
        grants.append(Grant(Capacity.INTEGRATOR))
    if any(g.capacity is O for g in grants) and H in power.by and O not in power.by and _nobody_heads(context):
        grants.append(Grant(O, in_place_of_head=True))
    return Standing(tuple(grants), tuple(resting))


def _held(post: Post, context: Context) -> list[Grant]:
    match post.post_kind:
        case PostKind.OMBUDSMAN:
            return [Grant(O)]
        case PostKind.HEAD:
            return [Grant(H)]
        case PostKind.REPRESENTATIVE:
            return [Grant(R, office=post.office)]
        case PostKind.DEPUTY_HEAD:
            delegation = post.delegation
            ordinary = [Grant(E, office=post.office)]
            if delegation and (delegation.until is None or context.today <= delegation.until):
                delegated = frozenset(delegation.paragraphs)
                return [*ordinary, Grant(Capacity.DEPUTY_HEAD_DELEGATED, delegated=delegated)]
            return ordinary
    return [Grant(E, office=post.office)]


def _acting(post: Post, post_id: PostId) -> Grant:
    if post.post_kind is PostKind.HEAD:
        return Grant(Capacity.DEPUTY_HEAD_ACTING, acting_for=post_id)
    return Grant(Capacity.DEPUTY_REPRESENTATIVE_ACTING, office=post.office, acting_for=post_id)


def _nobody_heads(context: Context) -> bool:
    """With no Head and no deputy in office, the Ombudsman exercises the Head's powers."""
    head = context.read(POSTS, HEAD_POST)
    if head.acting or (head.holder and not head.absent):
        return False
    deputies = (context.read(POSTS, post) for post in context.read(STAFFING, staffing_stream(CENTRE)).deputy_heads)
    return not any(deputy.holder and not deputy.absent for deputy in deputies)


def _nobody(*_: object) -> bool:
    return False
