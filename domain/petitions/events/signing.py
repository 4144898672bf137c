"""The signature: given, refused for the time being, entrusted to a Representative."""

from datetime import date

from domain.identifiers import OfficialId
from domain.message import Event, Prose
from domain.text import Text


class PetitionReturned(Event):
    """The draft went back to be improved.

    reason: what is to be improved
    """

    words = Text(
        kk="актінің жобасын пысықтауға қайтарды",
        ru="вернул проект акта на доработку",
        en="returned the draft of the act for further work",
    )
    reason: Prose


class PetitionSigningInstructed(Event):
    """A Representative was instructed to sign this very act, wherever it lies and to whomever it goes (¶15(8)).

    official: who is instructed
    until: last day of the instruction
    """

    words = Text(
        kk="өкілге актіге қол қоюды тапсырды",
        ru="поручил представителю подписать акт",
        en="instructed a Representative to sign the act",
    )
    official: OfficialId
    until: date | None = None


class PetitionInstructionWithdrawn(Event):
    """The instruction to sign was taken back (¶15(8)).

    official: who had been instructed
    """

    words = Text(
        kk="актіге қол қою туралы тапсырманы қайтарып алды",
        ru="отозвал поручение о подписании акта",
        en="withdrew the instruction to sign the act",
    )
    official: OfficialId


class PetitionSigned(Event):
    """The act was signed; the paragraph of the signature stands in the act of signing."""

    words = Text(kk="ден қою актісіне қол қойды", ru="подписал акт реагирования", en="signed the act of response")
