#!/usr/bin/env python3
"""Checks what the register proves: a record's bundle, an archive, checkpoints against each other. Trusts nobody.

One file, Python 3.11 and the package `cryptography`; the register need not be installed and nothing is asked of it:

    python verify.py bundle FILE --key VKEY                    a record as it was handed out
    python verify.py archive DIR [DIR ...] --key VKEY          an export; increments in their order
    python verify.py checkpoints OLD NEW --proof FILE          two checkpoints: NEW only adds to OLD
    python verify.py checkpoints OLD NEW --archive DIR         the same, from an export
    python verify.py checkpoints OLD NEW --tiles DIR           the same, from published tiles

VKEY is the log's public key as `name+id+base64`, or a file that holds it; get it by another way than what you check.
`--keys FILE` is the trail of keys: it carries trust from VKEY to the keys that followed it.

How it works. Every event of the register is a leaf of one Merkle tree (RFC 6962, RFC 9162): the leaf's bytes are an
exact encoding of what is stored (`encode`), its place is the event's position. A checkpoint (C2SP tlog-checkpoint) is a
signed note that tells how many leaves the tree has and its root hash. Nobody can find other events with the same root,
so who keeps a checkpoint can tell later whether what it covers was changed.
Exit codes: 0 proven, 1 not proven, 2 wrongly asked.
"""

import argparse
import base64
import hashlib
import heapq
import itertools
import json
import os
import re
import struct
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey


class Unproven(Exception):
    """What was given does not prove what it claims; the text is one sentence.

    position: the first event known to differ, when one event can be named.
    """

    def __init__(self, why: str, position: int | None = None) -> None:
        super().__init__(why)
        self.position = position


def must(holds: object, why: str, position: int | None = None) -> None:
    """Every check of this file: go on when it holds, raise Unproven when it does not."""
    if not holds:
        raise Unproven(why, position)


# ---- The leaf: exactly what is stored ------------------------------------------------------------------------------

LEAF_PREFIX = b"ombudsman-register/event/v1\n"
_EPOCH, _MICROSECOND = datetime(1970, 1, 1, tzinfo=UTC), timedelta(microseconds=1)
_U64_U32, _U32, _I64 = struct.Struct(">QI").pack, struct.Struct(">I").pack, struct.Struct(">q").pack


class StoredEvent(NamedTuple):
    """One row of the register. position: from 1; state: bytes as kept; recorded_at: microseconds since 1970, UTC."""

    position: int
    stream: str
    version: int
    topic: str
    state: bytes
    recorded_at: int


def encode(position: int, stream: str, version: int, topic: str, state: bytes, recorded_at: int) -> bytes:
    """The leaf of a stored event. Every part has its length before it, so no two events have one encoding."""
    name, kind = stream.encode(), topic.encode()
    before = LEAF_PREFIX + _U64_U32(position, len(name)) + name + _U64_U32(version, len(kind)) + kind
    return before + _U32(len(state)) + state + _I64(recorded_at)


def microseconds(moment: datetime) -> int:
    """Microseconds since 1970-01-01 UTC of an aware time."""
    return (moment - _EPOCH) // _MICROSECOND


# ---- The tree: RFC 6962 section 2.1, RFC 9162 section 2.1 ----------------------------------------------------------

EMPTY_ROOT = hashlib.sha256(b"").digest()
LARGEST_SIZE = (1 << 63) - 1


