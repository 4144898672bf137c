"""Folded states of records, kept between commands, and the view of them that one decision takes.

Nothing here is ever trusted to be current: the append verifies what a decision read, and an answer no is given only
after the same streams were looked up once more. So a warm command needs no read at all.
"""

from collections import OrderedDict
from collections.abc import Callable, Iterable
from threading import Lock
from typing import Any

from domain.message import Recorded
from domain.persons.naming import NAMINGS
from domain.record import Fold, Kind, World
from infra.sealing.naming import naming_in
from infra.store.codec import Codec
from infra.store.session import Session

_NAMING = NAMINGS.stream("")


class Folds:
    """Least recently used folds by stream, shared by the threads of a process. Versions only ever go up."""

    def __init__(self, kind_of: Callable[[str], Kind[Any]], codec: Codec, limit: int = 10_000) -> None:
        self._kind_of = kind_of
        self._codec = codec
        self._limit = limit
        self._kept: OrderedDict[str, Fold[Any]] = OrderedDict()
        self._lock = Lock()

    def get(self, stream: str) -> Fold[Any] | None:
        with self._lock:
            found = self._kept.get(stream)
            if found is not None:
                self._kept.move_to_end(stream)
            return found

    def load(self, session: Session, streams: Iterable[str]) -> dict[str, Fold[Any]]:
        """Bring streams up to date in one round trip. A stream without events has version 0.

        Where a person is named is looked up each time and never kept: no version tells that it changed.
        """
        wanted = list(streams)
        named = {stream: Fold(naming_in(session, stream), 0) for stream in filter(_is_naming, wanted)}
        kinds = {stream: self._kind_of(stream) for stream in wanted if stream not in named}
        folds = {stream: self.get(stream) or Fold(kind.initial, 0) for stream, kind in kinds.items()}
        counted = {stream for stream, kind in kinds.items() if kind.evolve is None}
        for row in session.newer({stream: fold.version for stream, fold in folds.items()}, counted):
            kind, fold = kinds[row.stream], folds[row.stream]
            state = fold.state if kind.evolve is None else kind.evolve(fold.state, self._codec.decode(row))
            folds[row.stream] = Fold(state, row.version)
        self._keep(folds)
        return {**folds, **named}

    def advance(self, bases: dict[str, Fold[Any]], recorded: Iterable[Recorded]) -> None:
        """Fold freshly written events onto the states from which they were decided."""
        folds = dict[str, Fold[Any]]()
        for event in recorded:
            base = folds.get(event.stream) or bases[event.stream]
            folds[event.stream] = self.after(base, event)
        self._keep(folds)

    def after(self, fold: Fold[Any], event: Recorded) -> Fold[Any]:
        kind = self._kind_of(event.stream)
        return Fold(fold.state if kind.evolve is None else kind.evolve(fold.state, event), event.version)

    def _keep(self, folds: dict[str, Fold[Any]]) -> None:
        with self._lock:
            for stream, fold in folds.items():
                kept = self._kept.get(stream)
                if kept is None or kept.version <= fold.version:
                    self._kept[stream] = fold
                self._kept.move_to_end(stream)
            while len(self._kept) > self._limit:
                self._kept.popitem(last=False)


def _is_naming(stream: str) -> bool:
    return stream.startswith(_NAMING)


class View(dict[str, Fold[Any]]):
    """The folds that one decision, or one batch of them, stands on: each stream at one version throughout.

    bases: the folds as stored; the dictionary itself runs ahead of them while a batch is being decided
    """

    def __init__(self, folds: Folds) -> None:
        super().__init__()
        self._folds = folds
        self.bases: dict[str, Fold[Any]] = {}
        self.world = World(folds=self)

    def get(self, stream: str, default: Any = None) -> Any:
        found = super().get(stream)
        if found is None:
            found = self._folds.get(stream)
            if found is None:
                return default
            self.take({stream: found})
        return found

    def take(self, folds: dict[str, Fold[Any]]) -> None:
        """Stand on these folds, except where the view has its own already."""
        for stream, fold in folds.items():
            if stream not in self:
                self[stream] = self.bases[stream] = fold

    def guards(self, written: Iterable[str]) -> dict[str, int]:
        """Stored versions of all that was read and all that is written.

        A record that names somebody was read twice, as a record and for what it names: the older version counts.
        """
        read = {**self.world.read, **dict.fromkeys(written)}
        guards = {stream: self.bases[stream].version for stream in read}
        for stream in filter(_is_naming, read):
            for place in self.bases[stream].state.places:
                guards[place.stream] = min(place.version, guards.get(place.stream, place.version))
        return guards

    def is_current(self, session: Session) -> bool:
        """Whether everything that was read still stands as it was read; brings the shared folds up to date."""
        fresh = self._folds.load(session, self.world.read)
        return all(fresh[stream].version == self.bases[stream].version for stream in self.world.read)
