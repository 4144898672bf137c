"""The organisation as it stood: offices, officials, posts, staff schedules, calendar, compartments.

It is told as a whole, since every record names parts of it. It changes seldom, so that what was told of one position
holds for all positions up to its next event; a few such tellings are kept.
"""

from bisect import bisect_right
from collections import OrderedDict
from datetime import date
from threading import Lock

from infra.past.events import Event, Events
from infra.past.folding import RECORDS, Rows, effective_by, folded, rows_of
from infra.past.moments import Cut
from projections.projection import kind_name

KINDS = ("calendar", "compartment", "office", "official", "post", "staffing")
KEPT = 8
"""Tellings that are kept."""
_FORGETTING = ("PersonErased", "OfficialErased")
"""After these events nothing that was read before may be shown again."""


class Organisation:
    """What is known of the organisation's events, shared by all questions of a process. Thread-safe."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._events: list[Event] = []
        self._upto = 0
        self._told: OrderedDict[tuple[int, date | None], Rows] = OrderedDict()

    def events(self, cut: Cut, source: Events, *kinds: str) -> list[Event]:
        """The events of some kinds of records that count at a moment."""
        with self._lock:
            self._read(source)
            found = [e for e in self._known(cut) if kind_name(e.stream) in kinds]
        return found if cut.effective is None else effective_by(found, cut.effective)

    def rows(self, cut: Cut, source: Events) -> Rows:
        """All rows of the organisation at a moment; not to be changed."""
        with self._lock:
            self._read(source)
            events = self._known(cut)
            name = (events[-1].position if events else 0, cut.effective)
            if name not in self._told:
                counted = events if cut.effective is None else effective_by(events, cut.effective)
                self._told[name] = rows_of(folded(counted, RECORDS, lenient=cut.effective is not None))
                while len(self._told) > KEPT:
                    self._told.popitem(last=False)
            self._told.move_to_end(name)
            return self._told[name]

    def _read(self, source: Events) -> None:
        """Learn what has happened since the last question."""
        shown = source.shown()
        if shown < self._upto or (self._upto and source.any_of(_FORGETTING, self._upto, shown)):
            self._events, self._upto = [], 0
            self._told.clear()
        if shown > self._upto:
            self._events += source.organisation(KINDS, self._upto, shown)
            self._upto = shown

    def _known(self, cut: Cut) -> list[Event]:
        return self._events[: bisect_right(self._events, cut.position, key=lambda event: event.position)]
