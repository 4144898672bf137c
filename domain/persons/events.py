"""What happens to a person's data in the end: legal holds on it, and its destruction with a protocol."""

from domain.identifiers import OfficialId, PersonId, StreamId
from domain.message import Event, Line, Prose
from domain.text import Text
from domain.value import Value


class LegalHoldPlaced(Event):
    """The person's data must be kept until the hold is lifted: a court, an investigation, a claim.

    person: the person
    reference: the document that asks for it
    """

    words = Text(
        kk="тұлға деректерін жоюға тыйым салды",
        ru="запретил уничтожение сведений о лице",
        en="placed a legal hold on the person's data",
    )
    person: PersonId
    reference: Line


class LegalHoldLifted(Event):
    """The person's data need not be kept for this reason any longer.

    person: the person
    reference: the document by which the hold was placed
    """

    words = Text(
        kk="тұлға деректерін жоюға тыйымды алып тастады",
        ru="снял запрет на уничтожение сведений о лице",
        en="lifted the legal hold on the person's data",
    )
    person: PersonId
    reference: Line


class ErasedPlace(Value):
    """How many values were erased in one record.

    stream: the record
    fields: number of values of its events that nobody can open any more
    """

    stream: StreamId
    fields: int


class Destruction(Event):
    """The keys of somebody's data were destroyed; this is the protocol of it. Nothing destroys a key but such an event.

    person: the person or official, of whom nothing is known any longer
    law: act and article by which the data had to go
    reason: why now, identifying nobody
    witnesses: officials in whose presence it was done
    keys: names of the destroyed keys
    places: where personal values stood
    texts: matters whose free text went too, since nobody else whom they name is still known
    named_in: every other record that names the person or official as the one whom it is about
    """

    person: PersonId
    law: Line
    reason: Prose
    witnesses: tuple[OfficialId, ...]
    keys: tuple[str, ...]
    places: tuple[ErasedPlace, ...] = ()
    texts: tuple[ErasedPlace, ...] = ()
    named_in: tuple[StreamId, ...] = ()


class PersonErased(Destruction):
    """The keys of a person's data were destroyed; this is the protocol of it."""

    words = Text(kk="тұлғаның деректерін жойды", ru="уничтожил сведения о лице", en="destroyed the data of the person")
