"""Signing an act of response, sending its draft back, entrusting the signature to a Representative."""

from datetime import date

from domain.identifiers import OfficialId, PetitionId
from domain.message import Command, Prose
from domain.text import Text


class SignPetition(Command):
    """Sign a recommendation, a petition or a proposal to bodies and officials.

    petition: the act of response
    """

    words = Text(kk="ден қою актісіне қол қою", ru="подписать акт реагирования", en="sign the act of response")
    petition: PetitionId


class SignSystemicRecommendation(Command):
    """Sign a recommendation or proposal on preventing infringements and restoring rights.

    petition: the act of response
    """

    words = Text(
        kk="бұзушылықтардың алдын алу туралы ұсынымға немесе ұсынысқа қол қою",
        ru="подписать рекомендацию или предложение о предупреждении нарушений",
        en="sign the recommendation or proposal on preventing infringements",
    )
    petition: PetitionId


class SignLegislativeProposal(Command):
    """Sign a proposal for making or perfecting legislation.

    petition: the act of response
    """

    words = Text(
        kk="заңнаманы жетілдіру жөніндегі ұсынысқа қол қою",
        ru="подписать предложение о совершенствовании законодательства",
        en="sign the legislative proposal",
    )
    petition: PetitionId


class SignApplication(Command):
    """Sign an application for disciplinary, administrative or criminal proceedings.

    petition: the act of response
    """

    words = Text(
        kk="іс жүргізуді қозғау туралы өтінішке қол қою",
        ru="подписать обращение о возбуждении производства",
        en="sign the application for proceedings",
    )
    petition: PetitionId


class ReturnDraft(Command):
    """Send a submitted draft back to be improved.

    petition: the act of response
    reason: what is to be improved
    """

    words = Text(
        kk="актінің жобасын пысықтауға қайтару",
        ru="вернуть проект акта на доработку",
        en="return the draft of the act for further work",
    )
    petition: PetitionId
    reason: Prose


class InstructPetitionSigning(Command):
    """Instruct a Representative to sign this very act, also to a central body or outside the own territory.

    petition: the act of response
    official: the Representative, or the deputy who acts for one
    until: last day of the instruction
    """

    words = Text(
        kk="өкілге актіге қол қоюды тапсыру",
        ru="поручить представителю подписать акт",
        en="instruct a Representative to sign the act",
    )
    petition: PetitionId
    official: OfficialId
    until: date | None = None


class WithdrawPetitionInstruction(Command):
    """Take back an instruction to sign.

    petition: the act of response
    official: who had been instructed
    """

    words = Text(
        kk="актіге қол қою туралы тапсырманы қайтарып алу",
        ru="отозвать поручение о подписании акта",
        en="withdraw the instruction to sign the act",
    )
    petition: PetitionId
    official: OfficialId
