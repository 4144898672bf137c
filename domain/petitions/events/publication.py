"""Who learns of an act of response: everybody, when it is published; few, while it stands behind a wall."""

from domain.identifiers import CompartmentId
from domain.message import Event, Line, Prose
from domain.text import Text


class PetitionPublished(Event):
    """The act was made public in these words; earlier public words are replaced.

    title: public title, identifying nobody
    summary: what the act asks for and why, in words for everybody, identifying nobody
    """

    words = Text(kk="ден қою актісін жариялады", ru="опубликовал акт реагирования", en="published the act of response")
    title: Line
    summary: Prose


class PetitionPublicationWithdrawn(Event):
    """The act is no longer public.

    reason: why
    """

    words = Text(
        kk="ден қою актісінің жарияланымын қайтарып алды",
        ru="отозвал публикацию акта реагирования",
        en="withdrew the publication of the act of response",
    )
    reason: Prose


class PetitionWalled(Event):
    """The act of response went behind the wall of a compartment.

    compartment: the compartment
    """

    words = Text(
        kk="ден қою актісін жабық бөлімге өткізді",
        ru="поместил акт реагирования в закрытый раздел",
        en="put the act of response behind a wall",
    )
    compartment: CompartmentId


class PetitionUnwalled(Event):
    """The act of response came out from behind its wall."""

    words = Text(
        kk="ден қою актісін жабық бөлімнен шығарды",
        ru="вывел акт реагирования из закрытого раздела",
        en="took the act of response from behind its wall",
    )