def leaf_hash(leaf: bytes) -> bytes:
    """SHA-256(0x00 || leaf)."""
    return hashlib.sha256(b"\x00" + leaf).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """SHA-256(0x01 || left || right)."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def event_hash(event: StoredEvent) -> bytes:
    """The leaf hash of a stored event."""
    return leaf_hash(encode(*event))


def fold(subtrees: Sequence[bytes]) -> bytes:
    """The root over complete subtrees, largest (leftmost) first."""
    if not subtrees:
        return EMPTY_ROOT
    *rest, root = subtrees
    for left in reversed(rest):
        root = node_hash(left, root)
    return root


class Frontier:
    """A growing tree in the memory of its right edge: one hash for each complete subtree, largest first."""

    def __init__(self) -> None:
        self.size = 0
        self._edge: list[bytes] = []

    def add(self, leaf: bytes) -> None:
        """Append a leaf hash."""
        index, self.size = self.size, self.size + 1
        while index & 1:
            leaf, index = node_hash(self._edge.pop(), leaf), index >> 1
        self._edge.append(leaf)

    def root(self) -> bytes:
        """The root of all leaves so far."""
        return fold(self._edge)


def check_inclusion(index: int, size: int, leaf: bytes, proof: Sequence[bytes], root: bytes) -> None:
    """RFC 9162 section 2.1.3.2: the leaf hash stands at `index` (from 0) of the tree with this size and root."""
    must(0 <= index < size <= LARGEST_SIZE, f"the index {index} lies outside a tree of {size} leaves")
    must(all(len(each) == 32 for each in (leaf, root, *proof)), "a hash does not have 32 bytes")
    _, found = _climb(index, size - 1, leaf, proof)
    must(found == root, "the inclusion proof leads to another root")


def check_consistency(old: int, new: int, old_root: bytes, new_root: bytes, proof: Sequence[bytes]) -> None:
    """RFC 9162 section 2.1.4.2: the tree of size `new` begins with that of size `old`."""
    must(0 <= old <= new <= LARGEST_SIZE, f"a tree of {new} leaves cannot continue one of {old}")
    must(all(len(each) == 32 for each in (old_root, new_root, *proof)), "a hash does not have 32 bytes")
    if old in (0, new):
        must(not proof, "the proof is too long")
        must(old_root == (new_root if old == new else EMPTY_ROOT), "trees of one size have different roots")
        return
    path = [old_root, *proof] if old & (old - 1) == 0 else list(proof)
    must(path, "the proof is too short")
    node, last = old - 1, new - 1
    while node & 1:
        node, last = node >> 1, last >> 1
    before, after = _climb(node, last, path[0], path[1:])
    must(before == old_root, "the consistency proof leads to another old root")
    must(after == new_root, "the consistency proof leads to another new root")


def _climb(node: int, last: int, start: bytes, proof: Sequence[bytes]) -> tuple[bytes, bytes]:
    """From a node up to the roots: of the tree that ends with the node, and of the whole. `last`: the level's last."""
    before = after = start
    for sibling in proof:
        must(last, "the proof is too long")
        if node & 1 or node == last:
            before, after = node_hash(sibling, before), node_hash(sibling, after)
            while node and not node & 1:
                node, last = node >> 1, last >> 1
        else:
            after = node_hash(after, sibling)
        node, last = node >> 1, last >> 1
    must(not last, "the proof is too short")
    return before, after


# ---- Signed notes, checkpoints, keys: C2SP signed-note, tlog-checkpoint, tlog-cosignature --------------------------

ED25519, COSIGNATURE = 0x01, 0x04
KEY_STATEMENT = "ombudsman-register/key/v1"
LARGEST_NOTE, MOST_SIGNATURES, LAST_SECOND = 1_000_000, 100, 253_402_300_799


class Key(NamedTuple):
    """A public key. kind: ED25519 signs notes as they are, COSIGNATURE signs a witness's word with its time."""

    name: str
    kind: int
    public: bytes

    @property
    def id(self) -> bytes:
        """The four bytes by which a signature names the key."""
        return hashlib.sha256(self.name.encode() + b"\n" + bytes([self.kind]) + self.public).digest()[:4]

    def __str__(self) -> str:
        return f"{self.name}+{self.id.hex()}+{base64.b64encode(bytes([self.kind]) + self.public).decode()}"


def key(text: str) -> Key:
    """The key of a line `name+id+base64`."""
    name, _, rest = text.strip().partition("+")
    public = _base64(rest.partition("+")[2], "the key")
    found = Key(name, public[0] if public else 0, public[1:])
    fits = _is_name(name) and len(public) == 33 and found.kind in (ED25519, COSIGNATURE)
    must(fits, "the key is not a line name+id+base64 of an Ed25519 key")
    must(str(found) == text.strip(), "the key's id does not belong to it")
    return found


class Signature(NamedTuple):
    """A signature line of a note: whose it says it is, and its bytes."""

    name: str
    key_id: bytes
    signed: bytes


class Note(NamedTuple):
    """A signed note, not verified yet. text: what is signed, with its last line break."""

    text: str
    signatures: tuple[Signature, ...]


def note(text: str) -> Note:
    """Read a signed note; signatures are not checked here."""
    must(len(text) <= LARGEST_NOTE, "the note is too large")
    must(all(letter.isprintable() or letter in "\n " for letter in text), "the note has characters that do not print")
    body, blank, lines = text.rpartition("\n\n")
    must(body and blank and lines.endswith("\n"), "the note is not a text, a blank line and signatures")
    must(lines.count("\n") <= MOST_SIGNATURES, "the note has too many signatures")
    return Note(body + "\n", tuple(_signature(line) for line in lines[:-1].split("\n")))


