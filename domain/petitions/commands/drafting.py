"""Wording an act of response, rewriting it, putting it before the person who signs, giving it up."""

from typing import Annotated

from msgspec import Meta

from domain.identifiers import ComplaintId, OfficeCode, PersonId, PetitionId
from domain.message import Command, Line, PersonalProse, Prose
from domain.persons.state import PersonDetails
from domain.petitions.vocabulary import PetitionAddressee, PetitionKind, ProceedingsKind
from domain.text import Text


class Wording(Command):
    """What every act of response says.

    title: what it is about, identifying nobody
    operative_part: what the addressees are asked to do, identifying nobody
    addressees: to whom it goes, from 1 to 50
    complaints: the complaints on which it rests
    reasoning: circumstances and grounds; they may speak of one person, who must then be named
    """

    title: Line
    operative_part: Prose
    addressees: Annotated[tuple[PetitionAddressee, ...], Meta(min_length=1, max_length=50)]
    complaints: Annotated[tuple[ComplaintId, ...], Meta(max_length=1000)] = ()
    reasoning: PersonalProse | None = None


class DraftPetition(Wording):
    """Draft a recommendation, a petition or a proposal to bodies and officials.

    office: the office that drafts it
    petition_kind: recommendation, petition or proposal
    person: the person of whom the reasoning speaks, as a rule the applicant
    """

    words = Text(
        kk="ден қою актісінің жобасын дайындау",
        ru="подготовить проект акта реагирования",
        en="draft an act of response",
    )
    office: OfficeCode
    petition_kind: PetitionKind
    person: PersonId | None = None


class DraftSystemicRecommendation(Wording):
    """Draft a recommendation or proposal of the Ombudsman on preventing infringements and restoring rights.

    office: the office that drafts it
    petition_kind: recommendation or proposal
    person: the person of whom the reasoning speaks, if of anybody
    """

    words = Text(
        kk="бұзушылықтардың алдын алу туралы ұсыным немесе ұсыныс жобасын дайындау",
        ru="подготовить проект рекомендации или предложения о предупреждении нарушений",
        en="draft a recommendation or proposal on preventing infringements",
    )
    office: OfficeCode
    petition_kind: PetitionKind = PetitionKind.RECOMMENDATION
    person: PersonId | None = None


class DraftLegislativeProposal(Wording):
    """Draft a proposal of the Ombudsman for making or perfecting legislation.

    office: the office that drafts it
    person: the person of whom the reasoning speaks, if of anybody
    """

    words = Text(
        kk="заңнаманы жетілдіру жөніндегі ұсыныс жобасын дайындау",
        ru="подготовить проект предложения о совершенствовании законодательства",
        en="draft a legislative proposal",
    )
    office: OfficeCode
    person: PersonId | None = None


class DraftApplication(Wording):
    """Draft an application of the Ombudsman for proceedings against a person who has breached rights.

    office: the office that drafts it
    proceedings: disciplinary, administrative or criminal
    accused: the person against whom the proceedings are asked for, if already registered
    accused_details: what is known about a person not yet registered; give this or `accused`, not both
    """

    words = Text(
        kk="іс жүргізуді қозғау туралы өтініш жобасын дайындау",
        ru="подготовить проект обращения о возбуждении производства",
        en="draft an application for proceedings",
    )
    office: OfficeCode
    proceedings: ProceedingsKind
    accused: PersonId | None = None
    accused_details: PersonDetails | None = None


class ReviseDraft(Wording):
    """Rewrite a draft as a whole, before submission or after its return.

    petition: the act of response
    person: the person of whom the reasoning speaks; the one named before if left out
    """

    words = Text(kk="актінің жобасын қайта өңдеу", ru="переработать проект акта", en="revise the draft of the act")
    petition: PetitionId
    person: PersonId | None = None


class SubmitForSignature(Command):
    """Put a draft before the person who signs.

    petition: the act of response
    """

    words = Text(
        kk="актінің жобасын қол қоюға ұсыну",
        ru="представить проект акта на подпись",
        en="submit the draft of the act for signature",
    )
    petition: PetitionId


class WithdrawPetition(Command):
    """Give up a draft before it is signed.

    petition: the act of response
    reason: why
    """

    words = Text(kk="актінің жобасын қайтарып алу", ru="отозвать проект акта", en="withdraw the draft of the act")
    petition: PetitionId
    reason: Prose
