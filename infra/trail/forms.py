"""Entries as text: CSV by RFC 4180 that no spreadsheet takes for formulas, or one JSON object a line."""

import csv
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from io import StringIO
from typing import Any, Final

import msgspec

from domain.regulation import cite
from graphql_api.sentences import Names, sentence
from graphql_api.words import camel
from projections.audit import AuditRow

Told = tuple[AuditRow, dict[str, Any] | None, Names]
"""An entry, its contents where they are shown, and the names that its sentence says."""

_COLUMNS: Final = (
    "position", "recorded_at", "effective", "kind", "number", "stream", "version", "office", "actor", "capacity",
    "basis", "acting_for", "event", "command_name", "command", "correlation", "causation", "trace", "payload",
)  # fmt: skip
_NAMED: Final = tuple((camel(name), name) for name in _COLUMNS)
_FORMULAS: Final = ("=", "+", "-", "@", "\t", "\r")
"""What a cell begins with that a spreadsheet would compute."""


@dataclass(frozen=True)
class Form:
    """A form of export.

    name: ending of the file's name; media: its media type
    head: what comes before the first entry; lines: entries as bytes
    """

    name: str
    media: str
    head: Callable[[bool], bytes]
    lines: Callable[[Iterable[Told], Any, bool], bytes]


def _values(told: Told, language: Any, contents: bool) -> dict[str, Any]:
    """An entry by the names of its columns, in their order."""
    line, content, names = told
    values = {name: getattr(line, attribute) for name, attribute in _NAMED}
    values["cite"] = cite(line.basis, language)
    values["actorName"] = names.officials.get(line.actor)
    values["sentence"] = sentence(line, content, names, language)
    if contents:
        values["content"] = content
    return values


def _ndjson(entries: Iterable[Told], language: Any, contents: bool) -> bytes:
    encode = msgspec.json.encode
    return b"".join(encode(_values(told, language, contents)) + b"\n" for told in entries)


def _csv(entries: Iterable[Told], language: Any, contents: bool) -> bytes:
    text = StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    for told in entries:
        writer.writerow([cell(value) for value in _values(told, language, contents).values()])
    return text.getvalue().encode()


def cell(value: Any) -> str:
    """A value in a cell. A text that a spreadsheet would compute gets an apostrophe before it."""
    if value is None:
        return ""
    if isinstance(value, dict):
        return msgspec.json.encode(value).decode()
    if not isinstance(value, str):
        return value.isoformat() if hasattr(value, "isoformat") else str(value)
    return f"'{value}" if value.startswith(_FORMULAS) else value


def _header(contents: bool) -> bytes:
    names = [*(name for name, _ in _NAMED), "cite", "actorName", "sentence", *(["content"] if contents else [])]
    return (",".join(names) + "\r\n").encode()


FORMS: Final = {
    form.name: form
    for form in (
        Form("csv", "text/csv; charset=utf-8; header=present", _header, _csv),
        Form("ndjson", "application/x-ndjson; charset=utf-8", lambda _: b"", _ndjson),
    )
}
"""Forms of export by name."""