def _signature(line: str) -> Signature:
    dash, _, rest = line.partition(" ")
    name, _, encoded = rest.partition(" ")
    signed = _base64(encoded, "a signature")
    must(dash == "—" and _is_name(name) and len(signed) > 4, "a signature is not a line '— name base64'")
    return Signature(name, signed[:4], signed[4:])


def _is_name(name: str) -> bool:
    return bool(name) and "+" not in name and not any(letter.isspace() for letter in name)


def signers(signed: Note, keys: Iterable[Key]) -> dict[Key, int | None]:
    """Those of the keys that signed the note, a witness with its Unix time.

    Signatures of other keys are passed over, a wrong one that names one of the keys is not.
    """
    by_name = {(each.name, each.id): each for each in keys}
    named = ((by_name.get((each.name, each.key_id)), each.signed) for each in signed.signatures)
    return {by: _verified(signed.text, raw, by) for by, raw in named if by is not None}


def _verified(text: str, signed: bytes, by: Key) -> int | None:
    message, when = text.encode(), None
    if by.kind == COSIGNATURE:
        when, signed = int.from_bytes(signed[:8], "big"), signed[8:]
        must(when <= LAST_SECOND, f"the time of {by.name} is none")
        message = b"cosignature/v1\ntime %d\n" % when + message
    try:
        Ed25519PublicKey.from_public_bytes(by.public).verify(signed, message)
    except (InvalidSignature, ValueError):
        raise Unproven(f"the signature of {by.name} is wrong") from None
    return when


class Checkpoint(NamedTuple):
    """A tree as its log signed it. cosigned: the witnesses whose signatures were checked, with their Unix times."""

    origin: str
    size: int
    root: bytes
    extensions: tuple[str, ...] = ()
    signed_by: Key | None = None
    cosigned: tuple[tuple[str, int], ...] = ()


class KeyInForce(NamedTuple):
    """A key with the tree sizes that it may sign: from `since` to `until`, both included; None: up to now."""

    key: Key
    since: int
    until: int | None


class Trust(NamedTuple):
    """Whom the reader trusts: the log's keys with their sizes, and witnesses. No keys: signatures are not checked."""

    keys: tuple[KeyInForce, ...] = ()
    witnesses: tuple[Key, ...] = ()

    def checkpoint(self, text: str) -> Checkpoint:
        """Read a checkpoint. When there are keys, one that counts for its size must have signed it for its own log.

        Cosignatures of the witnesses are verified when present.
        """
        signed = note(text)
        origin, *lines = signed.text[:-1].split("\n")
        must(origin and len(lines) > 1 and all(lines), "the checkpoint is not origin, size and root, each on its line")
        must(re.fullmatch("0|[1-9][0-9]{0,18}", lines[0], re.ASCII), "the checkpoint's size is not a number")
        size, root = int(lines[0]), _base64(lines[1], "the checkpoint's root")
        must(size <= LARGEST_SIZE and len(root) == 32, "the checkpoint's size or root is none of a tree")
        must(size or root == EMPTY_ROOT, "the checkpoint's root is not that of an empty tree")
        own = [each for each in self.keys if each.key.name == origin and each.key.kind == ED25519]
        by = signers(signed, [each.key for each in own])
        must(by or not self.keys, f"the checkpoint of {origin} is not signed by the given key")
        counting = [k.key for k in own if k.key in by and k.since <= size and (k.until is None or size <= k.until)]
        must(counting or not self.keys, f"the checkpoint of size {size} is signed by a key that does not count for it")
        seen = signers(signed, [each for each in self.witnesses if each.kind == COSIGNATURE])
        cosigned = tuple((each.name, when) for each, when in seen.items() if when is not None)
        return Checkpoint(origin, size, root, tuple(lines[2:]), next(iter(counting), None), cosigned)


