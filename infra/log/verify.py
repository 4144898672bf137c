#!/usr/bin/env python3
"""Checks what the register proves: a record's bundle, an archive, checkpoints against each other. Trusts nobody.

One file, Python 3.11 and the package `cryptography`; the register need not be installed and nothing is asked of it:

    python verify.py bundle FILE --key VKEY                    a record as it was handed out
    python verify.py archive DIR [DIR ...] --key VKEY          an export; increments in their order
    python verify.py checkpoints OLD NEW --archive DIR         two checkpoints: NEW only adds to OLD
    python verify.py checkpoints OLD NEW --tiles DIR           the same, from published tiles alone
    python verify.py proofs FILE                               vectors of inclusion and consistency proofs

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
import binascii
import hashlib
import itertools
import json
import re
import stat
import struct
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple, NoReturn

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

BUNDLE = "ombudsman-register/bundle/v1"
ARCHIVE = "ombudsman-register/archive/v1"
KEY_STATEMENT = "ombudsman-register/key/v1"

LARGEST_NOTE = 1_000_000
LARGEST_LINE = 1 << 26
LARGEST_FILE = 1 << 30
MOST_SIGNATURES = 100
LARGEST_SIZE = (1 << 63) - 1


class Unproven(Exception):
    """What was given does not prove what it claims; the text is one sentence.

    position: the first event known to differ, when one event can be named.
    """

    def __init__(self, why: str, position: int | None = None) -> None:
        super().__init__(why)
        self.position = position


# ---- The leaf: exactly what is stored ------------------------------------------------------------------------------

LEAF_PREFIX = b"ombudsman-register/event/v1\n"
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
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


def leaf_hash(leaf: bytes) -> bytes:
    """SHA-256(0x00 || leaf)."""
    return hashlib.sha256(b"\x00" + leaf).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """SHA-256(0x01 || left || right)."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def event_hash(event: StoredEvent) -> bytes:
    """The leaf hash of a stored event."""
    return leaf_hash(encode(*event))


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


def fold(subtrees: Sequence[bytes]) -> bytes:
    """The root over complete subtrees, largest (leftmost) first."""
    if not subtrees:
        return EMPTY_ROOT
    *rest, root = subtrees
    for left in reversed(rest):
        root = node_hash(left, root)
    return root


def check_inclusion(index: int, size: int, leaf: bytes, proof: Sequence[bytes], root: bytes) -> None:
    """RFC 9162 section 2.1.3.2: the leaf hash stands at `index` (from 0) of the tree with this size and root.

    Raises Unproven.
    """
    if not 0 <= index < size <= LARGEST_SIZE:
        _refuse(f"the index {index} lies outside a tree of {size} leaves")
    _must_be_hashes([leaf, root, *proof])
    node, last = index, size - 1
    for sibling in proof:
        if last == 0:
            _refuse("the inclusion proof is too long")
        if node & 1 or node == last:
            leaf = node_hash(sibling, leaf)
            while node and not node & 1:
                node, last = node >> 1, last >> 1
        else:
            leaf = node_hash(leaf, sibling)
        node, last = node >> 1, last >> 1
    if last:
        _refuse("the inclusion proof is too short")
    if leaf != root:
        _refuse("the inclusion proof leads to another root")


def check_consistency(old: int, new: int, old_root: bytes, new_root: bytes, proof: Sequence[bytes]) -> None:
    """RFC 9162 section 2.1.4.2: the tree of size `new` begins with that of size `old`. Raises Unproven."""
    if not 0 <= old <= new <= LARGEST_SIZE:
        _refuse(f"a tree of {new} leaves cannot continue one of {old}")
    _must_be_hashes([old_root, new_root, *proof])
    if old in (0, new):
        if proof:
            _refuse("the consistency proof is too long")
        if old == new and old_root != new_root:
            _refuse("two trees of one size have different roots")
        if old == 0 != new and old_root != EMPTY_ROOT:
            _refuse("the root of the empty tree is wrong")
        return
    path = [old_root, *proof] if old & (old - 1) == 0 else list(proof)
    if not path:
        _refuse("the consistency proof is too short")
    node, last = old - 1, new - 1
    while node & 1:
        node, last = node >> 1, last >> 1
    before = after = path[0]
    for sibling in path[1:]:
        if last == 0:
            _refuse("the consistency proof is too long")
        if node & 1 or node == last:
            before, after = node_hash(sibling, before), node_hash(sibling, after)
            while node and not node & 1:
                node, last = node >> 1, last >> 1
        else:
            after = node_hash(after, sibling)
        node, last = node >> 1, last >> 1
    if last:
        _refuse("the consistency proof is too short")
    if before != old_root:
        _refuse("the consistency proof leads to another old root")
    if after != new_root:
        _refuse("the consistency proof leads to another new root")


