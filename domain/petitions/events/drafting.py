"""The draft: worded, rewritten, put before the person who signs, given up."""

from domain.identifiers import ComplaintId, OfficeCode, PersonId
from domain.message import Event, Line, PersonalProse, Prose
from domain.petitions.vocabulary import PetitionAddressee, PetitionKind
from domain.text import Text


class PetitionDrafted(Event):
    """An act of response was drafted and took its number.

    number: its registration number
    petition_kind: what kind of act
    systemic: whether it concerns measures of prevention and restoration in general (¶15(4))
    office: the office that drafted it
    title: what it is about
    operative_part: what the addressees are asked to do, identifying nobody
    addressees: to whom it goes
    complaints: the complaints on which it rests
    concerns: the person of whom its reasoning speaks; against whom an application asks for proceedings
    """

    words = Text(
        kk="ден қою актісінің жобасын дайындады",
        ru="подготовил проект акта реагирования",
        en="drafted the act of response",
    )
    number: str
    petition_kind: PetitionKind
    systemic: bool = False
    office: OfficeCode
    title: Line
    operative_part: Prose
    addressees: tuple[PetitionAddressee, ...]
    complaints: tuple[ComplaintId, ...] = ()
    concerns: PersonId | None = None


class PetitionDraftRevised(Event):
    """The draft was rewritten; it reads like this from now on.

    title: what it is about
    operative_part: what the addressees are asked to do, identifying nobody
    addressees: to whom it goes
    complaints: the complaints on which it rests
    concerns: the person of whom its reasoning speaks
    """

    words = Text(kk="актінің жобасын қайта өңдеді", ru="переработал проект акта", en="revised the draft of the act")
    title: Line
    operative_part: Prose
    addressees: tuple[PetitionAddressee, ...]
    complaints: tuple[ComplaintId, ...] = ()
    concerns: PersonId | None = None


class PetitionReasoningRecorded(Event):
    """The reasoning of the act, as far as it speaks of a person; it replaces an earlier one.

    person: the person to whom the reasoning belongs
    reasoning: the reasoning
    """

    words = Text(kk="актінің негіздемесін енгізді", ru="внёс мотивировку акта", en="entered the reasoning of the act")
    person: PersonId
    reasoning: PersonalProse


class PetitionSubmitted(Event):
    """The draft was put before the person who signs."""

    words = Text(
        kk="актінің жобасын қол қоюға ұсынды",
        ru="представил проект акта на подпись",
        en="submitted the draft of the act for signature",
    )


class PetitionWithdrawn(Event):
    """The draft was given up before signature; its number stays taken.

    reason: why
    """

    words = Text(kk="актінің жобасын қайтарып алды", ru="отозвал проект акта", en="withdrew the draft of the act")
    reason: Prose