def trail(text: str, trusted: Key) -> list[KeyInForce]:
    """The keys that the trail leads to from the trusted one, oldest first.

    The trail is a file of signed notes, one after another with a blank line between. Each one's lines are: the word
    KEY_STATEMENT, the log's name, the key's number from 1, the key, the tree size from which it signs. Each is signed
    by its own key and, from the second on, by the key before.
    """
    blocks = text.removesuffix("\n").split("\n\n")
    must(len(text) <= LARGEST_NOTE and len(blocks) % 2 == 0, "the trail of keys is not a sequence of signed notes")
    stated: list[Key] = []
    sizes: list[int] = []
    for number, (body, signatures) in enumerate(zip(blocks[::2], blocks[1::2], strict=True), 1):
        _, name, _, line, size = [*body.split("\n"), *[""] * 5][:5]
        which, fits = f"statement {number} of the trail of keys", re.fullmatch("[0-9]{1,18}", size, re.ASCII)
        must(fits and body == "\n".join([KEY_STATEMENT, name, str(number), line, size]), f"{which} has another form")
        new, since = key(line), int(size)
        must(new.name == name and new.kind == ED25519, f"{which} states a key that is not the log's")
        must(not sizes or sizes[-1] <= since, f"{which} contradicts the one before")
        needed = {new, *stated[-1:]}
        must(signers(note(f"{body}\n\n{signatures}\n"), needed).keys() == needed, f"{which} lacks a signature")
        stated.append(new)
        sizes.append(since)
    must(trusted in stated, "the given key does not stand in the trail of keys")
    inforce = [KeyInForce(*each) for each in zip(stated, sizes, [*sizes[1:], None], strict=True)]
    return inforce[stated.index(trusted) :]


# ---- Events as they are handed out: lines of an archive, bundles ---------------------------------------------------

BUNDLE = "ombudsman-register/bundle/v1"
_LINE = {"position": int, "stream": str, "version": int, "topic": str, "recordedAt": str, "state": object}


def event(told: Any) -> StoredEvent:
    """The stored event that a JSON object of an archive or a bundle tells."""
    _shaped(told, _LINE, "an event")
    position, version, state = told["position"], told["version"], told["state"]
    must(0 < position <= LARGEST_SIZE >= version > 0, "an event's position or version is not a positive number")
    encoded = state.get("base64") if isinstance(state, dict) and len(state) == 1 else None
    must(isinstance(encoded or state, str), f"the state of event {position} is neither text nor base64", position)
    try:
        stored = state.encode() if encoded is None else _base64(encoded, f"the state of event {position}")
        told["stream"].encode(), told["topic"].encode()
    except UnicodeEncodeError:
        raise Unproven(f"a text of event {position} is no Unicode", position) from None
    try:
        at = microseconds(datetime.fromisoformat(told["recordedAt"]))
        exact = moment_text(at) == told["recordedAt"]
    except (ValueError, TypeError, OverflowError):  # no time, one without a zone, one outside of the years of UTC
        exact = False
    must(exact, f"the time of event {position} is not like 2026-01-02T03:04:05.123456Z", position)
    return StoredEvent(position, told["stream"], version, told["topic"], stored, at)


def moment_text(moment: int) -> str:
    """A time in microseconds since 1970, UTC, as lines of events have it."""
    return f"{(_EPOCH + moment * _MICROSECOND).replace(tzinfo=None).isoformat(timespec='microseconds')}Z"


class Proven(NamedTuple):
    """What a bundle proves. number: what the bundle calls the record, in the operator's words alone."""

    record: str
    number: str
    events: tuple[StoredEvent, ...]
    checkpoint: Checkpoint


def check_bundle(content: bytes, trust: Trust) -> Proven:
    """A record's bundle: each event stands in the tree that the checkpoint signs, versions 1, 2, 3 … of one record."""
    told = _json(content, "the bundle")
    parts = {"format": str, "record": str, "number": str, "checkpoint": str, "events": list}
    _shaped(told, parts, "the bundle")
    must(told["format"] == BUNDLE, f"the file is no bundle: its format is not {BUNDLE}")
    must(told["events"], "the bundle has no events")
    signed = trust.checkpoint(told["checkpoint"])
    events: list[StoredEvent] = []
    for each in told["events"]:
        proof = _hashes(each.pop("proof", None) if isinstance(each, dict) else None)
        stored = event(each)
        at = stored.position
        must(stored.stream == told["record"], f"event {at} belongs to another record", at)
        follows = stored.version == len(events) + 1 and (not events or at > events[-1].position)
        must(follows, f"event {at} does not continue the record", at)
        try:
            check_inclusion(at - 1, signed.size, event_hash(stored), proof, signed.root)
        except Unproven as why:
            raise Unproven(f"event {at} is not in the log as it is told here: {why}", at) from None
        events.append(stored)
    return Proven(told["record"], told["number"], tuple(events), signed)


