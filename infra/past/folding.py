"""Events shown in memory by the projections themselves, so that no rule of the past is written twice."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from domain.civil import civil_day
from domain.message import Recorded
from infra.past.events import Event
from projections.audit import AUDIT
from projections.catalogue import CATALOGUE
from projections.mentions import MENTIONS
from projections.projection import Catalogue, Poison, Poisoned
from projections.rows import Row, key_of
from projections.search import SEARCH
from projections.statistics import FACTS
from projections.views import Views

_NOT_ASKED = (FACTS, SEARCH, MENTIONS)
"""What no record and no board shows."""
RECORDS = Catalogue([p for p in CATALOGUE.projections if p not in _NOT_ASKED])
"""What records are told from."""
COUNTED = Catalogue([p for p in RECORDS.projections if p is not AUDIT])
"""What is counted is told from less."""

Rows = dict[type[Row], dict[tuple[Any, ...], Row]]


def effective_by(events: Iterable[Event], day: date) -> list[Event]:
    """The events of acts that count on a day or before; a record begins with its first event or not at all.

    An act whose day no source says counts from the day on which it was recorded.
    """
    kept: list[Event] = []
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
