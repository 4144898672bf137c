"""A projection: which tables it keeps, and one function per event type that changes their rows.

@OFFICES.on(OfficeRenamed)
def renamed(event, recorded, views):
    views.get(OfficeRow, recorded.stream).name_kk = event.names.kk
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from domain.message import Event, Recorded
from projections.rows import Row, Visibility
from projections.tally import Tally, counted
from projections.views import LoadFailedError, Views

Handler = Callable[[Any, Recorded, Views], None]
"""(event, its envelope, the unit of work); the event's type is the one it is registered for."""
H = TypeVar("H", bound=Handler)


class Projection:
    """A group of tables kept by the same handlers.

    name: under which its parked records are listed
    rows: its tables
    kinds: kinds of records whose rows are loaded ahead when their events come
    main: the table with one row for each record of these kinds, which shows version and position
    """

    def __init__(self, name: str, *rows: type[Row], kinds: tuple[str, ...] = (), main: type[Row] | None = None) -> None:
        self.name = name
        self.rows = rows
        self.kinds = kinds
        self.main = main
        self.handlers: dict[type[Event], list[Handler]] = {}
        self.every: list[Handler] = []
        self.last: list[Callable[[Views], None]] = []

    def on(self, *events: type[Event]) -> Callable[[H], H]:
        """Call the function for these events, in the order of declaration."""

        def register(handler: H) -> H:
            for event in events:
                self.handlers.setdefault(event, []).append(handler)
            return handler

        return register

    def on_every(self, handler: H) -> H:
        """Call the function for each event of the register."""
        self.every.append(handler)
        return handler

    def at_last(self, complete: Callable[[Views], None]) -> Callable[[Views], None]:
        """Call the function once when all events of a batch are shown; it only completes what handlers put there."""
        self.last.append(complete)
        return complete


class ParkedRow(
    Row, table="parked", key=("stream", "projection"), visible=Visibility.NOBODY, indexes=("position",), resident=True
):
    """A record one of whose events could not be shown; its later events wait until the next rebuild.

    stream: the record
    projection: the projection that could not show it
    position: position of the event
    event: name of the event
    error: type of the error, without its text
    """

    stream: str
    projection: str
    position: int
    event: str
    error: str


_FEW = 6
"""Up to so many records of a kind in a batch it is quicker to load only the rows that the handlers ask for."""


class Poison(Exception):
    """A handler failed, or a table did not take a row: the batch is void; try again with the event parked."""

    def __init__(self, projection: str, recorded: Recorded, error: str) -> None:
        super().__init__(f"{projection}: {type(recorded.event).__name__} at position {recorded.position}: {error}")
        self.projection = projection
        self.position = recorded.position
        self.error = error


Poisoned = dict[tuple[str, int], str]
"""(projection, position) -> type of the error, as found by earlier tries of the same batch."""


def stamp(recorded: Recorded) -> dict[str, Any]:
    """The columns of a main row that tell how far it has come."""
    return {"version": recorded.version, "position": recorded.position, "updated_at": recorded.recorded_at}


def kind_name(stream: str) -> str:
    """The kind of a record by the name of its stream."""
    return stream.partition("-")[0]


Step = tuple[str, tuple[Handler, ...], type[Row] | None]
"""What one projection does for one event: its name, its handlers, the main table whose row is stamped."""


@dataclass(frozen=True)
class Unreadable:
    """A stored event that this release cannot read; its record is parked in all projections."""

    stream: str
    position: int
    name: str


