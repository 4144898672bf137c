"""In which records somebody is named, and what of these is sealed: what an erasure must know, told by the store.

It is no record of its own and has no events; its stream's name only asks for it.
"""

from domain.identifiers import PersonId, StreamId
from domain.record import Kind
from domain.value import Value


class Place(Value):
    """One record that names the person or official as the one whom it is about.

    stream: the record
    version: of the record, when this was told of it
    fields: values sealed under the key of whoever is asked about
    texts: values sealed under the record's own key
    plain: values that would be sealed today, and were stored before that was done
    others: everybody else whom the record names
    keys: names of the keys under which its free text is sealed
    """

    stream: StreamId
    version: int = 0
    fields: int = 0
    texts: int = 0
    plain: int = 0
    others: tuple[PersonId, ...] = ()
    keys: tuple[str, ...] = ()


class Naming(Value):
    """Every record that names one person or official, the own one among them.

    charged: of an official, matters not known to have ended with which he or she was charged, assigned or instructed
    """

    places: tuple[Place, ...] = ()
    charged: tuple[StreamId, ...] = ()


NAMINGS: Kind[Naming] = Kind("naming", Naming(), None)


def naming_of(person: PersonId) -> str:
    """Under this name a decision asks where the person or official is named."""
    return NAMINGS.stream(person)
