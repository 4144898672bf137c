"""Making an act of response public in words for everybody, and taking that back."""

from domain.identifiers import PetitionId
from domain.message import Command, Line, Prose
from domain.text import Text


class PublishPetition(Command):
    """Make a signed act of response public, in words for everybody; publishing it again replaces them.

    petition: the act of response
    title: public title, identifying nobody
    summary: what the act asks for and why, in words for everybody, identifying nobody
    """

    words = Text(kk="ден қою актісін жариялау", ru="опубликовать акт реагирования", en="publish the act of response")
    petition: PetitionId
    title: Line
    summary: Prose


class WithdrawPublication(Command):
    """Withdraw an act of response from the public.

    petition: the act of response
    reason: why
    """

    words = Text(
        kk="ден қою актісінің жарияланымын қайтарып алу",
        ru="отозвать публикацию акта реагирования",
        en="withdraw the publication of the act of response",
    )
    petition: PetitionId
    reason: Prose