def _must_be_hashes(hashes: Iterable[bytes]) -> None:
    if any(len(each) != 32 for each in hashes):
        _refuse("a hash does not have 32 bytes")


# ---- Tiles: C2SP tlog-tiles ----------------------------------------------------------------------------------------

TILE_HEIGHT = 8
TILE_WIDTH = 256

ReadTile = Callable[[int, int, int], bytes]
"""(level, number, width) -> at least the first `width` hashes of that tile."""


def tile_path(level: int, number: int, width: int = TILE_WIDTH) -> str:
    """Where a tile is published, below the log's address: tile/<L>/x001/x234/067, with .p/<W> for a partial one."""
    groups = [f"{number % 1000:03d}"]
    while number >= 1000:
        number //= 1000
        groups.insert(0, f"x{number % 1000:03d}")
    partial = "" if width == TILE_WIDTH else f".p/{width}"
    return f"tile/{level}/{'/'.join(groups)}{partial}"


def tile_directory(directory: Path) -> ReadTile:
    """Tiles kept as files under their published paths; where a partial one is missing, the full one serves."""

    def read(level: int, number: int, width: int) -> bytes:
        for path in (tile_path(level, number, width), tile_path(level, number)):
            try:
                return _file(directory / path, TILE_WIDTH * 32)
            except FileNotFoundError:
                continue
        _refuse(f"the tile {tile_path(level, number, width)} is missing")

    return read


def leaves(tiles: ReadTile, size: int) -> Callable[[int], bytes | None]:
    """The leaf hashes of a tree's tiles by index, one tile kept in memory; None beyond the tree."""
    kept: tuple[int, bytes] = (-1, b"")

    def known(index: int) -> bytes | None:
        nonlocal kept
        if index >= size:
            return None
        number, place = divmod(index, TILE_WIDTH)
        if kept[0] != number:
            width = min(TILE_WIDTH, size - number * TILE_WIDTH)
            kept = number, tiles(0, number, width)
            if len(kept[1]) < width * 32:
                _refuse(f"the tile {tile_path(0, number, width)} is too short")
        return kept[1][place * 32 : place * 32 + 32]

    return known


# ---- Signed notes, checkpoints, keys: C2SP signed-note, tlog-checkpoint, tlog-cosignature --------------------------

ED25519, COSIGNATURE = 0x01, 0x04
_LAST_SECOND = 253_402_300_799


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


class Signature(NamedTuple):
    """A signature line of a note: whose it says it is, and its bytes."""

    name: str
    key_id: bytes
    signed: bytes


class Note(NamedTuple):
    """A signed note, not verified yet. text: what is signed, with its last line break."""

    text: str
    signatures: tuple[Signature, ...]


class Checkpoint(NamedTuple):
    """A tree as its log signed it. cosigned: the witnesses whose signatures were checked, with their Unix times."""

    origin: str
    size: int
    root: bytes
    extensions: tuple[str, ...] = ()
    signed_by: Key | None = None
    cosigned: tuple[tuple[str, int], ...] = ()


def key(text: str) -> Key:
    """The key of a line `name+id+base64`. Raises Unproven."""
    name, plus, rest = text.strip().partition("+")
    identity, second, encoded = rest.partition("+")
    public = _base64(encoded, "the key")
    if not (plus and second and _is_name(name)) or len(public) != 33 or public[0] not in (ED25519, COSIGNATURE):
        _refuse("the key is not a line name+id+base64 of an Ed25519 key")
    found = Key(name, public[0], public[1:])
    if found.id.hex() != identity:
        _refuse("the key's id does not belong to it")
    return found


def note(text: str) -> Note:
    """Read a signed note. Raises Unproven when it has another form; signatures are not checked here."""
    if len(text) > LARGEST_NOTE:
        _refuse("the note is too large")
    if not all(letter.isprintable() or letter in "\n " for letter in text):
        _refuse("the note contains characters that do not print")
    body, blank, lines = text.rpartition("\n\n")
    if not blank or not body or not lines.endswith("\n"):
        _refuse("the note is not a text, a blank line and signatures")
    signatures = tuple(_signature(line) for line in lines[:-1].split("\n"))
    if len(signatures) > MOST_SIGNATURES:
        _refuse("the note has too many signatures")
    return Note(body + "\n", signatures)