class Catalogue:
    """All projections and tallies of the register, applied together so that one position holds for all tables."""

    def __init__(self, projections: Sequence[Projection], tallies: Sequence[Tally] = ()) -> None:
        self.projections = tuple(projections)
        self.tallies = tuple(tallies)
        self._counted = counted(tallies)
        self.main = {kind: p.main for p in projections if p.main is not None for kind in p.kinds}
        self._planned: dict[tuple[type[Event], str], tuple[Step, ...]] = {}

    @property
    def rows(self) -> tuple[type[Row], ...]:
        """Every table, the list of parked records included."""
        kept = (row for p in self.projections for row in p.rows)
        return (ParkedRow, *kept, *(tally.row for tally in self.tallies))

    def suspects(self, row: type[Row], event: type[Event]) -> list[str]:
        """Names of the projections that may have written a row of this table for this event, its keeper first."""
        keepers = [p.name for p in self.projections if row in p.rows]
        return keepers + [p.name for p in self.projections if event in p.handlers and p.name not in keepers]

    def apply(self, batch: Sequence[Recorded | Unreadable], views: Views, poisoned: Poisoned) -> None:
        """Show a batch of events in order. Raises Poison for the first event that a handler cannot show."""
        views.watch(self._counted)
        self._prefetch((r for r in batch if isinstance(r, Recorded)), views)
        parked = _parked(views)
        for recorded in batch:
            held = parked.get(recorded.stream, ()) if parked else ()
            if isinstance(recorded, Unreadable):
                for projection in self.projections:
                    if projection.name not in held:
                        self._park(projection.name, recorded, recorded.name, "Unreadable", views)
                parked = _parked(views)
                continue
            for name, handlers, main in self._steps(type(recorded.event), kind_name(recorded.stream)):
                if name in held:
                    continue
                error = poisoned.get((name, recorded.position)) if poisoned else None
                if error is not None:
                    self._park(name, recorded, type(recorded.event).__name__, error, views)
                    parked = _parked(views)
                    continue
                self._show(name, handlers, main, recorded, views)
        for projection in self.projections:
            for complete in projection.last:
                complete(views)
        for tally in self.tallies:
            tally.count(views)

    def _steps(self, event: type[Event], kind: str) -> tuple[Step, ...]:
        """Which projections have something to do for an event of a record of this kind."""
        steps = self._planned.get((event, kind))
        if steps is None:
            found: list[Step] = []
            for projection in self.projections:
                handlers = (*projection.handlers.get(event, ()), *projection.every)
                main = projection.main if kind in projection.kinds else None
                if handlers or main is not None:
                    found.append((projection.name, handlers, main))
            steps = self._planned[event, kind] = tuple(found)
        return steps

    def _show(
        self, name: str, handlers: tuple[Handler, ...], main: type[Row] | None, recorded: Recorded, views: Views
    ) -> None:
        event = recorded.event
        try:
            for handler in handlers:
                handler(event, recorded, views)
            row: Any = views.find(main, recorded.stream) if main is not None else None
            if row is not None:
                row.version = recorded.version
                row.position = recorded.position
                row.updated_at = recorded.recorded_at
        except LoadFailedError:
            raise
        except Exception as error:
            raise Poison(name, recorded, type(error).__name__) from error

    def _park(self, projection: str, recorded: Recorded | Unreadable, event: str, error: str, views: Views) -> None:
        views.put(
            ParkedRow(
                stream=recorded.stream, projection=projection, position=recorded.position, event=event, error=error
            )
        )
        main = self.main.get(kind_name(recorded.stream))
        row: Any = views.find(main, recorded.stream) if main is not None else None
        if row is not None:
            row.parked = True

    def _prefetch(self, batch: Iterable[Recorded], views: Views) -> None:
        streams: dict[str, dict[str, None]] = {}
        opening: dict[str, dict[str, None]] = {}
        for recorded in batch:
            kind = kind_name(recorded.stream)
            if recorded.version == 1:
                opening.setdefault(kind, {})[recorded.stream] = None
            elif recorded.stream not in opening.get(kind, ()):
                streams.setdefault(kind, {})[recorded.stream] = None
        opened = [stream for of_kind in opening.values() for stream in of_kind]
        for projection in self.projections:
            if projection.every:
                for row in projection.rows:
                    views.expect_none(row, opened)
            for kind in projection.kinds:
                for row in projection.rows:
                    if kind in opening:
                        views.expect_none(row, opening[kind])
                    if len(streams.get(kind, ())) > _FEW:
                        views.prefetch(row, streams[kind])


def _parked(views: Views) -> dict[str, frozenset[str]]:
    """By record, the projections in which it is parked."""
    parked: dict[str, set[str]] = {}
    for row in views.everything(ParkedRow):
        parked.setdefault(row.stream, set()).add(row.projection)
    return {stream: frozenset(names) for stream, names in parked.items()}
