"""Conditions on the trail that no single column answers: whom an act concerns, and which words it says."""

from typing import Final

import msgspec

from graphql_api.errors import ErrorCode, Fault
from graphql_api.filters import Condition
from graphql_api.tables import Clause, table
from projections.audit import AuditContentRow, AuditRow
from projections.officials import OfficialRow
from projections.posts import TenureKind, TenureRow
from projections.search.words import LONGEST_QUESTION, question

_HELD: Final = f"FROM {table(TenureRow)} h WHERE h.tenure_kind = '{TenureKind.HELD.value}' AND h.official = %s"
_ABOUT: Final = f"{{t}}.about = (SELECT o.id FROM {table(OfficialRow)} o WHERE o.id = %s)"
_BY_INDEX: Final = f"({{t}}.actor = %s OR {_ABOUT} OR {{t}}.acting_for = ANY(ARRAY(SELECT h.post {_HELD})))"
_EXACTLY: Final = (
    f"({{t}}.actor = %s OR {_ABOUT} OR EXISTS (SELECT {_HELD} AND h.post = {{t}}.acting_for"
    " AND {t}.position BETWEEN h.started_at AND coalesce(h.ended_at, {t}.position)))"
)
_SAYING: Final = (
    "{t}.position = ANY(ARRAY(SELECT a.position FROM access.trail_found(%s::jsonb) f"
    f" JOIN {table(AuditContentRow)} c ON c.stream = f.stream AND c.version = f.version"
    f" JOIN {table(AuditRow)} a ON a.stream = f.stream AND a.version = f.version))"
)
"""What was found is looked up first, or the planner reads the whole trail in its order until a page is full."""


def _concerning(official: str, alias: str) -> Clause:
    """Acts of an official, acts for the official while he or she held the post, and acts about the official.

    The first half finds them by indexes; the second looks at when the post was held, which no index tells. Whoever does
    not see the official is not told which acts are about him or her.
    """
    return Clause(f"{_BY_INDEX} AND {_EXACTLY}".format(t=alias), (official,) * 6)


def _saying(text: str, alias: str) -> Clause:
    """Acts whose contents have the words and are open to who asks."""
    if "\x00" in text:
        raise Fault(ErrorCode.BAD_INPUT, "A text holds no such character.")
    if len(text) > LONGEST_QUESTION:
        raise Fault(ErrorCode.BAD_INPUT, f"A text that is looked for has at most {LONGEST_QUESTION} characters.")
    asked = question(text)
    if not asked.wanted:
        raise Fault(ErrorCode.BAD_INPUT, "Give at least one word that is to be found.")
    return Clause(_SAYING.format(t=alias), (msgspec.json.encode(asked.parameters()).decode(),))


CONDITIONS: Final = {
    "official": Condition(
        "Id of an official whom it concerns: who acted, for whom an acting deputy acted, or about whom it is.",
        _concerning,
    ),
    "text": Condition(
        "Words of its free text and personal values, as far as the caller may see these: all of them wanted; in "
        "quotation marks side by side; -unwanted; the last one may be begun. Found in all their forms. "
        "Who sees contents only with a reason gives one.",
        _saying,
        contents=True,
    ),
}
"""Conditions by their names in the filter."""
