"""After the signature: what comes back from each addressee, until the matter rests (¶14(2)a, ¶15(5))."""

from collections.abc import Iterator
from typing import Any

from domain.context import Context
from domain.decider import Answer, decides
from domain.message import Event
from domain.petitions.commands import answering as c
from domain.petitions.events import answering as e
from domain.petitions.rules import (
    CLOSING,
    DRAFTING,
    DRAFTING_APPLICATIONS,
    addressee_not_before,
    addressee_stands_before,
    awaits,
    not_before,
    own_office,
    stands_before,
)
from domain.petitions.state import PETITIONS, Petition
from domain.petitions.vocabulary import ProceedingsDecision, ReplyAssessment
from domain.refusal import Refusal, RefusalCode, refuse


def _both(event: type[Event]) -> tuple[Any, Any]:
    return stands_before(event), addressee_stands_before(event)


_after_transmission = addressee_not_before(lambda addressed: addressed.transmitted_on)


def says_by_which_way(command: c.TransmitPetition, petition: Petition, context: Context) -> Refusal | None:
    """A transmission has a way; only an earlier record may not tell it (¶14(2)a)."""
    if command.channel is not None or context.migration:
        return None
    return refuse(
        RefusalCode.INVALID,
        "14.2.a",
        "channel",
        kk="Қандай жолмен жіберілгенін көрсетіңіз.",
        ru="Укажите способ направления.",
        en="Say by which way it goes.",
    )


def is_assessed_by_somebody_else(command: c.AssessReply, petition: Petition, context: Context) -> Refusal | None:
    """Recording a reply and weighing it are acts of two hands; earlier records tell of one (¶14(2)a)."""
    addressed = petition.addressed(command.addressee)
    if context.migration or addressed is None or addressed.reply_recorded_by != context.actor:
        return None
    return refuse(
        RefusalCode.OWN_CASE,
        "14.2.a",
        "addressee",
        kk="Жауапты тіркеген адам оны өзі бағаламайды.",
        ru="Ответ не оценивает тот, кто его внёс.",
        en="A reply is not assessed by the official who recorded it.",
    )


def was_accepted(command: c.RecordImplementation, petition: Petition, context: Context) -> Refusal | None:
    """An addressee carries out what it accepted, at least in part (154-VII, art. 15(2))."""
    addressed = petition.addressed(command.addressee)
    if addressed is None or addressed.assessment is not ReplyAssessment.REJECTED:
        return None
    return refuse(
        RefusalCode.WRONG_STATE,
        "154-VII/15.2",
        "addressee",
        kk="Адресат актіні қабылдамаған; кейін қабылдаса, жаңа жауабын тіркеңіз.",
        ru="Адресат отклонил акт; если он изменил позицию, внесите его новый ответ.",
        en="The addressee rejected the act; if it changed its mind, record its new reply.",
    )


def asks_for_measures(command: Any, petition: Petition, context: Context) -> Refusal | None:
    """An application is answered by proceedings, not carried out (¶15(5))."""
    if not petition.is_application:
        return None
    return refuse(
        RefusalCode.INVALID,
        "15.5",
        "petition",
        kk="Бұл — іс жүргізу туралы өтініш: RecordProceedings және RecordSanction әрекеттерін пайдаланыңыз.",
        ru="Это обращение о производстве: используйте RecordProceedings и RecordSanction.",
        en="This is an application for proceedings: use RecordProceedings and RecordSanction.",
    )


def asks_for_proceedings(command: Any, petition: Petition, context: Context) -> Refusal | None:
    """Proceedings are opened on an application only; other acts are carried out (¶15(5))."""
    if petition.is_application:
        return None
    return refuse(
        RefusalCode.INVALID,
        "15.5",
        "petition",
        kk="Бұл акт іс жүргізуді сұрамайды: RecordImplementation әрекетін пайдаланыңыз.",
        ru="Этот акт не содержит обращения о производстве: используйте RecordImplementation.",
        en="This act does not ask for proceedings: use RecordImplementation.",
    )


def is_settled_or_explained(command: c.ClosePetition, petition: Petition, context: Context) -> Refusal | None:
    """A matter rests when each addressee has rejected it or done its part, or when it is said why it rests anyway."""
    open_keys = [a.key for a in petition.addressees if not a.settled]
    if not open_keys or command.reason is not None or context.migration:
        return None
    keys = ", ".join(open_keys)
    return refuse(
        RefusalCode.INVALID,
        "14.2.a",
        "reason",
        kk=f"Мына адресаттар бойынша іс аяқталмаған: {keys}. Неге жабылатынын көрсетіңіз.",
        ru=f"Не завершено по адресатам: {keys}. Укажите, почему дело закрывается.",
        en=f"Not settled with these addressees: {keys}. Say why the matter is closed nevertheless.",
    )