# ---- All events: archives, and whatever else tells every event from the first on -----------------------------------

ARCHIVE = "ombudsman-register/archive/v1"
_PARTS = {"segments": "events", "commands": "commands", "readings": "readings", "refusals": "refusals"}
LeafHash = Callable[[int], bytes | None]
"""The hash that a leaf is known to have by its index; None where none is known."""


class Covered(NamedTuple):
    """Events recomputed as a tree. checkpoints: how many agree; last: the largest of them."""

    size: int
    root: bytes
    checkpoints: int
    last: Checkpoint | None


def check_events(
    events: Iterable[StoredEvent],
    *sources: Iterable[Checkpoint],
    known: LeafHash = lambda index: None,
    progress: Callable[[int], None] = lambda position: None,
) -> Covered:
    """Recompute the tree of all events from the first on, in constant memory, and compare it with every checkpoint.

    sources: each the checkpoints of one place, smallest first. known: from tiles or an older copy, so that the first
    event that differs is named exactly; without it a difference is named by the checkpoints of one source between which
    it lies: those of another may have been rewritten with the events. progress: told the position now and then.
    """
    tree, time, count, last = Frontier(), None, 0, None
    agreed = [0] * len(sources)
    named = (zip(itertools.repeat(number), source) for number, source in enumerate(sources))
    signed = heapq.merge(*named, key=lambda each: each[1].size)
    source, waiting = next(signed, (0, None))
    for stored in itertools.chain([None], events):
        if stored is not None:
            position = tree.size + 1
            if stored.position != position:
                raise Unproven(f"event {position} is missing: event {stored.position} stands in its place", position)
            if time is not None and stored.recorded_at < time:
                raise Unproven(f"event {position} was recorded before event {position - 1}", position)
            hashed, time = event_hash(stored), stored.recorded_at
            if known(position - 1) not in (None, hashed):
                raise Unproven(f"event {position} is not the one that the tree holds", position)
            tree.add(hashed)
            if position % 10_000 == 0:
                progress(position)
        while waiting is not None and waiting.size <= tree.size:
            must(waiting.size == tree.size, "the checkpoints are not in the order of their sizes")
            first = agreed[source] + 1 if agreed[source] < waiting.size else 1
            which = f"position {first}" if first == waiting.size else f"positions {first} to {waiting.size}"
            why = f"the events are not those that the checkpoint of size {waiting.size} signs"
            exact = first if first == waiting.size else None
            must(waiting.root == tree.root(), f"{why}: the first difference lies at {which}", exact)
            agreed[source], count, last = waiting.size, count + 1, waiting
            source, waiting = next(signed, (0, None))
    if waiting is not None:
        missing = tree.size + 1
        raise Unproven(f"event {missing} is missing: the log was signed with {waiting.size} events", missing)
    return Covered(tree.size, tree.root(), count, last)


def check_archive(
    directories: Sequence[Path],
    trust: Trust,
    checkpoints: Sequence[Checkpoint] = (),
    tiles: "ReadTile | None" = None,
    progress: Callable[[int], None] = lambda position: None,
) -> Covered:
    """An archive, or one with its increments: dense, undamaged, and equal to its own and the given checkpoints.

    tiles: kept tiles of the log, to name the first difference exactly.
    """
    signed: list[Checkpoint] = []
    for directory in directories:
        told, own = manifest(directory), directory / "checkpoint"
        if own.exists():
            signed.append(trust.checkpoint(text_of(own)))
        same = all(each.origin == told["log"] for each in (*checkpoints, *signed))
        must(same, "the archive and the checkpoints belong to different logs")
        for segment in (*told["commands"], *told["readings"], *told["refusals"]):
            for _ in _lines(directory, segment):
                pass
    own_and_kept = [sorted(source, key=lambda each: each.size) for source in (signed, checkpoints)]
    largest = max((each.size for each in (*signed, *checkpoints)), default=0)
    known = leaves(tiles, largest) if tiles else lambda index: None
    events = (stored for directory in directories for stored in archived(directory))
    return check_events(events, *own_and_kept, known=known, progress=progress)


def archived(directory: Path) -> Iterator[StoredEvent]:
    """The events of an archive in their order; each segment is checked against its checksum at its end."""
    told = manifest(directory)
    position = told["from"] - 1
    for segment in told["segments"]:
        for content in _lines(directory, segment):
            position += 1
            stored = event(_json(content, f"the line of event {position}"))
            if stored.position != position:
                raise Unproven(f"where event {position} belongs stands event {stored.position}", position)
            yield stored
    must(position == told["to"], f"the events end at {position}, the manifest tells of {told['to']}", position + 1)


