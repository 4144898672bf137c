"""Events shown in memory by the projections themselves, so that no rule of the past is written twice."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, TypeVar

from domain.civil import civil_day
from domain.message import Recorded
from infra.past.events import Event
from projections.audit import AUDIT
from projections.calendar import CALENDARS, CLOCKS
from projections.catalogue import CATALOGUE
from projections.compartments import COMPARTMENTS, CROSSINGS
from projections.complaints import COMPLAINTS
from projections.measures import MEASURES
from projections.offices import OFFICES
from projections.officials import OFFICIALS
from projections.persons import NAMINGS, PERSONS
from projections.petitions import PETITIONS
from projections.posts import POSTS
from projections.projection import Catalogue, Poison, Poisoned
from projections.rows import Row, key_of
from projections.staffing import STAFFING
from projections.views import Views
from projections.walls import WALLS

_TOLD = (
    *(OFFICES, CALENDARS, POSTS, STAFFING, OFFICIALS, COMPARTMENTS, CROSSINGS),
    *(PERSONS, NAMINGS, WALLS, COMPLAINTS, PETITIONS, CLOCKS, MEASURES, AUDIT),
)
_COUNTED = (CALENDARS, PERSONS, NAMINGS, WALLS, COMPLAINTS, PETITIONS, CLOCKS)
RECORDS = Catalogue([p for p in CATALOGUE.projections if p in _TOLD])
"""What records are told from; nothing else is shown below a record."""
COUNTED = Catalogue([p for p in CATALOGUE.projections if p in _COUNTED])
"""What the rows are told from that boards count."""

E = TypeVar("E", Recorded, Event)
Rows = dict[type[Row], dict[tuple[Any, ...], Row]]


def effective_by(events: Iterable[E], day: date) -> list[E]:
    """The events of acts that count on a day or before; a record begins with its first event or not at all.

    An act whose day no source says counts from the day on which it was recorded.
    """
    kept: list[E] = []
    missing: set[str] = set()
    for event in events:
        if isinstance(event, Recorded):
            counts = event.act.effective or civil_day(event.recorded_at)
            if event.stream in missing or counts > day:
                missing |= {event.stream} if event.version == 1 else set()
                continue
        kept.append(event)
    return kept


def folded(events: Sequence[Event], catalogue: Catalogue, *, lenient: bool = False) -> Views:
    """The events shown, in order. What a projection cannot show parks the record, as it does in the tables.

    lenient: leave such an event out instead, since it rests on one that was left out
    """
    left, poisoned = list(events), Poisoned()
    while True:
        views = Views(lambda row, firsts: ())
        try:
            catalogue.apply(left, views, poisoned)
        except Poison as poison:
            if lenient:
                left = [event for event in left if event.position != poison.position]
            else:
                poisoned[poison.projection, poison.position] = poison.error
        else:
            return views


def rows_of(views: Views) -> Rows:
    """All rows that the events left."""
    return {row: {key_of(each): each for each in written} for row, written, _ in views.changes()}
