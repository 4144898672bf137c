"""What an archive says of itself: its segments with counts and checksums, and how far a checkpoint reaches.

Everything in a manifest is somebody's word until it is compared with the files; names of files are never taken from it.
"""

from pathlib import Path

import msgspec
from msgspec import Struct, field

FORMAT = "ombudsman-register/archive/v1"
MANIFEST = "manifest.json"
CHECKPOINT = "checkpoint"
LOG_KEYS = "log-keys"
"""The trail of the keys that signed the log's checkpoints: public keys only."""
MOST_BYTES = 64 * 1024 * 1024
"""A manifest is small: some hundred bytes for 50,000 lines."""


class ArchiveRefused(Exception):
    """The archive cannot be written or taken; the text says where it is at fault and never repeats what it holds."""


class Segment(Struct, frozen=True):
    """One file of lines.

    file: its name below the archive's directory
    first, last: places of the first and the last line: positions of the register or of the journal
    count: number of lines; bytes: size of the file; sha256: digest of its bytes, hexadecimal
    """

    file: str
    first: int
    last: int
    count: int
    bytes: int
    sha256: str


class Manifest(Struct, frozen=True, rename={"first": "from", "last": "to"}, kw_only=True):
    """The list of all that lies in an archive.

    log: name of the log, the origin of its checkpoints
    first, last: positions from and to; `last` is `first` - 1 where no event lies in the archive
    size: tree size of the checkpoint beside the manifest; None where there is none
    beyond: first and last position that lie beyond the checkpoint
    """

    format: str = FORMAT
    log: str
    first: int
    last: int
    size: int | None
    beyond: tuple[int, int] | None
    segments: tuple[Segment, ...] = field(default_factory=tuple)
    commands: tuple[Segment, ...] = field(default_factory=tuple)
    readings: tuple[Segment, ...] = field(default_factory=tuple)
    refusals: tuple[Segment, ...] = field(default_factory=tuple)


def encoded(manifest: Manifest) -> bytes:
    """The manifest as it is written: indented, for people and programs."""
    return msgspec.json.format(msgspec.json.encode(manifest), indent=1) + b"\n"


def read(directory: Path) -> Manifest:
    """The manifest of an archive. Raises ArchiveRefused."""
    path = directory / MANIFEST
    try:
        if path.stat().st_size > MOST_BYTES:
            raise ArchiveRefused(f"{MANIFEST}: is larger than any manifest")
        manifest = msgspec.json.decode(path.read_bytes(), type=Manifest)
    except OSError:
        raise ArchiveRefused(
            f"{directory}: there is no {MANIFEST}; an export that was interrupted is ended by the same command"
        ) from None
    except msgspec.MsgspecError:
        raise ArchiveRefused(f"{MANIFEST}: is not the manifest of an archive") from None
    if manifest.format != FORMAT:
        raise ArchiveRefused(f"{MANIFEST}: this release reads {FORMAT} only")
    _is_whole(manifest)
    return manifest


def _is_whole(manifest: Manifest) -> None:
    """Segments of events follow each other from the first position to the last, without holes."""
    expected = manifest.first
    for segment in manifest.segments:
        if segment.first != expected or segment.last - segment.first + 1 != segment.count or segment.count < 1:
            raise ArchiveRefused(f"{MANIFEST}: the segments of events do not follow each other at position {expected}")
        expected = segment.last + 1
    if manifest.first < 1 or expected != manifest.last + 1:
        raise ArchiveRefused(f"{MANIFEST}: the segments of events do not reach from `from` to `to`")
