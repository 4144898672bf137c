"""Making an act of response public in words for everybody, and taking that back."""

from domain.identifiers import PetitionId
from domain.message import Command, Line, Prose


class PublishPetition(Command):
    """Make a signed act of response public, in words for everybody; publishing it again replaces them.

    petition: the act of response
    title: public title, identifying nobody
    summary: what the act asks for and why, in words for everybody, identifying nobody
    """

    petition: PetitionId
    title: Line
    summary: Prose


class WithdrawPublication(Command):
    """Withdraw an act of response from the public.

    petition: the act of response
    reason: why
    """

    petition: PetitionId
    reason: Prose
