"""Paragraphs as data: what every power, refusal and event cites, with its words and its printed citation."""

from domain.provisions import LAW, REGULATION
from domain.text import Text
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
        """The provision as people write it: ¶14(1)(c), No. 154-VII art. 15(2)."""
        act, _, place = self.id.rpartition("/")
        if act == "154-VII":
            return f"No. 154-VII art. {_brackets(place)}"
        return f"{_ACTS[act]}: {place}" if act else f"¶{_brackets(self.id)}"


_ACTS = {"Rules": "Rules for the examination of complaints", "LabourCode": "Labour Code"}

PROVISIONS: dict[str, Provision] = {
    **{id: Provision(id=id, text=Text(kk=kk, ru=ru, en=en)) for id, kk, ru, en in REGULATION},
    **{id: Provision(id=id, text=Text(kk=kk, ru=ru, en=en), confirmed=sure) for id, kk, ru, en, sure in LAW},
}
"""Every provision by its id, in the order of the Regulation."""


def provision(id: str) -> Provision:
    """The provision of that id. Raises KeyError for one that the register does not know."""
    return PROVISIONS[id]


def cite(id: str) -> str:
    """The printed citation of a provision. Raises KeyError for one that the register does not know."""
    return provision(id).citation


def _brackets(place: str) -> str:
    first, *rest = place.split(".")
    return first + "".join(f"({part})" for part in rest)
