"""Record kinds: one kind of matter, one stream per record, one fold that turns its events into a state."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from domain.message import Recorded

S = TypeVar("S")


@dataclass(frozen=True)
class Kind(Generic[S]):
    """A kind of record.

    name: prefix of its streams; title words for people stand with the API type
    initial: the state before the first event
    evolve: the state after one more event; None for a register of numbers, whose version is its state
    """

    name: str
    initial: S
    evolve: Callable[[S, Recorded], S] | None

    def stream(self, key: str) -> str:
        return f"{self.name}-{key}"

    def fold(self, state: S, events: list[Recorded]) -> S:
        if self.evolve is not None:
            for recorded in events:
                state = self.evolve(state, recorded)
        return state


@dataclass(frozen=True, slots=True)
class Fold(Generic[S]):
    """A record's state after its first `version` events; version 0 is a record that does not exist."""

    state: S
    version: int


class NotLoaded(Exception):
    """`decide` asked for a stream that has not been loaded yet: load it and decide again (deciding is pure)."""

    def __init__(self, kind: Kind[Any], stream: str) -> None:
        super().__init__(stream)
        self.kind = kind
        self.stream = stream


@dataclass
class World:
    """The folds that a decision may look at, and the set of those it did look at.

    What was looked at is the read set: the append verifies that none of it changed meanwhile.
    """

    folds: dict[str, Fold[Any]] = field(default_factory=dict)
    read: dict[str, int] = field(default_factory=dict)

    def fold(self, kind: Kind[S], stream: str) -> Fold[S]:
        found = self.folds.get(stream)
        if found is None:
            raise NotLoaded(kind, stream)
        self.read[stream] = found.version
        return found
