"""How the text of a column is read. Every refusal says what would be right and repeats nothing of the text."""

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import TypeVar

T = TypeVar("T")

LINE_LENGTH, PROSE_LENGTH = 300, 20_000
_CONTROL = re.compile(r"[\x00-\x1f]")


def line(text: str) -> str:
    """One line of words."""
    words = text.strip()
    if not words:
        raise ValueError("is empty")
    if len(words) > LINE_LENGTH:
        raise ValueError(f"is longer than {LINE_LENGTH} characters")
    if _CONTROL.search(words):
        raise ValueError("must be one line without control characters")
    return words


def prose(text: str) -> str:
    """Words, perhaps on several lines; kept exactly."""
    if not text.strip():
        raise ValueError("is empty")
    if len(text) > PROSE_LENGTH:
        raise ValueError(f"is longer than {PROSE_LENGTH:,} characters")
    if "\x00" in text:
        raise ValueError("holds a NUL character")
    return text


def optional(read: Callable[[str], T], *unsaid: str) -> Callable[[str], T | None]:
    """A column that may say nothing: empty, or one of the source's words for that."""

    def reading(text: str) -> T | None:
        return None if text.strip() in ("", *unsaid) else read(text)

    return reading


def one_of(words: Mapping[str, T]) -> Callable[[str], T]:
    """A column with a closed list of words."""

    def reading(text: str) -> T:
        found = words.get(text.strip())
        if found is None:
            raise ValueError(f"must be one of: {', '.join(words)}")
        return found

    return reading


def day(text: str) -> date:
    """A date, YYYY-MM-DD."""
    try:
        return datetime.strptime(text.strip(), "%Y-%m-%d").date()  # noqa: DTZ007  (a civil date has no zone)
    except ValueError:
        raise ValueError("must be a date that exists, as YYYY-MM-DD") from None


def instant(text: str) -> datetime:
    """An instant with its offset, as in 2011-10-11 13:45:40.276000+02:00; its date is that of the place."""
    try:
        read = datetime.fromisoformat(text.strip())
    except ValueError:
        raise ValueError("must be a time with its offset, as 2011-10-11 13:45:40+02:00") from None
    if read.tzinfo is None:
        raise ValueError("lacks the offset from UTC, as +02:00")
    return read