def manifest(directory: Path) -> dict[str, Any]:
    """The manifest of an archive: log, first and last position, segments of events and of the journals."""
    told: Any = _json(_file(directory / "manifest.json"), "the manifest")
    must(isinstance(told, dict) and told.get("format") == ARCHIVE, f"{directory} is no archive of the form {ARCHIVE}")
    numbers = all(type(told.get(name)) is int for name in ("from", "to"))
    must(numbers and isinstance(told.get("log"), str), "the manifest does not tell log, from and to")
    for part, folder in _PARTS.items():
        must(isinstance(told.setdefault(part, []), list), f"the manifest's {part} are not a list")
        for segment in told[part]:
            file = str(segment.get("file")) if isinstance(segment, dict) else ""
            named = re.fullmatch(folder + r"/[0-9]{12,}\.jsonl", file, re.ASCII)
            must(named, "a segment of the manifest names a file that is none of an archive")
    return dict(told)


def _lines(directory: Path, segment: dict[str, Any]) -> Iterator[bytes]:
    """The lines of a segment, which at the end must have had the size and the checksum that the manifest tells."""
    digest, size, which = hashlib.sha256(), 0, f"the segment {segment['file']}"
    with _opened(directory / segment["file"]) as lines:
        while content := lines.readline(LARGEST_LINE):
            must(content.endswith(b"\n"), "a line of an archive is cut off")
            digest.update(content)
            size += len(content)
            yield content
    right = (size, digest.hexdigest()) == (segment.get("bytes"), segment.get("sha256"))
    must(right, f"{which} has another checksum than the manifest tells")


# ---- Two checkpoints: C2SP tlog-tiles, or a consistency proof -------------------------------------------------------

CONSISTENCY = "ombudsman-register/consistency/v1"
TILE_HEIGHT, TILE_WIDTH = 8, 256
ReadTile = Callable[[int, int, int], bytes]
"""(level, number, width) -> at least the first `width` hashes of that tile."""


def check_order(old: Checkpoint, new: Checkpoint) -> None:
    """Both are of one log, which did not shrink."""
    must(old.origin == new.origin, "the checkpoints belong to different logs")
    gone, why = new.size + 1, f"the log has shrunk from {old.size} to {new.size} events"
    must(old.size <= new.size, f"{why}: event {gone} is missing", gone)


def check_continuation(old: Checkpoint, new: Checkpoint, content: bytes) -> None:
    """From a file {"format", "old", "new", "proof"} with both sizes and hashes in base64: `new` continues `old`."""
    told = _json(content, "the proof")
    _shaped(told, {"format": str, "old": int, "new": int, "proof": list}, "the proof")
    must(told["format"] == CONSISTENCY, f"the file is no consistency proof: its format is not {CONSISTENCY}")
    about = (told["old"], told["new"])
    must(about == (old.size, new.size), f"the proof is about {about[0]} and {about[1]} events, not these checkpoints")
    check_consistency(old.size, new.size, old.root, new.root, _hashes(told["proof"]))


def check_checkpoints(old: Checkpoint, new: Checkpoint, tiles: ReadTile) -> None:
    """From tiles alone: the tree of `new` continues that of `old`."""
    tree, known = Frontier(), leaves(tiles, new.size)
    for signed in (old, new):
        for index in range(tree.size, signed.size):
            tree.add(known(index) or b"")
        same = tree.root() == signed.root
        must(same, f"the tiles do not lead to the root of the checkpoint of size {signed.size}")


def leaves(tiles: ReadTile, size: int) -> LeafHash:
    """The leaf hashes of a tree's tiles, one tile kept in memory; None beyond the tree."""
    kept: tuple[int, bytes] = (-1, b"")

    def known(index: int) -> bytes | None:
        nonlocal kept
        if index >= size:
            return None
        number, place = divmod(index, TILE_WIDTH)
        if kept[0] != number:
            width = min(TILE_WIDTH, size - number * TILE_WIDTH)
            kept = number, tiles(0, number, width)
            must(len(kept[1]) >= width * 32, f"the tile {tile_path(0, number, width)} is too short")
        return kept[1][place * 32 : place * 32 + 32]

    return known


