"""How words are kept for search, and how a question is read: words, "phrases", -without, numbers, a last word begun.

Texts and questions pass through the same door: small letters, ё as е, nothing but words. What PostgreSQL's own parser
would take for letters in one locale and for signs in another never reaches it.
"""

import re
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Any, Final

from projections.search.kazakh import stem

LONGEST_TEXT: Final = 100_000
"""Characters of a document that are searched; PostgreSQL takes one of up to a megabyte."""
LONGEST_QUESTION: Final = 300
MOST_TERMS: Final = 20
BEGUN: Final = 3
"""Letters from which on the last word may be the beginning of one."""

NUMBERED: Final = "#"
"""Tells a registration number from a word."""
WORD: Final = re.compile(r"[^\W_]+")
_TERM: Final = re.compile(r'(-?)"([^"]*)"?|(\S+)')


def small(text: str) -> str:
    """A text or word in the letters in which it is compared; as long as before."""
    lower = text.lower()
    if len(lower) != len(text):
        lower = "".join(low if len(low := c.lower()) == 1 else c for c in text)
    return lower.replace("ё", "е")


def words_of(text: str) -> list[str]:
    """The words of a text as they are compared, in their order."""
    return WORD.findall(small(text))


def searched(*texts: str) -> str:
    """Several texts as one document."""
    return " ".join(words_of("\n".join(texts)))[:LONGEST_TEXT]


def stems(document: str) -> str:
    """The Kazakh stems of a document's words, where they differ from the words."""
    if document.isascii():
        return ""
    return " ".join(root for word in document.split() if (root := stem(word)) != word)[:LONGEST_TEXT]


def numbers(*given: str) -> str:
    """Registration numbers and their ends (C-71-2024-00012, 71-2024-00012, 2024-00012 …) as a tsvector."""
    keys = {key for number in given for key in _ends(_plain(number))}
    return " ".join(f"'{NUMBERED}{key}':1A" for key in sorted(keys))


def _plain(number: str) -> str:
    return re.sub(r"[^\w./-]", "", number).lower()


def _ends(number: str) -> list[str]:
    parts = number.split("-")
    return [end for place in range(len(parts)) if (end := "-".join(parts[place:]))]


@dataclass(frozen=True)
class Term:
    """One word or phrase of a question.

    words: as they are compared; several stand next to each other, in this order
    number: what a number begins with, if this may be one
    begun: the word may go on
    excluded: records with it are not wanted
    """

    words: tuple[str, ...]
    number: str | None = None
    begun: bool = False
    excluded: bool = False

    def parameters(self) -> dict[str, Any]:
        """For `access.search_query`."""
        root = stem(self.words[0]) if len(self.words) == 1 else ""
        return {
            "words": " ".join(self.words),
            "stem": root if root not in ("", self.words[0]) else None,
            "begun": f"'{self.words[0]}':*" if self.begun else None,
            "number": f"'{NUMBERED}{self.number}':*" if self.number else None,
            "excluded": self.excluded,
        }


@dataclass(frozen=True)
class Question:
    """What is looked for: all terms together."""

    terms: tuple[Term, ...]

    @property
    def wanted(self) -> tuple[Term, ...]:
        return tuple(term for term in self.terms if not term.excluded)

    def parameters(self) -> list[dict[str, Any]]:
        return [term.parameters() for term in self.terms]

    @cached_property
    def words(self) -> frozenset[str]:
        """The words that are wanted."""
        return frozenset(word for term in self.wanted for word in term.words)

    @cached_property
    def _stems(self) -> frozenset[str]:
        return frozenset(map(stem, self.words))

    @cached_property
    def _begun(self) -> tuple[str, ...]:
        return tuple(term.words[0] for term in self.wanted if term.begun)

    def meets(self, word: str) -> bool:
        """Whether a word of a text, as it is compared, is one that is looked for in Kazakh or letter by letter."""
        return word in self.words or stem(word) in self._stems or (bool(self._begun) and word.startswith(self._begun))

    def meets_number(self, number: str) -> bool:
        """Whether a registration number is one that is looked for."""
        begun = tuple(term.number for term in self.wanted if term.number)
        return bool(begun) and any(end.startswith(begun) for end in _ends(_plain(number)))


def question(text: str) -> Question:
    """The question that a text asks; one without terms finds nothing."""
    terms: list[Term] = []
    found = list(_TERM.finditer(text))[:MOST_TERMS]
    for match in found:
        sign, phrase, plain = match.groups()
        if phrase is not None:
            terms += _term(phrase, excluded=sign == "-")
        else:
            last = match.end() == len(text)
            excluded = plain.startswith("-") and len(plain) > 1
            terms += _term(plain[1:] if excluded else plain, excluded=excluded, last=last, single=True)
    return Question(tuple(terms))


def _term(text: str, *, excluded: bool, last: bool = False, single: bool = False) -> list[Term]:
    words = tuple(words_of(text))
    if not words:
        return []
    number = _plain(text) if single and any(c.isdigit() for c in text) else None
    begun = last and not excluded and len(words) == 1 and len(words[0]) >= BEGUN and number is None
    return [Term(words, number, begun, excluded)]


@dataclass(frozen=True)
class Piece:
    """A piece of a snippet; the pieces of one follow each other."""

    text: str
    highlighted: bool


AROUND: Final = 80
"""Characters shown before the first word found and, at least, behind it."""
WORTH: Final = 20
"""Characters up to which it is not worth to cut."""
SNIPPET: Final = 240
"""Characters of a snippet, a little more when a word would be cut."""


def pieces(text: str, met: frozenset[str]) -> list[Piece]:
    """The part of a text with the most of these words, as they are compared; empty when it has none."""
    low = small(text)
    spans = [match.span() for match in WORD.finditer(low) if match.group() in met]
    if not spans:
        return []
    first = max(spans, key=lambda span: (len({low[a:b] for a, b in spans if 0 <= a - span[0] < SNIPPET}), -span[0]))
    start, end = _window(low, first[0])
    shown = [span for span in spans if start <= span[0] and span[1] <= end]
    found: list[Piece] = []
    at = start
    for a, b in shown:
        found += [Piece(text[at:a], False), Piece(text[a:b], True)]
        at = b
    found.append(Piece(text[at:end], False))
    if start > 0:
        found.insert(0, Piece("…", False))
    if end < len(text):
        found.append(Piece("…", False))
    return _joined(piece for piece in found if piece.text)


def _window(text: str, at: int) -> tuple[int, int]:
    start = at - AROUND if at - AROUND > WORTH else 0
    end = start + SNIPPET if start + SNIPPET < len(text) - WORTH else len(text)
    while start > 0 and start < at and text[start - 1].isalnum():
        start += 1
    while end < len(text) and text[end - 1].isalnum() and text[end].isalnum():
        end += 1
    return start, end


def _joined(given: Any) -> list[Piece]:
    found = list(given)
    joined = found[:1]
    for before, piece in pairwise(found):
        if piece.highlighted or before.highlighted:
            joined.append(piece)
        else:
            joined[-1] = Piece(joined[-1].text + piece.text, False)
    return joined
