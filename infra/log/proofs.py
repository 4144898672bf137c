"""Bundles: a record's events as they are stored, each with the proof that it stands in a signed tree.

A bundle tells nothing of other records: the hashes of a proof are those of subtrees, which nobody can turn back into
events.
"""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

import anyio
import msgspec
import psycopg
import structlog
from psycopg import Connection

from domain.message import event_types
from graphql_api.errors import Unavailable
from graphql_api.ports import ProvenRecord
from infra.log import stored, verify
from infra.log.checkpoints import Checkpoints, HistoryRewrittenError, Kept, published
from infra.log.keys import LogKeyRefused
from infra.log.tiles import StoredTiles
from infra.log.tree import Tiles
from projections.audit import content_fields

PATIENCE: Final = 5.0
"""Seconds that a bundle waits for the tree to reach the record's last event."""
_LOOK: Final = 0.05
_log = structlog.get_logger(__name__)
_EVENTS: Final = (
    "select notification_id, originator_id, originator_version, topic, state, recorded_at from register.events"
    " where originator_id = %s and notification_id <= %s order by originator_version"
)


class NotCoveredError(Exception):
    """No signed checkpoint covers the record yet."""


class Bundle(NamedTuple):
    """A record's bundle. size: of the signed tree; contents: versions of events that hold free text or persons"""

    text: str
    size: int
    versions: frozenset[int]
    contents: frozenset[int]


@dataclass(frozen=True)
class RecordProofs:
    """The bundles of one register, as the API's port has them."""

    checkpoints: Checkpoints

    async def of(self, record: str, number: str, upto: int) -> ProvenRecord | None:
        """The bundle of a record's events up to a position. Raises Unavailable while they cannot be proven."""
        try:
            found = await anyio.to_thread.run_sync(self.bundle, record, number, upto)
        except HistoryRewrittenError:
            _log.critical("the log contradicts a checkpoint and proves nothing")
            raise Unavailable from None
        except (psycopg.OperationalError, NotCoveredError, LogKeyRefused):
            raise Unavailable from None
        return found and ProvenRecord(*found)

    def bundle(self, record: str, number: str, upto: int = verify.LARGEST_SIZE) -> Bundle | None:
        """The bundle of a record's events up to a position; None for a record without events.

        A checkpoint is signed when the last one does not cover them.
        Raises NotCoveredError, LogKeyRefused, HistoryRewrittenError.
        """
        with self.checkpoints.connected() as connection:
            rows = connection.execute(_EVENTS.encode(), (record, upto)).fetchall()
            if not rows:
                return None
            events = [
                verify.StoredEvent(position, stream, version, topic, bytes(state), verify.microseconds(at))
                for position, stream, version, topic, state, at in rows
            ]
            signed = self._covering(connection, max(event.position for event in events))
            return Bundle(
                _text(connection, record, number, events, signed),
                signed.size,
                frozenset(event.version for event in events),
                frozenset(event.version for event in events if _has_contents(event)),
            )

    def _covering(self, connection: Connection[Any], position: int) -> Kept:
        until = time.monotonic() + PATIENCE
        while (found := self.checkpoints.covering(connection, position)) is None:
            if time.monotonic() > until:
                raise NotCoveredError(
                    "the log has not grown to the record's last event; is `ombudsman project` running?"
                )
            time.sleep(_LOOK)
        return found


def _text(connection: Connection[Any], record: str, number: str, events: list[verify.StoredEvent], signed: Kept) -> str:
    told: dict[str, Any] = {
        "format": verify.BUNDLE,
        "record": record,
        "number": number,
        "checkpoint": published(connection, signed),
        "events": list(_proven(events, StoredTiles(connection).tree(signed.size), signed)),
    }
    return f"{msgspec.json.format(msgspec.json.encode(told), indent=1).decode()}\n"


def _proven(events: list[verify.StoredEvent], tree: Tiles, signed: Kept) -> Iterator[dict[str, Any]]:
    """Each event with its proof, checked before it is handed out: a bundle that fails would only tell its reader."""
    for event in events:
        proof = tree.inclusion(event.position - 1)
        try:
            verify.check_inclusion(event.position - 1, signed.size, verify.event_hash(event), proof, signed.root)
        except verify.Unproven as why:
            raise HistoryRewrittenError(
                f"event {event.position} is not the one that the checkpoint of size {signed.size} covers: {why}."
                " Run `ombudsman verify`"
            ) from None
        yield {**stored.line(event), "proof": proof}


def _has_contents(event: verify.StoredEvent) -> bool:
    """Whether an event holds what belongs to the contents of its record; of one that cannot be read that is assumed."""
    kind = event_types().get(event.topic)
    try:
        stored = msgspec.json.decode(event.state)
        fields, schema = stored["event"].keys(), stored["schema"]
    except (msgspec.MsgspecError, UnicodeDecodeError, LookupError, TypeError, AttributeError):
        return True
    if kind is None or schema != kind.schema_version:
        return kind is None or bool(content_fields(kind))
    return not content_fields(kind).isdisjoint(fields)