def _signature(line: str) -> Signature:
    dash, _, rest = line.partition(" ")
    name, _, encoded = rest.partition(" ")
    signed = _base64(encoded, "a signature")
    if dash != "—" or not _is_name(name) or len(signed) < 5:
        _refuse("a signature is not a line '— name base64'")
    return Signature(name, signed[:4], signed[4:])


def _is_name(name: str) -> bool:
    return bool(name) and "+" not in name and not any(letter.isspace() for letter in name)


def signers(signed: Note, keys: Iterable[Key]) -> dict[Key, int | None]:
    """Those of the keys that signed the note, a witness with its Unix time. Signatures of other keys are passed over.

    Raises Unproven when a signature that names one of the keys is wrong.
    """
    found: dict[Key, int | None] = {}
    for each in keys:
        for signature in signed.signatures:
            if (signature.name, signature.key_id) == (each.name, each.id):
                found[each] = _verified(signed.text, signature.signed, each)
    return found


def _verified(text: str, signed: bytes, by: Key) -> int | None:
    message, when = text.encode(), None
    if by.kind == COSIGNATURE:
        when, signed = int.from_bytes(signed[:8], "big"), signed[8:]
        if when > _LAST_SECOND:
            _refuse(f"the time of {by.name} is none")
        message = b"cosignature/v1\ntime %d\n" % when + message
    try:
        Ed25519PublicKey.from_public_bytes(by.public).verify(signed, message)
    except (InvalidSignature, ValueError):
        _refuse(f"the signature of {by.name} is wrong")
    return when


def checkpoint(text: str, keys: Sequence[Key] = (), witnesses: Sequence[Key] = ()) -> Checkpoint:
    """Read a checkpoint and, when keys are given, insist that one of them signed it for its own log.

    A key counts for sizes that its place in the trail gives it (`trail`). witnesses: whose cosignatures are verified
    when present. Raises Unproven.
    """
    signed = note(text)
    origin, *lines = signed.text[:-1].split("\n")
    if not origin or len(lines) < 2 or not all(lines):
        _refuse("the checkpoint is not an origin, a size and a root, each on its line")
    if not re.fullmatch("0|[1-9][0-9]{0,18}", lines[0], re.ASCII) or int(lines[0]) > LARGEST_SIZE:
        _refuse("the checkpoint's size is not a number")
    root = _base64(lines[1], "the checkpoint's root")
    if len(root) != 32:
        _refuse("the checkpoint's root does not have 32 bytes")
    if lines[0] == "0" and root != EMPTY_ROOT:
        _refuse("the checkpoint's root is not that of an empty tree")
    by = [each for each in signers(signed, keys) if each.name == origin and each.kind == ED25519]
    if keys and not by:
        _refuse(f"the checkpoint of {origin} is not signed by the given key")
    cosigned = signers(signed, [each for each in witnesses if each.kind == COSIGNATURE])
    return Checkpoint(
        origin,
        int(lines[0]),
        root,
        tuple(lines[2:]),
        by[0] if by else None,
        tuple((each.name, when) for each, when in cosigned.items() if when is not None),
    )


class KeyInForce(NamedTuple):
    """A key with the tree sizes that it may sign: from `since` to `until`, both included; None: up to now."""

    key: Key
    since: int
    until: int | None

    def may_sign(self, size: int) -> bool:
        """Whether a checkpoint of this size may bear the key's signature."""
        return self.since <= size and (self.until is None or size <= self.until)


def trail(text: str, trusted: Key) -> list[KeyInForce]:
    """The keys that the trail leads to from the trusted one, oldest first. Raises Unproven.

    The trail is a file of signed notes, one after another with a blank line between. Each one's lines are: the word
    KEY_STATEMENT, the log's name, the key's number from 1, the key, the tree size from which it signs. Each is signed
    by its own key and, from the second on, by the key before.
    """
    blocks = text.removesuffix("\n").split("\n\n")
    if len(text) > LARGEST_NOTE or len(blocks) % 2:
        _refuse("the trail of keys is not a sequence of signed notes")
    found: list[tuple[Key, int]] = []
    for number, (body, signatures) in enumerate(zip(blocks[::2], blocks[1::2], strict=True), 1):
        statement = note(f"{body}\n\n{signatures}\n")
        lines = body.split("\n")
        if len(lines) != 5 or lines[0] != KEY_STATEMENT or lines[2] != str(number):
            _refuse(f"statement {number} of the trail of keys has another form")
        stated, since = key(lines[3]), int(lines[4]) if re.fullmatch("[0-9]{1,18}", lines[4], re.ASCII) else -1
        if stated.name != lines[1] or stated.kind != ED25519 or since < (found[-1][1] if found else 0):
            _refuse(f"statement {number} of the trail of keys contradicts itself or the one before")
        needed = [stated, *(each for each, _ in found[-1:])]
        if len(signers(statement, needed)) < len(needed):
            _refuse(f"statement {number} of the trail of keys lacks a signature")
        found.append((stated, since))
    ends = [since for _, since in found[1:]]
    inforce = [KeyInForce(each, since, until) for (each, since), until in zip(found, [*ends, None], strict=True)]
    place = next((place for place, each in enumerate(inforce) if each.key == trusted), None)
    if place is None:
        _refuse("the given key does not stand in the trail of keys")
    return inforce[place:]


