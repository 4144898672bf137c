"""The powers over acts of response and the rules that several commands share, each citing its source."""

from collections.abc import Callable
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
        return None if petition.status in allowed else _wrong_state(_STATUS, petition.status, allowed)

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
        return _wrong_state(_ADDRESSEE, addressed.status, ADDRESSEE_STEPS[event].before, "addressee")
    step = PROCEEDINGS_STEPS.get(event)
    if step is not None and addressed.proceedings not in step.before:
        return _wrong_state(_PROCEEDINGS, addressed.proceedings, step.before, "addressee")
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


def _wrong_state(words: dict[Any, Text], state: Any, allowed: frozenset[Any], *path: str) -> Refusal:
    known = [text for status, text in words.items() if status in allowed]
    return refuse(
        RefusalCode.WRONG_STATE,
        "14.2.a",
        *path,
        kk=f"Қазіргі күйі: {words[state].kk}. Бұл қадам үшін қажет: {', '.join(t.kk for t in known)}.",
        ru=f"Состояние: {words[state].ru}. Для этого шага нужно: {', '.join(t.ru for t in known)}.",
        en=f"It stands at: {words[state].en}. This step needs: {', '.join(t.en for t in known)}.",
    )


_STATUS: dict[Any, Text] = {
    PetitionStatus.DRAFT: Text(kk="жоба", ru="проект", en="draft"),
    PetitionStatus.SUBMITTED: Text(kk="қол қоюға ұсынылған", ru="представлен на подпись", en="submitted"),
    PetitionStatus.RETURNED: Text(kk="пысықтауға қайтарылған", ru="возвращён на доработку", en="returned"),
    PetitionStatus.SIGNED: Text(kk="қол қойылған", ru="подписан", en="signed"),
    PetitionStatus.CLOSED: Text(kk="жабылған", ru="закрыт", en="closed"),
    PetitionStatus.WITHDRAWN: Text(kk="қайтарып алынған", ru="отозван", en="withdrawn"),
}
_ADDRESSEE: dict[Any, Text] = {
    AddresseeStatus.NAMED: Text(kk="әлі жіберілмеген", ru="ещё не направлен", en="not yet transmitted"),
    AddresseeStatus.TRANSMITTED: Text(kk="жіберілген", ru="направлен", en="transmitted"),
    AddresseeStatus.RECEIVED: Text(kk="алынған", ru="получен", en="received"),
    AddresseeStatus.REPLIED: Text(kk="жауап берілген", ru="получен ответ", en="replied to"),
    AddresseeStatus.ASSESSED: Text(kk="жауап бағаланған", ru="ответ оценён", en="reply assessed"),
    AddresseeStatus.IMPLEMENTED: Text(kk="орындалған", ru="исполнен", en="implemented"),
}
_PROCEEDINGS: dict[Any, Text] = {
    None: Text(kk="іс жүргізу туралы шешім жоқ", ru="решения о производстве нет", en="no decision on proceedings"),
    Proceedings.OPENED: Text(kk="іс қозғалған", ru="производство возбуждено", en="proceedings opened"),
    Proceedings.REFUSED: Text(
        kk="іс қозғаудан бас тартылған", ru="в возбуждении производства отказано", en="proceedings refused"
    ),
    Proceedings.DISCONTINUED: Text(
        kk="іс жүргізу тоқтатылған", ru="производство прекращено", en="proceedings discontinued"
    ),
    Proceedings.SANCTIONED: Text(kk="жаза қолданылған", ru="взыскание применено", en="sanction imposed"),
}
