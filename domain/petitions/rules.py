"""The powers over acts of response and the rules that several commands share, each citing its source."""

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from domain.authority import STAFF, O, Power, R
from domain.context import Context
from domain.decider import Rule
from domain.message import Event
from domain.petitions.state import ADDRESSEE_STEPS, PROCEEDINGS_STEPS, STEPS, Addressed, Petition
from domain.petitions.vocabulary import AddresseeStatus, PetitionStatus, Proceedings
from domain.refusal import Refusal, RefusalCode, refuse
from domain.text import Text

DRAFTING = Power("14.2.a", by=STAFF, historical=True)
"""Drafting recommendations, petitions and proposals and organising their transmission: all staff, own office."""
DRAFTING_LEGISLATION = Power("15.1", by=STAFF, historical=True)
DRAFTING_SYSTEMIC = Power("15.4", by=STAFF, historical=True)
DRAFTING_APPLICATIONS = Power("15.5", by=STAFF, historical=True)
SIGNING = Power("14.2.a", by=(O, R), instructable=True, historical=True)
"""The Ombudsman; a Representative for the own office, or by instruction. The Head and deputies never sign."""
SIGNING_LEGISLATION = Power("15.1", by=(O,), historical=True)
SIGNING_SYSTEMIC = Power("15.4", by=(O,), historical=True)
SIGNING_APPLICATIONS = Power("15.5", by=(O,), historical=True)
CLOSING = Power("14.2.a", by=(O, R), historical=True)
"""Whether a matter may rest is for those who sign to say."""
INSTRUCTING = Power("15.8", by=(O,), historical=True)


def own_office(command: Any, petition: Petition) -> str:
    return petition.office


def chosen_office(command: Any, petition: Petition) -> str:
    return str(command.office)


def stands_before(event: type[Event]) -> Rule:
    """The step is possible only from the states that STEPS names for its event."""
    allowed = STEPS[event].before

    def is_in_status(command: Any, petition: Petition, context: Context) -> Refusal | None:
        return None if petition.status in allowed else _wrong_state(_STANDS, PetitionStatus, petition.status, allowed)

    return is_in_status


def addressee_stands_before(event: type[Event]) -> Rule:
    """The addressee exists, and its state allows the step (ADDRESSEE_STEPS, PROCEEDINGS_STEPS)."""

    def addressee_is_in_status(command: Any, petition: Petition, context: Context) -> Refusal | None:
        return awaits(event, command.addressee, petition)

    return addressee_is_in_status


def awaits(event: type[Event], key: str, petition: Petition) -> Refusal | None:
    """Whether the addressee with this key is where the event is possible."""
    addressed = petition.addressed(key)
    if addressed is None:
        return refuse(
            RefusalCode.UNKNOWN_PART,
            "14.2.a",
            "addressee",
            kk="Актіде мұндай адресат жоқ.",
            ru="В акте нет такого адресата.",
            en="The act has no such addressee.",
        )
    if addressed.status not in ADDRESSEE_STEPS[event].before:
        before = ADDRESSEE_STEPS[event].before
        return _wrong_state(_STANDS, AddresseeStatus, addressed.status, before, "addressee")
    step = PROCEEDINGS_STEPS.get(event)
    if step is not None and addressed.proceedings not in step.before:
        return _wrong_state(_DECISION, (None, *Proceedings), addressed.proceedings, step.before, "addressee")
    return None


def not_before(of_petition: Callable[[Petition], date | None]) -> Rule:
    """A step is not dated before the one it follows; unknown days are not compared."""

    def is_in_order(command: Any, petition: Petition, context: Context) -> Refusal | None:
        return _in_order(of_petition(petition), context)

    return is_in_order


def addressee_not_before(of_addressed: Callable[[Addressed], date | None]) -> Rule:
    """A step with an addressee is not dated before the one it follows; unknown days are not compared."""

    def is_in_order_with_addressee(command: Any, petition: Petition, context: Context) -> Refusal | None:
        addressed = petition.addressed(command.addressee)
        return _in_order(of_addressed(addressed) if addressed else None, context)

    return is_in_order_with_addressee


def _in_order(previous: date | None, context: Context) -> Refusal | None:
    if previous is None or context.effective is None or context.effective >= previous:
        return None
    return refuse(
        RefusalCode.BEFORE_PREVIOUS_STEP,
        "14.2.a",
        "effectiveOn",
        kk=f"Әрекет күні алдыңғы қадамнан ({previous}) бұрын болмауы керек.",
        ru=f"Дата действия раньше предыдущего шага ({previous}).",
        en=f"The act is dated before the step that it follows ({previous}).",
    )


def _wrong_state(what: Text, of: Iterable[Any], state: Any, allowed: frozenset[Any], *path: str) -> Refusal:
    """what: the label of the state; of: all states there are, in their order; None: nothing decided yet"""
    now, needed = _words(state), [_words(each) for each in of if each in allowed]
    return refuse(
        RefusalCode.WRONG_STATE,
        "14.2.a",
        *path,
        kk=f"{what.kk}: {now.kk}. Бұл қадам үшін қажет: {', '.join(each.kk for each in needed)}.",
        ru=f"{what.ru}: {now.ru}. Для этого шага нужно: {', '.join(each.ru for each in needed)}.",
        en=f"{what.en}: {now.en}. This step needs: {', '.join(each.en for each in needed)}.",
    )


def _words(state: PetitionStatus | AddresseeStatus | Proceedings | None) -> Text:
    return _UNDECIDED if state is None else state.words


_STANDS = Text(kk="Қазіргі күйі", ru="Состояние", en="It stands at")
_DECISION = Text(kk="Іс жүргізу", ru="Производство", en="Proceedings")
_UNDECIDED = Text(kk="шешім жоқ", ru="решения нет", en="no decision")
