"""Acts of response as everybody may read them, as a table."""

from datetime import date

from domain.petitions.vocabulary import PetitionKind
from projections.rows import Row, Visibility


class PublishedPetitionRow(
    Row,
    table="published_petition",
    key=("petition",),
    visible=Visibility.PUBLIC,
    indexes=("number", ("published_on", "number"), ("signed_on", "number"), "petition_kind"),
):
    """An act of response in its public words.

    petition: its record
    wall: the compartment behind whose wall it stands; empty if behind none
    number: registration number
    petition_kind: what kind of act
    title: public title, identifying nobody
    summary: what the act asks for and why, in words for everybody
    addressees: bodies addressed
    signed_on: the day of the signature
    published_on: the day of the publication
    """

    petition: str
    wall: str | None = None
    number: str
    petition_kind: PetitionKind
    title: str
    summary: str
    addressees: tuple[str, ...]
    signed_on: date | None = None
    published_on: date | None = None