class Trust(NamedTuple):
    """Whom the reader trusts: the log's keys with their sizes, and witnesses. No keys: signatures are not checked."""

    keys: tuple[KeyInForce, ...] = ()
    witnesses: tuple[Key, ...] = ()

    def checkpoint(self, text: str) -> Checkpoint:
        """Read a checkpoint and check its signature by a key that counts for its size. Raises Unproven."""
        told = checkpoint(text, [each.key for each in self.keys], self.witnesses)
        if self.keys and not any(each.key == told.signed_by and each.may_sign(told.size) for each in self.keys):
            _refuse(f"the checkpoint of size {told.size} is signed by a key that does not count for it")
        return told


# ---- Events as they are handed out: lines of an archive, bundles ---------------------------------------------------

_LINE = {"position", "stream", "version", "topic", "recordedAt", "state"}
_MOMENT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{6}Z", re.ASCII)


def event(told: Any) -> StoredEvent:
    """The stored event that a JSON object of an archive or a bundle tells. Raises Unproven."""
    if not isinstance(told, dict) or told.keys() - {"proof"} != _LINE:
        _refuse("an event does not have the fields position, stream, version, topic, recordedAt, state")
    position, version, when, state = told["position"], told["version"], told["recordedAt"], told["state"]
    if type(position) is not int or type(version) is not int or not 0 < position <= LARGEST_SIZE >= version > 0:
        _refuse("an event's position or version is not a positive number")
    if isinstance(state, dict) and state.keys() == {"base64"}:
        stored = _base64(state["base64"], f"the state of event {position}")
    elif isinstance(state, str):
        stored = _utf8(state, position)
    else:
        _refuse(f"the state of event {position} is neither text nor base64")
    if not isinstance(told["stream"], str) or not isinstance(told["topic"], str) or not isinstance(when, str):
        _refuse(f"the stream, topic or time of event {position} is no text")
    _utf8(told["stream"], position), _utf8(told["topic"], position)
    try:
        if not _MOMENT.fullmatch(when):
            raise ValueError
        moment = datetime.fromisoformat(when)
    except ValueError:
        _refuse(f"the time of event {position} is not like 2026-01-02T03:04:05.123456Z", position)
    return StoredEvent(position, told["stream"], version, told["topic"], stored, microseconds(moment))


def line(stored: StoredEvent) -> dict[str, Any]:
    """The JSON object of a stored event, the reverse of `event`."""
    try:
        state: Any = stored.state.decode()
    except UnicodeDecodeError:
        state = {"base64": base64.b64encode(stored.state).decode()}
    return {
        "position": stored.position,
        "stream": stored.stream,
        "version": stored.version,
        "topic": stored.topic,
        "recordedAt": (_EPOCH + stored.recorded_at * _MICROSECOND).strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
        "state": state,
    }


class Proven(NamedTuple):
    """What a bundle proves. number: what the bundle calls the record, in the operator's words alone."""

    record: str
    number: str
    events: tuple[StoredEvent, ...]
    checkpoint: Checkpoint


def check_bundle(content: bytes, trust: Trust) -> Proven:
    """A record's bundle: each event stands in the tree that the checkpoint signs, versions 1, 2, 3 … of one record.

    Raises Unproven.
    """
    told = _json(content, "the bundle")
    if not isinstance(told, dict) or told.get("format") != BUNDLE:
        _refuse(f"the file is no bundle: its format is not {BUNDLE}")
    if told.keys() != {"format", "record", "number", "checkpoint", "events"}:
        _refuse("the bundle does not have the fields format, record, number, checkpoint, events")
    if not all(isinstance(told[name], str) for name in ("record", "number", "checkpoint")):
        _refuse("the bundle's record, number or checkpoint is no text")
    if not isinstance(told["events"], list) or not told["events"]:
        _refuse("the bundle has no events")
    signed = trust.checkpoint(told["checkpoint"])
    events: list[StoredEvent] = []
    for each in told["events"]:
        stored = event(each)
        if stored.stream != told["record"]:
            _refuse(f"event {stored.position} belongs to another record", stored.position)
        if stored.version != len(events) + 1 or (events and stored.position <= events[-1].position):
            _refuse(f"event {stored.position} does not continue the record", stored.position)
        proof = _hashes(each.get("proof"), f"the proof of event {stored.position}")
        try:
            check_inclusion(stored.position - 1, signed.size, event_hash(stored), proof, signed.root)
        except Unproven as why:
            _refuse(f"event {stored.position} is not in the log as it is told here: {why}", stored.position)
        events.append(stored)
    return Proven(told["record"], told["number"], tuple(events), signed)


