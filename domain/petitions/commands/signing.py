"""Signing an act of response, sending its draft back, entrusting the signature to a Representative."""

from datetime import date

from domain.identifiers import OfficialId, PetitionId
from domain.message import Command, Prose


class SignPetition(Command):
    """Sign a recommendation, a petition or a proposal to bodies and officials.

    petition: the act of response
    """

    petition: PetitionId


class SignSystemicRecommendation(Command):
    """Sign a recommendation or proposal on preventing infringements and restoring rights.

    petition: the act of response
    """

    petition: PetitionId


class SignLegislativeProposal(Command):
    """Sign a proposal for making or perfecting legislation.

    petition: the act of response
    """

    petition: PetitionId


class SignApplication(Command):
    """Sign an application for disciplinary, administrative or criminal proceedings.

    petition: the act of response
    """

    petition: PetitionId


class ReturnDraft(Command):
    """Send a submitted draft back to be improved.

    petition: the act of response
    reason: what is to be improved
    """

    petition: PetitionId
    reason: Prose


class InstructPetitionSigning(Command):
    """Instruct a Representative to sign this very act, also to a central body or outside the own territory.

    petition: the act of response
    official: the Representative, or the deputy who acts for one
    until: last day of the instruction
    """

    petition: PetitionId
    official: OfficialId
    until: date | None = None


class WithdrawPetitionInstruction(Command):
    """Take back an instruction to sign.

    petition: the act of response
    official: who had been instructed
    """

    petition: PetitionId
    official: OfficialId