def tile_directory(directory: Path) -> ReadTile:
    """Tiles kept as files under their published paths; where a partial one is missing, the full one serves."""

    def read(level: int, number: int, width: int) -> bytes:
        partial, full = (directory / tile_path(level, number, each) for each in (width, TILE_WIDTH))
        must(partial.exists() or full.exists(), f"the tile {tile_path(level, number, width)} is missing")
        return _file(partial if partial.exists() else full, TILE_WIDTH * 32)

    return read


def tile_path(level: int, number: int, width: int = TILE_WIDTH) -> str:
    """Where a tile is published, below the log's address: tile/<L>/x001/x234/067, with .p/<W> for a partial one."""
    groups = [f"{number % 1000:03d}"]
    while number := number // 1000:
        groups.insert(0, f"x{number % 1000:03d}")
    return f"tile/{level}/{'/'.join(groups)}" + ("" if width == TILE_WIDTH else f".p/{width}")


# ---- Reading what nobody vouches for -------------------------------------------------------------------------------

LARGEST_LINE, LARGEST_FILE = 1 << 26, 1 << 30


def _shaped(told: Any, fields: Mapping[str, type], what: str) -> None:
    """A JSON object with these fields and no other, each of its type; true and false are no numbers."""
    if not isinstance(told, dict) or told.keys() != fields.keys():
        raise Unproven(f"{what} does not have the fields {', '.join(fields)}")
    for name, kind in fields.items():
        if not isinstance(told[name], kind) or isinstance(told[name], bool):
            raise Unproven(f"the {name} of {what} is no {_KINDS[kind]}")


_KINDS: dict[type, str] = {int: "whole number", str: "text", list: "list", object: "text"}


def _base64(text: Any, what: str) -> bytes:
    """Canonical standard base64: one text for each value, so nothing can hide in it."""
    try:
        found = base64.b64decode(text, validate=True)
    except (ValueError, TypeError):
        found = b""
    must(base64.b64encode(found).decode() == text, f"{what} is no canonical base64")
    return found


def _hashes(told: Any) -> list[bytes]:
    must(isinstance(told, list) and len(told) <= 64, "a proof is not a list of at most 64 hashes")
    return [_base64(each, "a hash of a proof") for each in told]


