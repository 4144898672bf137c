"""What all sentences are put together from: days, actors, cited paragraphs, numbers and quoted reasons.

Kazakh and Russian need no case endings of names: patterns put each where it stands as it is, and dates come from CLDR.
In Russian a capacity is the subject and the name stands in brackets, so the verb agrees with the title and the sentence
says nothing about the person: "Представитель Уполномоченного (Пак Айгүл) … принял".
"""

from collections.abc import Iterable, Sequence
from datetime import date
from functools import lru_cache
from typing import Final

from babel.dates import format_date

from domain.regulation import provision
from domain.text import Language, Text
from graphql_api.sentences.naming import Names, own_name

LONGEST: Final = 300
"""Characters of a reason that a sentence says; the whole stands in the content of the event."""
_DAY: Final = {"kk": "y 'жылғы' d MMMM 'күні'", "ru": "d MMMM y 'года'", "en": "d MMMM y"}
QUOTED: Final = Text(kk="«{}»", ru="«{}»", en="“{}”")
_AND: Final = Text(kk=" және ", ru=" и ", en=" and ")
_BASES: Final = {
    "": Text(kk="Ереженің {}-тармағы", ru="п. {} Положения", en="¶{}"),
    "154-VII": Text(kk="№ 154-VII Заңның {}-бабы", ru="ст. {} Закона № 154-VII", en="No. 154-VII art. {}"),
    "Rules": Text(
        kk="Шағымдарды қарау қағидалары",
        ru="Правил рассмотрения жалоб",
        en="the Rules for the examination of complaints",
    ),
    "LabourCode": Text(kk="Еңбек кодексі", ru="Трудового кодекса", en="the Labour Code"),
}
"""How the acts that paragraphs belong to are cited: in Kazakh before "on the basis of", in Russian in the genitive."""


@lru_cache(maxsize=4_096)
def day_in_words(day: date, language: Language) -> str:
    """A day as people write it: 3 March 2026, 3 марта 2026 года, 2026 жылғы 3 наурыз күні."""
    return format_date(day, _DAY[language], locale=language)


def on(day: date, language: Language) -> str:
    """A day at the beginning of a sentence."""
    return f"On {day_in_words(day, language)}" if language == "en" else day_in_words(day, language)


@lru_cache(maxsize=1_024)
def cited(basis: str, language: Language) -> str:
    """A paragraph in the form that follows "under" in each language."""
    act = basis.rpartition("/")[0]
    place = provision(basis).citation.rpartition(" ")[2].removeprefix("¶")
    return _BASES[act].in_language(language).format(place)


def subject(name: str | None, titles: Sequence[str], beside: Iterable[str], language: Language) -> str:
    """Who acts, up to the verb.

    name: as the reader may know it; titles: what the actor is, the one that counts first
    beside: what else is said of the actor, such as the office; it stands in brackets
    """
    if language != "ru":
        brackets = ", ".join(filter(None, beside))
        who = ", ".join(filter(None, (name, *titles)))
        closing = "," if name and titles else ""
        return f"{who} ({brackets}){closing}" if brackets else f"{who}{closing}"
    title, *others = titles
    also = f"также {', '.join(others)}" if others else ""
    brackets = "; ".join(filter(None, (name, also, *beside)))
    closing = "," if "," in title else ""
    return f"{title} ({brackets}){closing}" if brackets else f"{title}{closing}"


def record(number: str | None, stream: str, names: Names, language: Language) -> str:
    """The record in brackets, by its number; one that has none by its name, if it has one that the reader may know."""
    if number:
        return f" ({number})"
    naming, id = own_name(stream)
    name = names.said(naming, id, language) if naming is not None else ""
    return f" ({name})" if name else ""


def quoted(words: str, language: Language) -> str:
    """What somebody wrote, on one line, shortened."""
    return QUOTED.in_language(language).format(shortened(" ".join(words.split())))


def shortened(words: str) -> str:
    """The beginning of long words."""
    return words if len(words) <= LONGEST else f"{words[: LONGEST - 1].rstrip()}…"


def listed(words: Sequence[str], language: Language) -> str:
    """Words one after the other: a, b and c."""
    *first, last = words
    return f"{', '.join(first)}{_AND.in_language(language)}{last}" if first else last
