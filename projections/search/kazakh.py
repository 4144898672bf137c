"""A light stemmer for Kazakh in Cyrillic: takes off endings of number, possession, case and person.

An ending goes only where vowel harmony and the sound before it allow it, and where enough of a word remains. Stems
are meant to be equal for the forms of one word, not to be words themselves.
"""

from functools import lru_cache
from typing import Final

_BACK: Final = frozenset("аоұыяёю")
_FRONT: Final = frozenset("әөүіеэ")
_VOWELS: Final = _BACK | _FRONT | frozenset("уи")
_HARD: Final = frozenset("пфкқтсшщчцхһбвгд")
"""After these an ending begins with its voiceless variant."""
_NASAL: Final = frozenset("мнң")
_POSSESSED: Final = frozenset("ыі")
_ANY: Final = frozenset("аәбвгғдеёжзийкқлмнңоөпрстуұүфхһцчшщъыіьэюя")
_SOFT: Final = _ANY - _HARD
_CONSONANTS: Final = _ANY - _VOWELS | frozenset("у")

Ending = tuple[str, frozenset[str], int]
"""An ending, the sounds it may follow, and how many letters must remain."""


def _endings(*groups: tuple[str, frozenset[str], int]) -> tuple[Ending, ...]:
    """Endings written in a row, the longest first."""
    each = [(ending, after, remaining) for row, after, remaining in groups for ending in row.split()]
    return tuple(sorted(each, key=lambda ending: -len(ending[0])))


_PERSON: Final = _endings(
    ("мын мін", _SOFT - _POSSESSED, 4),
    ("бын бін быз біз", frozenset("зжмнң"), 4),
    ("пын пін пыз піз", _HARD, 4),
)
_CASE: Final = _endings(
    ("ның нің", _VOWELS | _NASAL, 3),
    ("дың дің", _SOFT - _VOWELS | {"у"}, 3),
    ("тың тің", _HARD, 3),
    ("ға ге", _SOFT, 3),
    ("қа ке", _HARD, 3),
    ("на не", _POSSESSED, 3),
    ("ны ні", _VOWELS, 3),
    ("ды ді", _SOFT - _VOWELS | {"у"}, 3),
    ("ты ті", _HARD, 3),
    ("да де", _SOFT, 3),
    ("та те", _HARD, 3),
    ("нда нде ндағы ндегі", _POSSESSED, 3),
    ("дағы дегі", _SOFT, 3),
    ("тағы тегі", _HARD, 3),
    ("дан ден", _SOFT - _NASAL, 3),
    ("тан тен", _HARD, 3),
    ("нан нен", _POSSESSED | _NASAL, 3),
    ("мен", _SOFT - {"з", "ж"}, 3),
    ("бен", frozenset("зж"), 3),
    ("пен", _HARD, 3),
    ("сын сін", _VOWELS, 3),
    ("ын ін", _CONSONANTS, 5),
    ("ыма іме ыңа іңе", _CONSONANTS, 4),
)
_POSSESSION: Final = _endings(
    ("ымыз іміз ыңыз іңіз", _CONSONANTS, 3),
    ("мыз міз ңыз ңіз", _VOWELS, 3),
    ("сы сі", _VOWELS, 3),
    ("ы і", _CONSONANTS, 3),
    ("ым ім ың ің", _CONSONANTS, 5),
)
_PLURAL: Final = _endings(
    ("лар лер", _VOWELS | frozenset("рй"), 3),
    ("дар дер", frozenset("лмнңзж"), 3),
    ("тар тер", _HARD, 3),
)
_ABOVE_HARMONY: Final = frozenset({"мен", "бен", "пен"})
_SHORT: Final = frozenset(["ай", "ат", "ас", "ел", "ер", "ет", "ит", "із", "іс", "ой", "су", "ту", "үй", "ән"])
"""Stems of two letters that many forms lead to."""
_WHOLE: Final = frozenset(["аудан", "мүдде", "орган", "тендер", "тұрғын"])
"""Words that look like forms of shorter ones."""
_DROPPED: Final = {
    "ауз": "ауыз",
    "аул": "ауыл",
    "әрп": "әріп",
    "ерк": "ерік",
    "мойн": "мойын",
    "мүлк": "мүлік",
    "орн": "орын",
    "халқ": "халық",
}
"""Stems that lose a vowel before an ending."""
_VOICELESS: Final = {"ғ": "қ", "г": "к", "б": "п"}
"""A last consonant that became voiced before a vowel: мектеп, мектебі."""


@lru_cache(maxsize=1 << 16)
def stem(word: str) -> str:
    """The stem of a word in small letters; a word in other letters than Cyrillic is its own stem."""
    if len(word) < 3 or not _ANY.issuperset(word):
        return word
    left = word
    for endings in (_PERSON, _CASE, _POSSESSION, _PLURAL):
        left = _without(left, endings)
    if len(left) > 3 and left[-1] in _POSSESSED:
        left = left[:-1]
    left = _DROPPED.get(left, left)
    return left[:-1] + _VOICELESS.get(left[-1], left[-1])


def _without(word: str, endings: tuple[Ending, ...]) -> str:
    if word.endswith("стан"):
        return word
    least = max((len(whole) for whole in _WHOLE if word.startswith(whole)), default=0)
    for ending, after, remaining in endings:
        if word.endswith(ending):
            left = word[: -len(ending)]
            enough = len(left) >= max(remaining, least) or left in _SHORT or left in _DROPPED
            if enough and left[-1] in after and _in_harmony(left, ending):
                return left
    return word


def _in_harmony(left: str, ending: str) -> bool:
    """Whether the ending's vowel goes with the last vowel before it; у and и go with both."""
    if ending in _ABOVE_HARMONY:
        return any(letter in _VOWELS for letter in left)
    before = next((letter for letter in reversed(left) if letter in _VOWELS), None)
    first = next(letter for letter in ending if letter in _VOWELS)
    return before is not None and (before not in (_FRONT if first in _BACK else _BACK))