# ---- Archives ------------------------------------------------------------------------------------------------------

_SEGMENT = {"file", "first", "last", "count", "bytes", "sha256"}
_PARTS = {"segments": "events", "commands": "commands", "readings": "readings", "refusals": "refusals"}


def manifest(directory: Path) -> dict[str, Any]:
    """The manifest of an archive: what it covers, and its segments in order, those of events without holes.

    Raises Unproven.
    """
    told = _json(_file(directory / "manifest.json", LARGEST_FILE), "the manifest")
    if not isinstance(told, dict) or told.get("format") != ARCHIVE:
        _refuse(f"{directory} is no archive: its format is not {ARCHIVE}")
    first, last = told.get("from"), told.get("to")
    if type(first) is not int or type(last) is not int or first < 1 or not isinstance(told.get("log"), str):
        _refuse("the manifest does not tell log, from and to")
    for part, folder in _PARTS.items():
        for segment in told.setdefault(part, []) if isinstance(told.get(part, []), list) else [None]:
            if not isinstance(segment, dict) or not segment.keys() >= _SEGMENT:
                _refuse("a segment of the manifest does not have the fields file, first, last, count, bytes, sha256")
            if not re.fullmatch(folder + r"/[0-9]{12,}\.jsonl", str(segment["file"]), re.ASCII):
                _refuse("a segment of the manifest names a file that is none of an archive")
            if any(type(segment[name]) is not int for name in ("first", "last", "count", "bytes")):
                _refuse(f"the segment {segment['file']} has a number that is none")
    following = first
    for segment in told["segments"]:
        if segment["first"] != following or segment["last"] < following:
            _refuse(f"the segment {segment['file']} does not continue the one before", following)
        following = segment["last"] + 1
        if segment["count"] != following - segment["first"]:
            _refuse(f"the segment {segment['file']} does not count its events")
    if following != last + 1:
        _refuse(f"the manifest tells of events up to {last}, its segments up to {following - 1}")
    return told


def archived(directory: Path) -> Iterator[StoredEvent]:
    """The events of an archive in their order, one at a time; each segment is checked against its checksum.

    Raises Unproven at the first event that cannot stand where it stands, at the end of a segment that is damaged.
    """
    for segment in manifest(directory)["segments"]:
        position = segment["first"] - 1
        for content in _lines(directory, segment):
            position += 1
            stored = event(_json(content, f"the line of event {position}"))
            if stored.position != position or position > segment["last"]:
                _refuse(f"where event {position} belongs stands event {stored.position}", position)
            yield stored
        if position != segment["last"]:
            _refuse(f"the segment {segment['file']} ends before event {position + 1}", position + 1)


def _lines(directory: Path, segment: dict[str, Any]) -> Iterator[bytes]:
    """The lines of a segment, which at the end must have had the size and the checksum that the manifest tells."""
    digest, size = hashlib.sha256(), 0
    with _opened(directory / segment["file"]) as lines:
        while content := lines.readline(LARGEST_LINE):
            digest.update(content)
            size += len(content)
            if not content.endswith(b"\n"):
                _refuse(f"a line of the segment {segment['file']} is cut off")
            yield content
    if size != segment["bytes"] or digest.hexdigest() != segment["sha256"]:
        _refuse(f"the segment {segment['file']} has another checksum than the manifest tells")


class Covered(NamedTuple):
    """Events recomputed as a tree. checkpoints: how many agree; last: the largest of them."""

    size: int
    root: bytes
    checkpoints: int
    last: Checkpoint | None


