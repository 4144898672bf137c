"""Who learns of an act of response beyond its offices, as rows: the wall around it, and its public words."""

from typing import get_args

from domain.message import Recorded
from domain.petitions.events import publication as e
from projections.persons import named
from projections.petitions import rows
from projections.petitions.projection import PETITIONS
from projections.petitions.public import PublishedPetitionRow
from projections.petitions.rows import PetitionRow
from projections.views import Views

Part = rows.PetitionAddresseeRow | rows.PetitionInstructionRow | rows.PetitionTextRow | rows.PetitionPartyRow
_PARTS: tuple[type[Part], ...] = get_args(Part)


def walled(petition: PetitionRow, compartment: str | None, views: Views) -> None:
    """The act went behind a wall or came out: all of it, its public words too, and whom no other matter shows."""
    petition.wall = compartment
    for row in _PARTS:
        for part in views.all(row, petition.id):
            part.wall = compartment
    for published in views.all(PublishedPetitionRow, petition.id):
        published.wall = compartment
    for party in views.peruse(rows.PetitionPartyRow, petition.id):
        named(party.person, petition.id, compartment, views)


@PETITIONS.on(e.PetitionPublished)
def published(event: e.PetitionPublished, recorded: Recorded, views: Views) -> None:
    petition = views.look(PetitionRow, recorded.stream)
    if petition is None:
        return
    addressees = views.peruse(rows.PetitionAddresseeRow, petition.id)
    views.put(
        PublishedPetitionRow(
            petition=petition.id,
            wall=petition.wall,
            number=petition.number,
            petition_kind=petition.petition_kind,
            title=event.title,
            summary=event.summary,
            addressees=tuple(addressee.body for addressee in addressees),
            signed_on=petition.signed_on,
            published_on=recorded.act.effective,
        )
    )


@PETITIONS.on(e.PetitionPublicationWithdrawn)
def publication_withdrawn(event: e.PetitionPublicationWithdrawn, recorded: Recorded, views: Views) -> None:
    views.remove(PublishedPetitionRow, recorded.stream)
