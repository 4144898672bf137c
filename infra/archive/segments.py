"""Segments: files of at most 50,000 lines that are either whole or not there.

A segment is written under another name, brought to the disk and then renamed, so that an export goes on behind the last
whole one, whatever interrupted it.
"""

import os
from collections.abc import Iterator
from hashlib import sha256
from itertools import islice
from pathlib import Path
from typing import Any

import msgspec

from infra.archive.lines import Kind
from infra.archive.manifest import ArchiveRefused, Segment

LINES = 50_000
LONGEST = 64 * 1024 * 1024
"""Bytes of the longest line that is read; a stored event is far shorter."""
_TOGETHER = 1_000


def name_of(kind: Kind, first: int) -> str:
    """The file of the segment that begins with this place."""
    return f"{kind.name}/{first:012d}.jsonl"


def replaced(path: Path, content: bytes) -> None:
    """Write a whole file, 0600, in one moment and for good."""
    part = path.with_name(path.name + ".part")
    with _opened(part) as file:
        file.write(content)
        _to_disk(file)
    part.replace(path)
    _settle(path.parent)


def write(directory: Path, kind: Kind, rows: Iterator[tuple[Any, ...]]) -> Iterator[Segment]:
    """Write rows as segments and tell of each when it lies on the disk."""
    (directory / kind.name).mkdir(mode=0o700, exist_ok=True)
    for row in rows:
        yield _segment(directory, kind, kind.line(row), rows)


def _segment(directory: Path, kind: Kind, begin: bytes, rows: Iterator[tuple[Any, ...]]) -> Segment:
    first = last = kind.place(kind.decode(begin))
    path = directory / name_of(kind, first)
    part, digest, count, size = path.with_suffix(".part"), sha256(), 1, 0
    line, chunk = begin, begin + b"\n"
    with _opened(part) as file:
        while chunk:
            digest.update(chunk)
            size += file.write(chunk)
            lines = [kind.line(row) for row in islice(rows, min(_TOGETHER, LINES - count))]
            count += len(lines)
            line = lines[-1] if lines else line
            chunk = b"\n".join(lines) + b"\n" if lines else b""
        _to_disk(file)
    last = kind.place(kind.decode(line))
    part.replace(path)
    _settle(path.parent)
    return Segment(name_of(kind, first), first, last, count, size, digest.hexdigest())


def whole(directory: Path, kind: Kind) -> Iterator[Segment]:
    """The segments of an earlier run, in their order, each read again. Raises ArchiveRefused for what is none."""
    for path in sorted((directory / kind.name).glob("*.jsonl")):
        digest, count, size, first, line = sha256(), 0, 0, 0, b""
        for line in lines_of(path):
            digest.update(line)
            size += len(line)
            count += 1
            first = first or _place(kind, path, line)
        if not count or path.name != Path(name_of(kind, first)).name:
            raise ArchiveRefused(f"{kind.name}/{path.name}: is not a segment of this export; choose another directory")
        yield Segment(name_of(kind, first), first, _place(kind, path, line), count, size, digest.hexdigest())


def read(directory: Path, kind: Kind, segment: Segment) -> Iterator[bytes]:
    """The lines of a segment as the manifest tells of it. Raises ArchiveRefused where the file is another."""
    name = name_of(kind, segment.first)
    digest, count, size = sha256(), 0, 0
    if segment.file != name:
        raise ArchiveRefused(f"manifest.json: a segment of {kind.name} from {segment.first} has the name {name}")
    for line in lines_of(directory / name):
        digest.update(line)
        size += len(line)
        count += 1
        if count > segment.count or size > segment.bytes:
            break
        yield line
    if (count, size, digest.hexdigest()) != (segment.count, segment.bytes, segment.sha256):
        raise ArchiveRefused(f"{name}: is not the file of the manifest (lines, size or SHA-256 differ)")


def lines_of(path: Path) -> Iterator[bytes]:
    """The lines of a file, each with its end. Raises ArchiveRefused."""
    try:
        with path.open("rb", buffering=1 << 20) as file:
            while line := file.readline(LONGEST):
                if not line.endswith(b"\n"):
                    raise ArchiveRefused(f"{path.parent.name}/{path.name}: the last line is cut off")
                yield line
    except OSError as error:
        raise ArchiveRefused(f"{path.parent.name}/{path.name}: {(error.strerror or 'unreadable').lower()}") from None


def _place(kind: Kind, path: Path, line: bytes) -> int:
    try:
        return kind.place(kind.decode(line))
    except msgspec.MsgspecError:
        raise ArchiveRefused(f"{kind.name}/{path.name}: holds a line that is none of {kind.name}") from None


def _opened(path: Path) -> Any:
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW, 0o600), "wb", 1 << 20)


def _to_disk(file: Any) -> None:
    file.flush()
    os.fsync(file.fileno())


def _settle(directory: Path) -> None:
    """Bring the directory's entries to the disk, too."""
    handle = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
