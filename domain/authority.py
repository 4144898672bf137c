"""Who may do what: a power is declared once with its command and checked against what an official holds now.

A token proves only who somebody is. What they may do follows from the posts, actings, delegations and
instructions in force at this instant, read from their streams (¶16–¶20).
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from domain.capacity import Capacity
from domain.identifiers import OfficeCode
from domain.refusal import Refusal, RefusalCode
from domain.text import Text

O, H, R, E = Capacity.OMBUDSMAN, Capacity.HEAD, Capacity.REPRESENTATIVE, Capacity.EMPLOYEE  # noqa: E741
STAFF = (E, R, H, O)
"""Everybody in office: the most modest capacity that suffices is the one recorded."""

OfficeOf = Callable[[Any, Any], OfficeCode | None]
"""(command, state) -> the office in whose territory the act lies; None where territory plays no part."""


@dataclass(frozen=True)
class Power:
    """A power of the Regulation.

    paragraph: where it is given, an id of `domain.regulation`
    by: the capacities that hold it by themselves; acting deputies, delegates and the instructed follow from these
    territory: whether office-bound capacities need the record's own office
    instructable: a Representative or employee with an instruction on the very record may use it (¶15(8))
    historical: the import of earlier records and the founding of a register may use it
    """

    paragraph: str
    by: tuple[Capacity, ...]
    territory: bool = True
    instructable: bool = False
    historical: bool = False

    @property
    def holders(self) -> tuple[Capacity, ...]:
        """Every capacity that could use the power, for the refusal and for the matrix."""
        out: list[Capacity] = []
        for capacity in self.by:
            out.append(capacity)
            if capacity is H:
                out += [Capacity.DEPUTY_HEAD_ACTING, Capacity.DEPUTY_HEAD_DELEGATED]
            if capacity is R:
                out.append(Capacity.DEPUTY_REPRESENTATIVE_ACTING)
        if self.instructable:
            out.append(Capacity.REPRESENTATIVE_INSTRUCTED)
        return tuple(dict.fromkeys(out))


@dataclass(frozen=True, slots=True)
class Grant:
    """One capacity that an official holds at this instant.

    office: where it counts (None: the whole country)
    acting_for: the post whose powers it carries (¶16)
    delegated: the paragraphs that a delegation hands over (¶18); empty otherwise
    in_place_of_head: the Ombudsman exercising the Head's powers while nobody else can
    """

    capacity: Capacity
    office: OfficeCode | None = None
    acting_for: str | None = None
    delegated: frozenset[str] = field(default_factory=frozenset)
    in_place_of_head: bool = False

    def carries(self, power: Power) -> bool:
        if self.capacity is Capacity.MIGRATION:
            return power.historical
        if self.capacity is Capacity.DEPUTY_HEAD_ACTING:
            return H in power.by
        if self.capacity is Capacity.DEPUTY_HEAD_DELEGATED:
            return H in power.by and power.paragraph in self.delegated
        if self.capacity is Capacity.DEPUTY_REPRESENTATIVE_ACTING:
            return R in power.by
        if self.capacity is Capacity.REPRESENTATIVE_INSTRUCTED:
            return power.instructable
        return self.capacity in power.by or (self.in_place_of_head and H in power.by)

    def reaches(self, power: Power, office: OfficeCode | None) -> bool:
        return not power.territory or self.office is None or office is None or self.office == office


@dataclass(frozen=True)
class Standing:
    """All that an official holds now, and what rests while the official is recorded as absent (¶16)."""

    grants: tuple[Grant, ...]
    resting: tuple[Grant, ...] = ()


def authorise(power: Power, standing: Standing, office: OfficeCode | None, *, himself: bool = False) -> Grant | Refusal:
    """The grant under which the act is done, or the refusal that says who could do it.

    Of several suitable grants the first in the order of `power.holders` is taken, so the record names the most
    fitting capacity. `himself`: the act concerns the official's own absence or the like, which needs no power.
    """
    if himself and (own := (*standing.grants, *standing.resting)):
        return own[0]
    carrying = [grant for grant in standing.grants if grant.carries(power)]
    fitting = [g for g in carrying if g.reaches(power, office)]
    if fitting:
        order = {c: i for i, c in enumerate(power.holders)}
        return min(fitting, key=lambda g: order.get(g.capacity, len(order)))
    if any(g.carries(power) and g.reaches(power, office) for g in standing.resting):
        return _refusal(RefusalCode.ABSENT, power, _ABSENT)
    if carrying:
        return _refusal(RefusalCode.OUTSIDE_TERRITORY, power, _OUTSIDE)
    return _refusal(RefusalCode.NO_AUTHORITY, power, _NO_AUTHORITY)


def _refusal(code: RefusalCode, power: Power, text: Text) -> Refusal:
    holders = power.holders
    filled = Text(
        kk=text.kk.format(who=_list(holders, "kk")),
        ru=text.ru.format(who=_list(holders, "ru")),
        en=text.en.format(who=_list(holders, "en")),
    )
    return Refusal(code=code, text=filled, paragraph=power.paragraph, who_could=holders)


def _list(capacities: Iterable[Capacity], language: Any) -> str:
    return ", ".join(c.words.in_language(language) for c in capacities)


_NO_AUTHORITY = Text(
    kk="Бұл әрекетке сіздің өкілеттігіңіз жоқ. Оны жасай алатындар: {who}.",
    ru="У вас нет полномочия на это действие. Его могут совершить: {who}.",
    en="You have no authority for this act. It can be done by: {who}.",
)
_OUTSIDE = Text(
    kk="Іс басқа өңірлік өкілдікте. Оны өз аумағында жасай алатындар: {who}.",
    ru="Дело находится в ведении другого представительства. В пределах своей территории это могут: {who}.",
    en="The matter belongs to another office. Within their own territory it can be done by: {who}.",
)
_ABSENT = Text(
    kk="Сіз жоқ деп белгіленгенсіз; өкілеттікті орынбасарыңыз атқарады. Оралсаңыз, алдымен болмауды аяқтаңыз. "
    "Жасай алатындар: {who}.",
    ru="Вы отмечены отсутствующим; полномочия осуществляет заместитель. Вернувшись, сначала завершите отсутствие. "
    "Это могут: {who}.",
    en="You are recorded as absent; a deputy exercises the authority. On return, end the absence first. "
    "It can be done by: {who}.",
)
