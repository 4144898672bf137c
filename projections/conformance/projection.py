"""How findings come about and how they go with their record.

The rules are asked before the other projections show an event: they see what stood when the act was done. What
becomes of the record afterwards, another office or a wall, is followed after the others have shown it.
"""

from domain.complaints.events import access, intake
from domain.message import Event, Recorded
from domain.petitions.events import publication
from projections.audit.circle import circle_of
from projections.complaints.rows import ComplaintRow
from projections.conformance.rows import FindingRow
from projections.conformance.rules import KEPT, RULES, Judged, is_told_by_a_source
from projections.petitions.rows import PetitionRow
from projections.projection import Projection, kind_name
from projections.views import Views

CONFORMANCE = Projection("conformance", FindingRow)
FINDINGS_FOLLOW = Projection("findings follow")

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
    act, circle = recorded.act, circle_of(recorded, views)
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
        number=circle.number,
        office=act.office,
        offices=circle.offices,
        wall=circle.wall,
        audience=circle.audience,
        about=circle.about,
        actor=act.actor,
        capacity=act.capacity,
        against=against,
    )


@FINDINGS_FOLLOW.on(
    intake.TransferOffered,
    intake.TransferAccepted,
    intake.TransferReturned,
    access.ComplaintWalled,
    access.ComplaintUnwalled,
    publication.PetitionWalled,
    publication.PetitionUnwalled,
)
def followed(event: Event, recorded: Recorded, views: Views) -> None:
    """A finding is seen by who sees its record now."""
    row: type[ComplaintRow | PetitionRow] = PetitionRow if kind_name(recorded.stream) == "petition" else ComplaintRow
    matter = views.look(row, recorded.stream)
    if matter is None:
        return
    for finding in views.all(FindingRow, recorded.stream):
        finding.offices, finding.wall = matter.offices, matter.wall
