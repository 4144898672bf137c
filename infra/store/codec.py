"""Between recorded events and what is stored: stable names as topics, `{"schema", "act", "event"}` JSON as state.

Personal values and free text stand sealed in the state (infra/sealing); rows reach the codec with these opened.
Events of an older schema version are brought up to date step by step while they are read; what is stored stays as
it was written. A name that no release knows is an error that says where it stands.
"""

from collections.abc import Callable
from datetime import datetime
from typing import Any, NamedTuple

import msgspec
from eventsourcing.persistence import Mapper, MapperDeserialisationError, PersistenceError, StoredEvent
from msgspec import Raw, Struct

import domain.kinds  # noqa: F401  completes the list of events
from domain.identifiers import StreamId
from domain.message import Act, Event, Recorded, event_types, upcast
from domain.sealing import plan
from infra.sealing.keyring import MARK

_encode = msgspec.json.Encoder().encode


class StoredRow(NamedTuple):
    """One row of register.events, columns in the order in which every select of ours asks for them."""

    stream: str
    version: int
    topic: str
    state: bytes
    position: int
    recorded_at: datetime


class UndecodableEventError(MapperDeserialisationError):
    """A stored event that this release cannot read: written by a newer one, or damaged.

    position, stream and version say where it stands; the text never repeats stored values.
    """

    def __init__(self, row: StoredRow, why: str) -> None:
        super().__init__(f"position {row.position}: {row.topic}, {row.stream} version {row.version}: {why}")
        self.position, self.stream, self.version = row.position, row.stream, row.version


class KeyNotHereError(UndecodableEventError):
    """A stored event whose sealed values cannot be opened: the key is not here."""


class _OtherSchema(Struct):
    schema: int
    act: Act
    event: dict[str, Any]


class _Reader(NamedTuple):
    """How the events of one name are read: the fast way for states that begin like those written today."""

    cls: type[Event]
    prefix: bytes
    decode: Callable[[bytes], Any]


def _prefix(version: int) -> bytes:
    return b'{"schema":%d,"act":' % version


def _reader(cls: type[Event]) -> _Reader:
    current = msgspec.defstruct(f"Stored{cls.__name__}", [("act", Act), ("event", cls)])
    return _Reader(cls, _prefix(cls.schema_version), msgspec.json.Decoder(current).decode)


_other_schema = msgspec.json.Decoder(_OtherSchema).decode


def encode_act(act: Act) -> Raw:
    """An act, encoded once for all events that it caused."""
    return Raw(_encode(act))


def encode(act: Act | Raw, event: Event, sealed: dict[str, Any] | None = None) -> bytes:
    """The state as it is stored for ever.

    sealed: the event's fields with sealed values among them, if there are any
    """
    acting = bytes(act) if isinstance(act, Raw) else _encode(act)
    return _prefix(event.schema_version) + acting + b',"event":' + _encode(event if sealed is None else sealed) + b"}"


class Codec(Mapper[str]):
    """The library's mapper with our names and JSON in place of Python paths and transcodings."""

    def __init__(self, *_: Any, **__: Any) -> None:
        self._readers: dict[str, _Reader] = {}

    def decode(self, row: StoredRow) -> Recorded:
        """Read one stored event. Raises UndecodableEventError."""
        try:
            reader = self._readers.get(row.topic) or self._learn(row)
            state = row.state
            if state.startswith(reader.prefix):
                stored = reader.decode(state)
                act, event = stored.act, stored.event
            else:
                act, event = _bring_up_to_date(row, reader.cls)
        except (msgspec.MsgspecError, LookupError, TypeError, ValueError) as error:
            if isinstance(error, UndecodableEventError):
                raise
            if MARK in row.state:
                raise KeyNotHereError(row, "the key of its sealed values is not here") from None
            raise UndecodableEventError(row, _why(error)) from None
        return Recorded(
            stream=StreamId(row.stream),
            version=row.version,
            position=row.position,
            recorded_at=row.recorded_at,
            act=act,
            event=event,
        )

    def _learn(self, row: StoredRow) -> _Reader:
        cls = event_types().get(row.topic)
        if cls is None:
            raise UndecodableEventError(row, "no event of this name is known to this release")
        reader = self._readers[row.topic] = _reader(cls)
        return reader

    def to_domain_event(self, stored_event: StoredEvent) -> Any:
        """Decode what our recorder selected; `Repository.get` and notification logs come through here."""
        return self.decode(getattr(stored_event, "row"))  # noqa: B009  only our recorder's events have rows

    def to_stored_event(self, domain_event: Any) -> StoredEvent:
        """Encode what the library saves by itself. Raises PersistenceError for values that only the register seals."""
        recorded: Recorded = domain_event
        if plan(type(recorded.event)):
            name = type(recorded.event).__name__
            raise PersistenceError(f"{name} has values that are stored sealed: give its command to infra.register")
        return StoredEvent(
            originator_id=recorded.stream,
            originator_version=recorded.version,
            topic=type(recorded.event).__name__,
            state=encode(recorded.act, recorded.event),
        )


def _bring_up_to_date(row: StoredRow, cls: type[Event]) -> tuple[Act, Event]:
    stored = _other_schema(row.state)
    fields = upcast(row.topic, stored.schema, cls.schema_version, stored.event)
    return stored.act, msgspec.convert(fields, cls, strict=False)


def _why(error: Exception) -> str:
    """The reason without any stored value: our own texts, or the kind of error."""
    return str(error.args[0]) if type(error) is LookupError else type(error).__name__
