"""A compartment: a name for what stands behind one wall. Its records say so themselves, its crossings the officials."""

from domain.message import Event, Line, Prose, Recorded
from domain.record import Kind
from domain.text import Text
from domain.value import Value


class CompartmentOpened(Event):
    """A compartment was opened; as yet nothing stands behind its wall.

    name: what it is called, identifying nobody and nothing
    purpose: why these matters are kept apart
    """

    words = Text(kk="жабық бөлім ашты", ru="открыл закрытый раздел", en="opened a compartment")
    name: Line
    purpose: Prose


class Compartment(Value):
    """Folded state of one compartment."""

    name: str = ""


def evolve(compartment: Compartment, recorded: Recorded) -> Compartment:
    match recorded.event:
        case CompartmentOpened(name=name):
            return Compartment(name=name)
    return compartment


COMPARTMENTS: Kind[Compartment] = Kind("compartment", Compartment(), evolve)
