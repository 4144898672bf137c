"""Reading CSV and CSV.gz: rows with the line on which they begin, and one clear error for what is no such file.

The whole file is read and unpacked first, so that a broken one is refused before anything of it is written.
"""

import csv
import gzip
import io
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, TypeVar

T = TypeVar("T")

SIZE_LIMIT = 1 << 30
"""Bytes that an unpacked file may have."""
_GZIP = b"\x1f\x8b"
csv.field_size_limit(1 << 20)


class FileRefused(Exception):
    """The file as a whole cannot be imported; the text says why, where, and what would be right."""


@dataclass(frozen=True)
class Problem:
    """What could not be brought in.

    line: line of the file, counted from 1, on which the row begins
    column: the column at fault; None when it is the row as a whole
    reason: what is wrong and what would be right, without the value itself
    """

    line: int
    column: str | None
    reason: str


@dataclass(frozen=True)
class Column(Generic[T]):
    """A column of the source and how its text is read. `read` raises ValueError with the reason."""

    name: str
    read: Callable[[str], T]


@dataclass(frozen=True)
class Line:
    """One row whose values could all be read."""

    number: int
    values: dict[str, Any]


class Table:
    """A CSV file with certain columns, in any order; further ones are passed over.

    Raises FileRefused when the file is none of that.
    """

    def __init__(self, path: Path, columns: Sequence[Column[Any]]) -> None:
        self._path = path
        self._columns = {column.name: column for column in columns}
        self._reader = csv.reader(io.StringIO(_text(path), newline=""), strict=True)
        self._header = self._read_header()
        self.problems: list[Problem] = []
        self.rows = 0

    def lines(self) -> Iterator[Line]:
        """The rows that can be read; the others become problems, one for each value at fault."""
        while True:
            begins = self._reader.line_num + 1
            try:
                row = next(self._reader, None)
            except csv.Error as error:
                self.rows += 1
                self.problems.append(Problem(begins, None, _broken(error)))
                continue
            if row is None:
                return
            if not row:
                continue
            self.rows += 1
            if len(row) != len(self._header):
                reason = f"has {len(row)} fields, the header {len(self._header)}; is a quotation mark missing?"
                self.problems.append(Problem(begins, None, reason))
            elif (values := self._values(begins, row)) is not None:
                yield Line(begins, values)

    def _values(self, number: int, row: list[str]) -> dict[str, Any] | None:
        values: dict[str, Any] = {}
        for name, text in zip(self._header, row, strict=True):
            column = self._columns.get(name)
            if column is None:
                continue
            try:
                values[name] = column.read(text)
            except ValueError as error:
                self.problems.append(Problem(number, name, str(error)))
        return values if len(values) == len(self._columns) else None

    def _read_header(self) -> list[str]:
        try:
            header = next(self._reader, [])
        except csv.Error as error:
            raise FileRefused(f"{self._path}: line 1 is no header of a CSV file: it {_broken(error)}") from None
        names = [name.strip() for name in header]
        missing = [name for name in self._columns if name not in names]
        if len(missing) == len(self._columns):
            raise FileRefused(f"{self._path}: line 1 must name the columns {', '.join(self._columns)}; it names none")
        if missing:
            raise FileRefused(f"{self._path}: line 1 does not name the column {', '.join(missing)}")
        if twice := sorted({name for name in names if names.count(name) > 1 and name in self._columns}):
            raise FileRefused(f"{self._path}: line 1 names the column {', '.join(twice)} more than once")
        return names


def _broken(error: csv.Error) -> str:
    if "end of data" in str(error):
        return "opens a quotation mark that is never closed; nothing after it could be read"
    if "limit" in str(error):
        return "has a field of more than 1,048,576 characters"
    return "is not CSV: a quoted field must be followed by a comma or the end of the line"


def _text(path: Path) -> str:
    raw = _unpacked(path)
    if not raw.strip():
        raise FileRefused(f"{path}: is empty")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise FileRefused(f"{path}: line {line} is not UTF-8; save the file as CSV in UTF-8") from None


def _unpacked(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            packed = file.read(2) == _GZIP
        if not packed:
            with path.open("rb") as plain:
                return _bounded(plain, path)
        with gzip.open(path, "rb") as unpacked:
            return _bounded(unpacked, path)
    except (EOFError, gzip.BadGzipFile, zlib.error):
        raise FileRefused(f"{path}: the gzip file is damaged or cut off; get it again") from None
    except OSError as error:
        raise FileRefused(f"{path}: {(error.strerror or 'cannot be read').lower()}") from None


def _bounded(file: Any, path: Path) -> bytes:
    raw: bytes = file.read(SIZE_LIMIT + 1)
    if len(raw) > SIZE_LIMIT:
        raise FileRefused(f"{path}: has more than {SIZE_LIMIT >> 20} MiB; divide it, keeping each case in one part")
    return raw