def check_events(
    events: Iterable[StoredEvent],
    checkpoints: Iterable[Checkpoint] = (),
    *,
    known: Callable[[int], bytes | None] = lambda index: None,
    progress: Callable[[int], None] = lambda position: None,
) -> Covered:
    """Recompute the tree of all events from the first on, in constant memory, and compare it with every checkpoint.

    checkpoints: smallest first. known: the leaf hash that an index is known to have (from tiles or an older copy), so
    that the first event that differs is named exactly; without it a difference is named by the checkpoints between
    which it lies. progress: told the position now and then. Raises Unproven.
    """
    tree, time, agreed, last = Frontier(), None, 0, None
    signed = iter(checkpoints)
    waiting = next(signed, None)
    for stored in itertools.chain([None], events):
        if stored is not None:
            position = tree.size + 1
            if stored.position != position:
                _refuse(f"event {position} is missing: event {stored.position} stands in its place", position)
            if time is not None and stored.recorded_at < time:
                _refuse(f"event {position} was recorded before event {position - 1}", position)
            hashed = event_hash(stored)
            if known(position - 1) not in (None, hashed):
                _refuse(f"event {position} is not the one that the tree holds", position)
            tree.add(hashed)
            time = stored.recorded_at
            if position % 10_000 == 0:
                progress(position)
        while waiting is not None and waiting.size <= tree.size:
            if waiting.size < tree.size:
                _refuse("the checkpoints are not in the order of their sizes")
            if waiting.root != tree.root():
                _differs(last.size + 1 if last else 1, waiting.size)
            agreed, last, waiting = agreed + 1, waiting, next(signed, None)
    if waiting is not None:
        _refuse(f"event {tree.size + 1} is missing: the log was signed with {waiting.size} events", tree.size + 1)
    return Covered(tree.size, tree.root(), agreed, last)


def _differs(first: int, size: int) -> NoReturn:
    _refuse(
        f"the events are not those that the checkpoint of size {size} signs: the first difference lies at"
        f" {_range(first, size)}",
        first if first == size else None,
    )


def _range(first: int, last: int) -> str:
    return f"position {last}" if first == last else f"positions {first} to {last}"


def check_archive(
    directories: Sequence[Path],
    trust: Trust,
    checkpoints: Sequence[Checkpoint] = (),
    tiles: ReadTile | None = None,
    progress: Callable[[int], None] = lambda position: None,
) -> Covered:
    """An archive, or one with its increments: dense, undamaged, and equal to its own and the given checkpoints.

    tiles: kept tiles of the log, to name the first difference exactly. Raises Unproven.
    """
    signed = list(checkpoints)
    for directory in directories:
        told, own = manifest(directory), directory / "checkpoint"
        if own.exists():
            signed.append(trust.checkpoint(text_of(own)))
        if any(each.origin != told["log"] for each in signed):
            _refuse("the archive and the checkpoints belong to different logs")
        for segment in (*told["commands"], *told["readings"], *told["refusals"]):
            for _ in _lines(directory, segment):
                pass
    events = (stored for directory in directories for stored in archived(directory))
    top = max((each.size for each in signed), default=0)
    signed.sort(key=lambda each: each.size)
    return check_events(events, signed, known=leaves(tiles, top) if tiles else lambda index: None, progress=progress)


def check_order(old: Checkpoint, new: Checkpoint) -> None:
    """Both are of one log, which did not shrink. Raises Unproven."""
    if old.origin != new.origin:
        _refuse("the checkpoints belong to different logs")
    if old.size > new.size:
        missing = new.size + 1
        _refuse(f"the log has shrunk from {old.size} to {new.size} events: event {missing} is missing", missing)


def check_checkpoints(old: Checkpoint, new: Checkpoint, tiles: ReadTile) -> None:
    """From tiles alone: the tree of `new` continues that of `old`. Raises Unproven."""
    check_order(old, new)
    tree, known = Frontier(), leaves(tiles, new.size)
    for signed in (old, new):
        for index in range(tree.size, signed.size):
            tree.add(known(index) or b"")
        if tree.root() != signed.root:
            _refuse(f"the tiles do not lead to the root of the checkpoint of size {signed.size}")


# ---- Vectors -------------------------------------------------------------------------------------------------------


class Agreement(NamedTuple):
    """Vectors of proofs: how many there are, and the names of those on which the verdict is not that of the file."""

    vectors: int
    differing: tuple[str, ...]


def check_vectors(content: bytes) -> Agreement:
    """Vectors {"inclusion": […], "consistency": […]}, hashes in base64, each with `wantErr`. Raises Unproven."""
    told = _json(content, "the file of vectors")
    if not isinstance(told, dict) or not all(isinstance(told.get(part, []), list) for part in _VECTORS):
        _refuse("the file has no lists of inclusion and consistency vectors")
    count, differing = 0, []
    for kind, check in _VECTORS.items():
        for vector in told.get(kind, []):
            count += 1
            try:
                check(vector)
                failed = False
            except Unproven:
                failed = True
            except (KeyError, TypeError):
                _refuse(f"vector {count} of the file is incomplete")
            if failed is not vector.get("wantErr"):
                differing.append(f"{kind} {vector.get('name', count)}")
    return Agreement(count, tuple(differing))


