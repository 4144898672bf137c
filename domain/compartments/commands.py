"""What may be asked about compartments: opening one, putting records behind its wall, letting officials cross."""

from datetime import date

from domain.identifiers import CompartmentId, ComplaintId, OfficialId, PetitionId
from domain.message import Command, Line, Prose
from domain.text import Text


class OpenCompartment(Command):
    """Open a compartment for matters that are to be kept apart.

    name: what it is called, identifying nobody and nothing
    purpose: why these matters are kept apart
    """

    words = Text(kk="жабық бөлім ашу", ru="открыть закрытый раздел", en="open a compartment")
    name: Line
    purpose: Prose


class PutComplaintBehindWall(Command):
    """Put a complaint, and those merged with it, behind the wall of a compartment: who may not cross it sees nothing.

    complaint: the complaint
    compartment: the compartment
    """

    words = Text(
        kk="шағымды жабық бөлімге өткізу",
        ru="поместить жалобу в закрытый раздел",
        en="put the complaint behind a wall",
    )
    complaint: ComplaintId
    compartment: CompartmentId


class TakeComplaintFromBehindWall(Command):
    """Take a complaint, and those merged with it, from behind its wall.

    complaint: the complaint
    """

    words = Text(
        kk="шағымды жабық бөлімнен шығару",
        ru="вывести жалобу из закрытого раздела",
        en="take the complaint from behind its wall",
    )
    complaint: ComplaintId


class PutPetitionBehindWall(Command):
    """Put an act of response behind the wall of a compartment: who may not cross it sees nothing.

    petition: the act of response
    compartment: the compartment
    """

    words = Text(
        kk="ден қою актісін жабық бөлімге өткізу",
        ru="поместить акт реагирования в закрытый раздел",
        en="put the act of response behind a wall",
    )
    petition: PetitionId
    compartment: CompartmentId


class TakePetitionFromBehindWall(Command):
    """Take an act of response from behind its wall.

    petition: the act of response
    """

    words = Text(
        kk="ден қою актісін жабық бөлімнен шығару",
        ru="вывести акт реагирования из закрытого раздела",
        en="take the act of response from behind its wall",
    )
    petition: PetitionId


class GrantCrossing(Command):
    """Let an official cross the wall of a compartment; a further grant replaces the last day of an earlier one.

    official: who may cross
    compartment: the compartment
    reason: why the official needs it
    until: last day of the crossing; none if it has no end
    """

    words = Text(
        kk="жабық бөлімге кіруге рұқсат беру",
        ru="разрешить доступ в закрытый раздел",
        en="grant access to a compartment",
    )
    official: OfficialId
    compartment: CompartmentId
    reason: Prose
    until: date | None = None


class WithdrawCrossing(Command):
    """Take a crossing back.

    official: who loses it
    compartment: the compartment
    """

    words = Text(
        kk="жабық бөлімге кіру рұқсатын қайтарып алу",
        ru="отозвать доступ в закрытый раздел",
        en="withdraw access to a compartment",
    )
    official: OfficialId
    compartment: CompartmentId