def _json(content: bytes, what: str) -> Any:
    """JSON without anything that two readers may understand differently: no duplicate fields, no NaN."""

    def fields(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        if len(dict(pairs)) != len(pairs):
            raise ValueError
        return dict(pairs)

    try:
        return json.loads(content.decode(), object_pairs_hook=fields, parse_constant=int)  # int("NaN") is a ValueError
    except (ValueError, RecursionError):
        raise Unproven(f"{what} is no JSON in UTF-8, or has a field twice") from None


def _opened(path: Path) -> BinaryIO:
    """A regular file, never a device or a pipe that would not end. Raises OSError."""
    must(path.is_file() or not path.exists(), f"{path} is no file")
    return path.open("rb")


def _file(path: Path, largest: int = LARGEST_FILE) -> bytes:
    with _opened(path) as file:
        content = file.read(largest + 1)
    must(len(content) <= largest, f"{path} is too large")
    return content


def text_of(path: Path) -> str:
    """The text of a note's file. Raises OSError."""
    try:
        return _file(path, LARGEST_NOTE).decode()
    except UnicodeDecodeError:
        raise Unproven(f"{path} is not UTF-8") from None


def key_of(text: str) -> Key:
    """A key that is given as itself or as a file. Raises OSError."""
    return key(text if re.fullmatch(r"[^+]+\+[0-9a-f]{8}\+.+", text.strip()) else text_of(Path(text)))


# ---- Command line --------------------------------------------------------------------------------------------------


def _trust(asked: argparse.Namespace) -> Trust:
    trusted = key_of(asked.key)
    keys = trail(text_of(asked.keys), trusted) if asked.keys else [KeyInForce(trusted, 0, None)]
    witnesses = tuple(key_of(each) for each in asked.witness)
    must(all(each.kind == COSIGNATURE for each in witnesses), "a key of --witness is not that of a witness")
    return Trust(tuple(keys), witnesses)


def _told(signed: Checkpoint) -> str:
    seen = "".join(f", cosigned by {name} at {datetime.fromtimestamp(when, UTC)}" for name, when in signed.cosigned)
    return f"checkpoint of {signed.size} events, signed by {signed.signed_by}{seen}"


def _shown(text: str) -> str:
    """A text of somebody's that may steer no terminal."""
    return text if text.isprintable() else ascii(text)


def _bundle(asked: argparse.Namespace) -> Iterator[str]:
    proven = check_bundle(_file(asked.file), _trust(asked))
    yield _told(proven.checkpoint)
    for each in proven.events:
        yield f"  {each.position}  version {each.version}  {moment_text(each.recorded_at)}  {_shown(each.topic)}"
    yield f"proven: these {len(proven.events)} events of {_shown(proven.record)} stand in the log as they are told"


def _archive(asked: argparse.Namespace) -> Iterator[str]:
    trust, tiles = _trust(asked), tile_directory(asked.tiles) if asked.tiles else None
    kept = [trust.checkpoint(text_of(file)) for file in asked.checkpoint]
    covered = check_archive(asked.directory, trust, kept, tiles, _progress)
    yield f"root of {covered.size} events: {base64.b64encode(covered.root).decode()}"
    if covered.last is None:
        raise Unproven("there is no checkpoint: the archive is undamaged, but it proves nothing")
    yield f"{_told(covered.last)}; {covered.checkpoints} checkpoints agree"
    if beyond := covered.size - covered.last.size:
        yield f"beyond every checkpoint: the last {beyond} events, undamaged but unproven"
    yield f"proven: the first {covered.last.size} events are those that were signed"


def _checkpoints(asked: argparse.Namespace) -> Iterator[str]:
    trust, tiles = _trust(asked), tile_directory(asked.tiles) if asked.tiles else None
    old, new = (trust.checkpoint(text_of(file)) for file in (asked.old, asked.new))
    check_order(old, new)
    if asked.proof:
        check_continuation(old, new, _file(asked.proof))
    if tiles:
        check_checkpoints(old, new, tiles)
    if asked.archive:
        check_archive(asked.archive, trust, [old, new], tiles, _progress)
    yield from (_told(old), _told(new))
    yield f"proven: the log of {new.size} events begins with the {old.size} events signed before"


def _progress(position: int) -> None:
    if sys.stderr.isatty():
        sys.stderr.write(f"\r{position:,} events ")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="verify.py", description="Checks what the register proves.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    trust = argparse.ArgumentParser(add_help=False)
    trust.add_argument("--key", required=True, metavar="VKEY", help="the log's public key, or a file with it")
    trust.add_argument("--keys", type=Path, metavar="FILE", help="the trail of keys, from VKEY on")
    trust.add_argument("--witness", action="append", default=[], metavar="VKEY", help="a witness's key; repeatable")
    bundle = commands.add_parser("bundle", parents=[trust], help="a record as it was handed out")
    bundle.add_argument("file", type=Path)
    bundle.set_defaults(run=_bundle)
    archive = commands.add_parser("archive", parents=[trust], help="an export, with increments in their order")
    archive.add_argument("directory", type=Path, nargs="+")
    archive.add_argument("--checkpoint", type=Path, action="append", default=[], metavar="FILE", help="kept elsewhere")
    archive.add_argument("--tiles", type=Path, metavar="DIR", help="kept tiles, to name the first difference")
    archive.set_defaults(run=_archive)
    pair = commands.add_parser("checkpoints", parents=[trust], help="two checkpoints: the new one only adds")
    pair.add_argument("old", type=Path)
    pair.add_argument("new", type=Path)
    pair.add_argument("--proof", type=Path, metavar="FILE", help="a consistency proof")
    pair.add_argument("--archive", type=Path, nargs="+", metavar="DIR")
    pair.add_argument("--tiles", type=Path, metavar="DIR")
    pair.set_defaults(run=_checkpoints)
    return parser


def main(arguments: Sequence[str] | None = None) -> int:
    """Check what the arguments ask for; the exit code."""
    parser = _parser()
    asked = parser.parse_args(arguments)
    if asked.run is _checkpoints and not (asked.proof or asked.archive or asked.tiles):
        parser.error("two checkpoints are compared by --proof, --archive or --tiles")
    try:
        for said in asked.run(asked):
            sys.stdout.write(f"{said}\n")
        sys.stdout.flush()
    except Unproven as why:
        sys.stderr.write(f"NOT PROVEN: {why}\n")
        return 1
    except BrokenPipeError:  # nobody reads the answer to its end
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        return 1
    except OSError as error:
        sys.stderr.write(f"NOT PROVEN: {error.filename} cannot be read: {error.strerror}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