@decides(
    c.TransmitPetition,
    PETITIONS,
    power=DRAFTING,
    office_of=own_office,
    rules=(*_both(e.PetitionTransmitted), says_by_which_way, not_before(lambda petition: petition.signed_on)),
)
def transmit(command: c.TransmitPetition, petition: Petition, context: Context) -> Iterator[Answer]:
    yield e.PetitionTransmitted(addressee=command.addressee, channel=command.channel, reference=command.reference)


@decides(
    c.ConfirmReceipt,
    PETITIONS,
    power=DRAFTING,
    office_of=own_office,
    rules=(*_both(e.PetitionReceived), _after_transmission),
)
def confirm_receipt(command: c.ConfirmReceipt, petition: Petition, context: Context) -> Iterator[Answer]:
    yield e.PetitionReceived(addressee=command.addressee, reference=command.reference)


@decides(
    c.RecordReply,
    PETITIONS,
    power=DRAFTING,
    office_of=own_office,
    rules=(*_both(e.PetitionReplied), addressee_not_before(lambda a: a.received_on or a.transmitted_on)),
)
def record_reply(command: c.RecordReply, petition: Petition, context: Context) -> Iterator[Answer]:
    yield e.PetitionReplied(addressee=command.addressee, reference=command.reference, summary=command.summary)


@decides(
    c.AssessReply,
    PETITIONS,
    power=DRAFTING,
    office_of=own_office,
    rules=(
        *_both(e.PetitionReplyAssessed),
        is_assessed_by_somebody_else,
        addressee_not_before(lambda addressed: addressed.replied_on),
    ),
)
def assess_reply(command: c.AssessReply, petition: Petition, context: Context) -> Iterator[Answer]:
    yield e.PetitionReplyAssessed(addressee=command.addressee, assessment=command.assessment, reason=command.reason)


@decides(
    c.RecordImplementation,
    PETITIONS,
    power=DRAFTING,
    office_of=own_office,
    rules=(asks_for_measures, *_both(e.PetitionImplemented), was_accepted, _after_transmission),
)
def record_implementation(command: c.RecordImplementation, petition: Petition, context: Context) -> Iterator[Answer]:
    yield e.PetitionImplemented(addressee=command.addressee, measures=command.measures, complete=command.complete)


@decides(
    c.RecordProceedings,
    PETITIONS,
    power=DRAFTING_APPLICATIONS,
    office_of=own_office,
    rules=(asks_for_proceedings, stands_before(e.ProceedingsOpened), _after_transmission),
)
def record_proceedings(command: c.RecordProceedings, petition: Petition, context: Context) -> Iterator[Answer]:
    key, reference, ground = command.addressee, command.reference, command.ground
    event: Event
    match command.decision:
        case ProceedingsDecision.OPENED:
            event = e.ProceedingsOpened(addressee=key, reference=reference)
        case ProceedingsDecision.REFUSED:
            event = e.ProceedingsRefused(addressee=key, reference=reference, ground=ground)
        case ProceedingsDecision.DISCONTINUED:
            event = e.ProceedingsDiscontinued(addressee=key, reference=reference, ground=ground)
    yield awaits(type(event), key, petition) or event


@decides(
    c.RecordSanction,
    PETITIONS,
    power=DRAFTING_APPLICATIONS,
    office_of=own_office,
    rules=(asks_for_proceedings, *_both(e.SanctionImposed), _after_transmission),
)
def record_sanction(command: c.RecordSanction, petition: Petition, context: Context) -> Iterator[Answer]:
    yield e.SanctionImposed(addressee=command.addressee, sanction=command.sanction, reference=command.reference)


@decides(
    c.ClosePetition,
    PETITIONS,
    power=CLOSING,
    office_of=own_office,
    rules=(
        stands_before(e.PetitionClosed),
        is_settled_or_explained,
        not_before(lambda petition: petition.signed_on),
    ),
)
def close(command: c.ClosePetition, petition: Petition, context: Context) -> Iterator[Answer]:
    yield e.PetitionClosed(reason=command.reason)
