"""Paragraphs as data: what every power, refusal and event cites, with its words and its printed citation."""

from domain.provisions import LAW, REGULATION
from domain.text import Language, Text
from domain.value import Value


class Provision(Value):
    """One paragraph or item that the register can cite.

    id: as powers and refusals carry it: `14.1.c`, `19.3-1`, `154-VII/15.2`
    text: its subject in a few words
    confirmed: whether it has been read in its source; what is not confirmed is a default that may be replaced
    """

    id: str
    text: Text
    confirmed: bool = True

    @property
    def citation(self) -> str:
        """The provision as people write it in English: ¶14(1)(c), No. 154-VII art. 15(2)."""
        return self.cited("en")

    def cited(self, language: Language) -> str:
        """The provision as people write it. A paragraph of the Regulation is written alike in all languages."""
        act, _, place = self.id.rpartition("/")
        if not act:
            return f"¶{_brackets(place)}"
        said = _PLACES[place].in_language(language) if place in _PLACES else _brackets(place)
        return _ACTS[act].in_language(language).format(said)


_ACTS = {
    "154-VII": Text(kk="№ 154-VII Заңның {}-бабы", ru="ст. {} Закона № 154-VII", en="No. 154-VII art. {}"),
    "Rules": Text(
        kk="Шағымдарды қарау қағидалары: {}",
        ru="Правила рассмотрения жалоб: {}",
        en="Rules for the examination of complaints: {}",
    ),
    "LabourCode": Text(kk="Еңбек кодексі: {}", ru="Трудовой кодекс: {}", en="Labour Code: {}"),
}
"""Acts besides the Regulation, with the place in them that is cited."""

_PLACES = {
    "examination": Text(kk="қарау", ru="рассмотрение", en="examination"),
    "territory": Text(kk="аумақ", ru="территория", en="territory"),
    "disclosure": Text(kk="жария ету", ru="разглашение", en="disclosure"),
    "admissibility": Text(kk="қарауға қабылдау", ru="принятие к рассмотрению", en="admissibility"),
    "extension": Text(kk="мерзімді ұзарту", ru="продление срока", en="extension"),
    "suspension": Text(kk="тоқтата тұру", ru="приостановление", en="suspension"),
    "reopening": Text(kk="қайта бастау", ru="возобновление", en="reopening"),
    "withdrawal": Text(kk="қайтарып алу", ru="отзыв", en="withdrawal"),
    "penalties": Text(kk="жазалар", ru="взыскания", en="penalties"),
    "days": Text(kk="жұмыс және демалыс күндері", ru="рабочие дни и дни отдыха", en="days"),
}
"""Places in acts that are cited by their subject."""

PROVISIONS: dict[str, Provision] = {
    **{id: Provision(id=id, text=Text(kk=kk, ru=ru, en=en)) for id, kk, ru, en in REGULATION},
    **{id: Provision(id=id, text=Text(kk=kk, ru=ru, en=en), confirmed=sure) for id, kk, ru, en, sure in LAW},
}
"""Every provision by its id, in the order of the Regulation."""


def provision(id: str) -> Provision:
    """The provision of that id. Raises KeyError for one that the register does not know."""
    return PROVISIONS[id]


def cite(id: str, language: Language = "en") -> str:
    """The printed citation of a provision. Raises KeyError for one that the register does not know."""
    return provision(id).cited(language)


def _brackets(place: str) -> str:
    first, *rest = place.split(".")
    return first + "".join(f"({part})" for part in rest)
