"""The alphabetical order of Kazakh as a text that sorts byte by byte, so that it needs no collation of the database.

Digits come first, then Latin letters, then the 42 letters of the Kazakh alphabet, then everything else. Capitals
count only between words that are otherwise equal.
"""

import unicodedata
from functools import lru_cache
from typing import Final, NewType

SortKey = NewType("SortKey", str)
"""A column by which rows are ordered and which is not shown; kept under the collation "C"."""

ALPHABET: Final = "аәбвгғдеёжзийкқлмнңоөпрстуұүфхһцчшщъыіьэюя"
"""The letters of the Kazakh alphabet in Cyrillic, in their order."""
LONGEST: Final = 200
"""Letters that take part in the order; beyond them words count as equal."""

_ORDERED: Final = "0123456789abcdefghijklmnopqrstuvwxyz" + ALPHABET
_PLACE: Final = {letter: chr(ord("0") + place) for place, letter in enumerate(_ORDERED)}
_GAP: Final = " "
_BEYOND: Final = "~"
_THEN: Final = "\x01"


@lru_cache(maxsize=1 << 12)
def sort_key(words: str) -> SortKey:
    """The key of a name. Keys compared as bytes stand in the order in which a Kazakh reader looks names up."""
    places: list[str] = []
    capitals: list[bool] = []
    for character in _letters(words)[:LONGEST]:
        small = character.lower()
        place = _PLACE.get(small) or (_BEYOND + small if small.isalnum() else _GAP)
        if place == _GAP and (not places or places[-1] == _GAP):
            continue
        places.append(place)
        capitals.append(character != small)
    return SortKey("".join(places).rstrip(_GAP) + _THEN + _packed(capitals))


def _letters(words: str) -> str:
    """The letters without the accents of Latin ones; й and ё are letters of their own and stay whole."""
    found: list[str] = []
    for character in unicodedata.normalize("NFC", words):
        known = character.lower() in _PLACE
        found += character if known else (c for c in unicodedata.normalize("NFD", character) if c.isprintable())
    return "".join(c for c in found if not unicodedata.combining(c))


def _packed(capitals: list[bool]) -> str:
    """Which letters are capitals, four to a character; small letters come before capitals."""
    fours = (capitals[i : i + 4] for i in range(0, len(capitals), 4))
    digits = (f"{sum(8 >> place for place, is_capital in enumerate(four) if is_capital):x}" for four in fours)
    return "".join(digits).rstrip("0")
