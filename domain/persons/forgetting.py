"""What erasing a person and erasing an official have in common: what must have ended, who is present, the protocol."""

from typing import Any, Protocol

from domain.complaints.state import COMPLAINTS
from domain.complaints.vocabulary import Status
from domain.context import Context
from domain.decider import Rule
from domain.identifiers import OfficialId, PersonId, StreamId
from domain.message import Line, Prose
from domain.officials.state import OFFICIALS
from domain.persons.events import Destruction, ErasedPlace
from domain.persons.naming import NAMINGS, Naming, Place, naming_of
from domain.persons.rules import is_erased
from domain.petitions.state import PETITIONS
from domain.petitions.vocabulary import PetitionStatus
from domain.refusal import Refusal, RefusalCode, refuse

_ENDED = frozenset({Status.CLOSED, Status.REDIRECTED})
_ENDED_ACTS = frozenset({PetitionStatus.CLOSED, PetitionStatus.WITHDRAWN})


class Erasing(Protocol):
    """What every command says that destroys keys."""

    @property
    def law(self) -> Line: ...
    @property
    def reason(self) -> Prose: ...
    @property
    def witnesses(self) -> tuple[OfficialId, ...]: ...


def naming(person: PersonId, context: Context) -> Naming:
    """Where a person or official is named."""
    return context.read(NAMINGS, naming_of(person))


def has_ended(stream: StreamId, context: Context) -> bool:
    """Whether nothing more is to be done in a complaint or act of response; other records need nobody's data."""
    kind = stream.partition("-")[0]
    if kind == COMPLAINTS.name:
        complaint = context.read(COMPLAINTS, stream)
        if complaint.merged_into is not None:
            return has_ended(StreamId(complaint.merged_into), context)
        return complaint.status in _ENDED
    return kind != PETITIONS.name or context.read(PETITIONS, stream).status in _ENDED_ACTS


def witnesses_are_others(subject: str, paragraph: str) -> Rule:
    """Nobody destroys data alone: those present are known officials, each named once, neither who acts nor of whom
    it is.

    subject: the command's field that names whose data are destroyed
    """

    def others_are_present(command: Any, _: Any, context: Context) -> Refusal | None:
        present: tuple[OfficialId, ...] = command.witnesses
        if (
            len(set(present)) == len(present)
            and not {context.actor, getattr(command, subject)} & set(present)
            and all(context.exists(OFFICIALS, witness) and not is_erased(witness, context) for witness in present)
        ):
            return None
        return refuse(
            RefusalCode.INVALID,
            paragraph,
            "witnesses",
            kk="Қатысушылар – әрекет етуші мен деректері жойылатын адамнан басқа лауазымды адамдар, "
            "әрқайсысы бір рет аталады.",
            ru="Присутствующие – должностные лица, кроме действующего и того, чьи сведения уничтожаются, "
            "каждое названо один раз.",
            en="Those present are officials other than who acts and whose data go, each named once.",
        )

    return others_are_present


def no_hold_stands(subject: str, paragraph: str) -> Rule:
    """What a court, an investigation or a claim needs is kept until the hold is lifted."""

    def is_not_held(_: Any, record: Any, __: Context) -> Refusal | None:
        if not record.holds:
            return None
        return refuse(
            RefusalCode.WRONG_STATE,
            paragraph,
            subject,
            kk="Деректерді жоюға тыйым салынған; алдымен оны алып тастау керек.",
            ru="Уничтожение сведений запрещено; сначала снимите запрет.",
            en="A legal hold stands on the data; it must be lifted first.",
        )

    return is_not_held


def no_matter_is_open(subject: str, paragraph: str) -> Rule:
    """Data are kept as long as a matter needs them: all complaints and acts that name whom it is about have ended."""

    def all_have_ended(command: Any, _: Any, context: Context) -> Refusal | None:
        if all(has_ended(place.stream, context) for place in naming(getattr(command, subject), context).places):
            return None
        return refuse(
            RefusalCode.WRONG_STATE,
            paragraph,
            subject,
            kk="Тұлға аталған іс әлі аяқталмаған.",
            ru="Дело, в котором названо лицо, ещё не завершено.",
            en="A matter that names the person has not ended yet.",
        )

    return all_have_ended


def all_is_sealed(subject: str, paragraph: str) -> Rule:
    """Only what is sealed can be erased: values stored before sealing began stand in the record for ever."""

    def nothing_is_plain(command: Any, _: Any, context: Context) -> Refusal | None:
        plain = sum(place.plain for place in naming(getattr(command, subject), context).places)
        if not plain:
            return None
        return refuse(
            RefusalCode.WRONG_STATE,
            paragraph,
            subject,
            kk=f"Мөрленбей жазылған мәндер бар: {plain}. Оларды жою мүмкін емес.",
            ru=f"Есть значения, записанные до шифрования: {plain}. Уничтожить их нельзя.",
            en=f"{plain} values were recorded before sealing began and cannot be destroyed.",
        )

    return nothing_is_plain


def protocol(event: type[Destruction], person: PersonId, command: Erasing, context: Context) -> Destruction:
    """The event by which the keys go: those of the person or official, and of texts about nobody who is still known."""
    places = naming(person, context).places
    orphaned = [place for place in places if place.keys and _nobody_else(place, context)]
    return event(
        person=person,
        law=command.law,
        reason=command.reason,
        witnesses=command.witnesses,
        keys=(person, *(key for place in orphaned for key in place.keys)),
        places=tuple(ErasedPlace(stream=place.stream, fields=place.fields) for place in places if place.fields),
        texts=tuple(ErasedPlace(stream=place.stream, fields=place.texts) for place in orphaned),
        named_in=tuple(place.stream for place in places if place.stream != person),
    )


def _nobody_else(place: Place, context: Context) -> bool:
    """Whether nobody else whom the record names is still known: only then its free text belongs to nobody."""
    return all(is_erased(other, context) for other in place.others)
