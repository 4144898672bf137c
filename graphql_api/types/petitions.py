"""Acts of response in the schema: where each stands, with each addressee, and what it says."""

from typing import Any

import strawberry
from strawberry import Parent

from graphql_api.context import Info
from graphql_api.links import Link
from graphql_api.objects import object_type
from graphql_api.reads import READS, Arguments, Asking, Leaf, Part, truth
from graphql_api.tables import Clause
from graphql_api.types.common import Paragraph, Record
from projections.compartments import CompartmentRow
from projections.complaints.rows import ComplaintRow
from projections.offices import OfficeRow
from projections.officials import OfficialRow
from projections.persons import PersonRow
from projections.petitions.rows import (
    PetitionAddresseeRow,
    PetitionInstructionRow,
    PetitionPartyRow,
    PetitionRow,
    PetitionTextRow,
)

_OF_PETITION = {"petition": "id"}
_GUARD = ("petition", "offices", "guarded", "assignee")


def _many(row: type[Any], description: str) -> Link:
    return Link(row, _OF_PETITION, many=True, description=description)


class _Petition:
    @strawberry.field(description="Paragraph of the power to sign.", metadata={READS: Part("{}.signed_under".format)})
    def signed_under(root: Parent[PetitionRow]) -> Paragraph | None:  # noqa: N805
        return None if root.signed_under is None else Paragraph(id=strawberry.ID(root.signed_under))


Petition = object_type(
    PetitionRow,
    "Petition",
    _Petition,
    interfaces=(Record,),
    renamed={"offices": "open_to", "addressees": "addressee_count"},
    links={
        "compartment": Link(
            CompartmentRow, {"id": "wall"}, description="the compartment behind whose wall it stands; null for most"
        ),
        "office": Link(OfficeRow, {"code": "office"}),
        "complaints": Link(ComplaintRow, {"id": "complaints"}, each=True),
        "drafted_by": Link(OfficialRow, {"id": "drafted_by"}),
        "signed_by": Link(OfficialRow, {"id": "signed_by"}),
        "addressees": _many(PetitionAddresseeRow, "bodies addressed, and where the act stands with each"),
        "instructions": _many(PetitionInstructionRow, "Representatives instructed to sign it"),
        "texts": _many(PetitionTextRow, "its contents, as far as the caller may see them"),
        "parties": _many(PetitionPartyRow, "persons of whom it speaks, as far as the caller may see them"),
    },
)


def _overdue(asking: Asking, addressee: str, _: Arguments) -> str:
    late = Clause(f"{addressee}.replied_on is null and {addressee}.due_on < %s", (asking.today,))
    return truth(asking.bound(late))


class _Addressee:
    @strawberry.field(
        description="Whether the last day for the reply has passed without one.", metadata={READS: Leaf(_overdue)}
    )
    def overdue(root: Parent[PetitionAddresseeRow], info: Info) -> bool:  # noqa: N805
        return root.due_on is not None and root.replied_on is None and root.due_on < info.context.ports.today()


object_type(
    PetitionAddresseeRow,
    "PetitionAddressee",
    _Addressee,
    hidden=("petition", "offices"),
    links={"territory": Link(OfficeRow, {"code": "territory"}, description="the office of its territory")},
    renamed={"addressee": "key"},
)
object_type(
    PetitionInstructionRow,
    "PetitionInstruction",
    hidden=("petition", "offices"),
    links={"official": Link(OfficialRow, {"id": "official"})},
)
object_type(PetitionTextRow, "PetitionText", hidden=("person", *_GUARD))
object_type(PetitionPartyRow, "PetitionParty", hidden=_GUARD, links={"person": Link(PersonRow, {"id": "person"})})