def _inclusion_vector(vector: dict[str, Any]) -> None:
    leaf, root = (_base64(vector[name], name) for name in ("leafHash", "root"))
    check_inclusion(vector["leafIdx"], vector["treeSize"], leaf, _hashes(vector["proof"] or [], "the proof"), root)


def _consistency_vector(vector: dict[str, Any]) -> None:
    first, second = (_base64(vector[name], name) for name in ("root1", "root2"))
    check_consistency(vector["size1"], vector["size2"], first, second, _hashes(vector["proof"] or [], "the proof"))


_VECTORS = {"inclusion": _inclusion_vector, "consistency": _consistency_vector}


# ---- Reading what nobody vouches for -------------------------------------------------------------------------------


def _refuse(why: str, position: int | None = None) -> NoReturn:
    raise Unproven(why, position)


def _base64(text: Any, what: str) -> bytes:
    """Canonical standard base64: one text for each value, so nothing can hide in it."""
    try:
        found = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError, TypeError):
        _refuse(f"{what} is no base64")
    if base64.b64encode(found).decode() != text:
        _refuse(f"{what} is no canonical base64")
    return found


def _hashes(told: Any, what: str) -> list[bytes]:
    if not isinstance(told, list) or len(told) > 64:
        _refuse(f"{what} is not a list of at most 64 hashes")
    return [_base64(each, what) for each in told]


def _utf8(text: str, position: int) -> bytes:
    try:
        return text.encode()
    except UnicodeEncodeError:
        _refuse(f"a text of event {position} is no Unicode", position)


