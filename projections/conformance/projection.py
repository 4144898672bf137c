"""How findings come about: the rules are asked before the other projections show an event.

So they see what stood when the act was done. A finding is seen by whoever sees the line of that act, wherever the
record goes afterwards.
"""

from domain.message import Event, Recorded
from projections.audit.circle import circle_of
from projections.conformance.rows import FindingRow
from projections.conformance.rules import KEPT, RULES, Judged, is_told_by_a_source
from projections.projection import Projection, kind_name
from projections.views import Views

CONFORMANCE = Projection("conformance", FindingRow)

_ALWAYS = RULES[None]


@CONFORMANCE.on_every
def judged(event: Event, recorded: Recorded, views: Views) -> None:
    """Ask the rules for this event; what they find becomes a row."""
    if is_told_by_a_source(recorded):
        return
    for judged in (*_ALWAYS, *RULES.get(type(event), ())):
        against = judged.judge(event, recorded, views)
        if against != KEPT:
            views.put(_finding(judged, against, recorded, views))


def _finding(judged: Judged, against: int | None, recorded: Recorded, views: Views) -> FindingRow:
    act = recorded.act
    return FindingRow(
        id=f"{recorded.position}-{judged.rule}",
        stream=recorded.stream,
        rule=judged.rule,
        position=recorded.position,
        paragraph=judged.paragraph,
        event=type(recorded.event).__name__,
        effective=act.effective,
        recorded_at=recorded.recorded_at,
        kind=kind_name(recorded.stream),
        number=circle_of(recorded, views).number,
        office=act.office,
        actor=act.actor,
        capacity=act.capacity,
        against=against,
    )
