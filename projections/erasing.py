"""What the tables still say after a person or official was erased: what they would say had nobody ever known.

The marker stands wherever a value of the erased stood, and in the free text of matters that name nobody else who is
still known. A rebuild reads the same markers in the events themselves, so its tables equal these.
"""

from collections.abc import Iterator
from copy import deepcopy

from domain.message import Recorded, event_types
from domain.officials.state import OfficialErased
from domain.persons.events import Destruction, PersonErased
from domain.persons.state import PersonDetails
from domain.sealing import ERASED, erase, owner_of, spots
from projections.audit import AUDIT, AuditContentRow, AuditRow
from projections.audit.contents import said_in
from projections.collation import sort_key
from projections.complaints.projection import COMPLAINTS
from projections.complaints.rows import ComplaintTextRow
from projections.measures import MEASURES, MeasureTextRow
from projections.officials import OFFICIALS, OfficialIdentityRow, OfficialRow
from projections.persons import PERSONS, PersonRow, tell
from projections.petitions.projection import PETITIONS
from projections.petitions.rows import PetitionTextRow
from projections.projection import kind_name
from projections.search.projection import SEARCH, found_by
from projections.search.rows import SearchContentRow, SearchPersonRow
from projections.search.sources import MATTERS
from projections.views import Views


def _touched(event: Destruction, kind: str | None = None) -> Iterator[str]:
    """Records in whose events something was erased."""
    streams = dict.fromkeys(place.stream for place in (*event.places, *event.texts))
    return (stream for stream in streams if kind is None or kind_name(stream) == kind)


def _without_text(event: Destruction) -> frozenset[str]:
    return frozenset(place.stream for place in event.texts)


@PERSONS.on(PersonErased)
def unknown(event: PersonErased, recorded: Recorded, views: Views) -> None:
    """Of the person remains that there is one."""
    row = views.find(PersonRow, event.person)
    if row is not None:
        tell(row, PersonDetails(name=ERASED, person_kind=row.person_kind))
        row.erased = True


@OFFICIALS.on(OfficialErased)
def nameless(event: OfficialErased, recorded: Recorded, views: Views) -> None:
    """Of the official remain the id, and all that was done and held by it."""
    row = views.find(OfficialRow, event.person)
    if row is not None:
        row.name, row.name_key, row.erased = ERASED, sort_key(ERASED), True
        views.get(OfficialIdentityRow, event.person).iin = None


@MEASURES.on(OfficialErased)
def groundless(event: OfficialErased, recorded: Recorded, views: Views) -> None:
    """Which measures there were stays; what they were for goes."""
    for measure in _touched(event, "measure"):
        row = views.find(MeasureTextRow, measure)
        if row is not None:
            row.ground = ERASED
            row.decline_reason = row.decline_reason and ERASED
            row.lift_reason = row.lift_reason and ERASED


@COMPLAINTS.on(PersonErased, OfficialErased)
def complaints_unwritten(event: Destruction, recorded: Recorded, views: Views) -> None:
    for complaint in _touched(event, "complaint"):
        for text in views.peruse(ComplaintTextRow, complaint):
            if _is_erased(text, complaint, event):
                views.get(ComplaintTextRow, complaint, text.text_kind, text.part).text = ERASED


@PETITIONS.on(PersonErased, OfficialErased)
def petitions_unwritten(event: Destruction, recorded: Recorded, views: Views) -> None:
    for petition in _touched(event, "petition"):
        for text in views.peruse(PetitionTextRow, petition):
            if _is_erased(text, petition, event):
                views.get(PetitionTextRow, petition, text.text_kind, text.part).text = ERASED


def _is_erased(text: ComplaintTextRow | PetitionTextRow, matter: str, event: Destruction) -> bool:
    return text.person == event.person or (text.person is None and matter in _without_text(event))


@SEARCH.on(PersonErased, OfficialErased)
def no_longer_found(event: Destruction, recorded: Recorded, views: Views) -> None:
    if views.look(SearchPersonRow, event.person) is not None:
        found_by(event.person, ERASED, views)
    for matter in _touched(event):
        if kind_name(matter) in MATTERS and views.look(SearchContentRow, matter) is not None:
            views.put(SearchContentRow(record=matter))


@AUDIT.on(PersonErased, OfficialErased)
def untold(event: Destruction, recorded: Recorded, views: Views) -> None:
    """The acts stay in the trail; what they said of the erased goes."""
    for stream in dict.fromkeys((event.person, *_touched(event))):
        owners = {event.person, stream} if stream in _without_text(event) else {event.person}
        for contents in views.peruse(AuditContentRow, stream):
            line = views.look(AuditRow, stream, contents.version)
            cls = event_types().get(line.event) if line is not None else None
            if cls is None:
                continue
            payload = deepcopy(contents.payload)
            gone = [
                s for s in spots(cls, payload) if owner_of(cls, {"person": contents.person}, s.leaf, stream) in owners
            ]
            for spot in gone:
                erase(spot)
            if gone:
                kept = views.get(AuditContentRow, stream, contents.version)
                kept.payload, kept.said = payload, said_in(payload)