def _json(content: bytes, what: str) -> Any:
    """JSON without anything that two readers may understand differently: no duplicate fields, no NaN."""

    def fields(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        told = dict(pairs)
        if len(told) != len(pairs):
            raise ValueError
        return told

    def constant(_: str) -> NoReturn:
        raise ValueError

    try:
        return json.loads(content.decode(), object_pairs_hook=fields, parse_constant=constant)
    except (ValueError, RecursionError):
        _refuse(f"{what} is no JSON in UTF-8, or has a field twice")


def _opened(path: Path) -> BinaryIO:
    """A regular file, never a device or a pipe that would not end."""
    if path.exists() and not stat.S_ISREG(path.stat().st_mode):
        _refuse(f"{path} is no file")
    return path.open("rb")


def _file(path: Path, largest: int) -> bytes:
    with _opened(path) as file:
        content = file.read(largest + 1)
    if len(content) > largest:
        _refuse(f"{path} is too large")
    return content


def text_of(path: Path) -> str:
    """The text of a note's file. Raises Unproven, OSError."""
    try:
        return _file(path, LARGEST_NOTE).decode()
    except UnicodeDecodeError:
        _refuse(f"{path} is not UTF-8")


# ---- Command line --------------------------------------------------------------------------------------------------


def _trust(asked: argparse.Namespace) -> Trust:
    witnesses = tuple(key(key_or_file(each)) for each in asked.witness)
    if asked.key is None:
        return Trust(witnesses=witnesses)
    trusted = key(key_or_file(asked.key))
    if asked.keys is None:
        return Trust((KeyInForce(trusted, 0, None),), witnesses)
    return Trust(tuple(trail(text_of(asked.keys), trusted)), witnesses)


def key_or_file(text: str) -> str:
    """The text of a key that is given as itself or as a file. Raises Unproven, OSError."""
    return text if re.fullmatch(r"[^+]+\+[0-9a-f]{8}\+.+", text) else text_of(Path(text))


def _told(signed: Checkpoint) -> str:
    signature = f"signed by {signed.signed_by.name}" if signed.signed_by else "SIGNATURE NOT CHECKED, give --key"
    seen = "".join(f", cosigned by {name} at {datetime.fromtimestamp(when, UTC)}" for name, when in signed.cosigned)
    return f"checkpoint of {signed.origin}, {signed.size} events: {signature}{seen}"


def _shown(text: str) -> str:
    """A text of somebody's that may steer no terminal."""
    return text if text.isprintable() else ascii(text)


def _bundle(asked: argparse.Namespace) -> Iterator[str]:
    proven = check_bundle(_file(asked.file, LARGEST_FILE), _trust(asked))
    yield _told(proven.checkpoint)
    for each in proven.events:
        yield f"  {each.position}  version {each.version}  {line(each)['recordedAt']}  {_shown(each.topic)}"
    yield f"proven: these {len(proven.events)} events of {_shown(proven.record)} stand in the log as they are told"


def _archive(asked: argparse.Namespace) -> Iterator[str]:
    trust = _trust(asked)
    kept = [trust.checkpoint(text_of(file)) for file in asked.checkpoint]
    tiles = tile_directory(asked.tiles) if asked.tiles else None
    covered = check_archive(asked.directory, trust, kept, tiles, _progress)
    signed = covered.last.size if covered.last else 0
    if covered.last:
        yield f"{_told(covered.last)}; {covered.checkpoints} checkpoints agree"
    yield f"root of {covered.size} events: {base64.b64encode(covered.root).decode()}"
    if signed < covered.size:
        yield f"beyond every checkpoint: {_range(signed + 1, covered.size)}, undamaged but unproven"
    if not covered.last:
        _refuse("there is no checkpoint: the archive is undamaged, but it proves nothing")
    yield f"proven: the first {signed} events are those that were signed"


def _checkpoints(asked: argparse.Namespace) -> Iterator[str]:
    trust = _trust(asked)
    old, new = (trust.checkpoint(text_of(file)) for file in (asked.old, asked.new))
    check_order(old, new)
    if not asked.archive and not asked.tiles:
        _refuse("two checkpoints are compared by an archive or by tiles: give --archive or --tiles")
    if asked.tiles:
        check_checkpoints(old, new, tile_directory(asked.tiles))
    if asked.archive:
        tiles = tile_directory(asked.tiles) if asked.tiles else None
        check_archive(asked.archive, trust, [old, new], tiles, _progress)
    yield from map(_told, (old, new))
    yield f"proven: the log of {new.size} events begins with the {old.size} events signed before"


def _proofs(asked: argparse.Namespace) -> Iterator[str]:
    agreement = check_vectors(_file(asked.file, LARGEST_FILE))
    if agreement.differing:
        _refuse(f"{len(agreement.differing)} of {agreement.vectors} differ: {', '.join(agreement.differing)}")
    yield f"{agreement.vectors} of {agreement.vectors} vectors agree"


def _progress(position: int) -> None:
    if sys.stderr.isatty():
        sys.stderr.write(f"\r{position:,} events ")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="verify.py", description="Checks what the register proves.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    trust = argparse.ArgumentParser(add_help=False)
    trust.add_argument("--key", metavar="VKEY", help="the log's public key, or a file with it")
    trust.add_argument("--keys", type=Path, metavar="FILE", help="the trail of keys, from VKEY on")
    trust.add_argument("--witness", action="append", default=[], metavar="VKEY", help="a witness's key; repeatable")
    bundle = commands.add_parser("bundle", parents=[trust], help="a record as it was handed out")
    bundle.add_argument("file", type=Path)
    bundle.set_defaults(run=_bundle, key_needed=True)
    archive = commands.add_parser("archive", parents=[trust], help="an export, with increments in their order")
    archive.add_argument("directory", type=Path, nargs="+")
    archive.add_argument("--checkpoint", type=Path, action="append", default=[], metavar="FILE", help="kept elsewhere")
    archive.add_argument("--tiles", type=Path, metavar="DIR", help="kept tiles, to name the first difference")
    archive.set_defaults(run=_archive)
    pair = commands.add_parser("checkpoints", parents=[trust], help="two checkpoints: the new one only adds")
    pair.add_argument("old", type=Path)
    pair.add_argument("new", type=Path)
    pair.add_argument("--archive", type=Path, nargs="+", metavar="DIR")
    pair.add_argument("--tiles", type=Path, metavar="DIR")
    pair.set_defaults(run=_checkpoints)
    proofs = commands.add_parser("proofs", help="vectors of proofs")
    proofs.add_argument("file", type=Path)
    proofs.set_defaults(run=_proofs)
    return parser


def main(arguments: Sequence[str] | None = None) -> int:
    """Check what the arguments ask for; the exit code."""
    asked = _parser().parse_args(arguments)
    if getattr(asked, "key_needed", False) and asked.key is None:
        sys.stderr.write("verify.py: give the log's public key by --key\n")
        return 2
    try:
        for said in asked.run(asked):
            sys.stdout.write(f"{said}\n")
    except Unproven as why:
        sys.stderr.write(f"NOT PROVEN: {why}\n")
        return 1
    except OSError as error:
        sys.stderr.write(f"NOT PROVEN: {error.filename} cannot be read: {error.strerror}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
