"""Complaints in the schema: where each stands, its heads and findings, and what belongs to it."""

import strawberry
from strawberry import Parent

from domain.complaints.vocabulary import OPEN
from graphql_api.context import Info
from graphql_api.links import Link
from graphql_api.listings import overdue
from graphql_api.objects import object_type
from graphql_api.reads import READS, Leaf, truth
from graphql_api.types.common import Record
from graphql_api.types.reading import read_count
from projections.compartments import CompartmentRow
from projections.complaints.parts import (
    ExplanationRow,
    InstructionRow,
    LinkRow,
    ProposalRow,
    RestorationRow,
    TransferRow,
)
from projections.complaints.rows import ComplaintHeadRow, ComplaintPartyRow, ComplaintRow, ComplaintTextRow
from projections.offices import OfficeRow
from projections.officials import OfficialRow
from projections.persons import PersonRow
from projections.rows import Row

_OF_COMPLAINT = {"complaint": "id"}
_COMPLAINT = Link(ComplaintRow, {"id": "complaint"}, description="the complaint")
_GUARD = ("offices", "guarded", "assignee")


def _many(row: type[Row], description: str) -> Link:
    return Link(row, _OF_COMPLAINT, many=True, description=description)


class _Complaint:
    @strawberry.field(
        description="Whether it is open and the last day of its term has passed.",
        metadata={READS: Leaf(lambda asking, t, _: truth(asking.bound(overdue(t, asking.today))))},
    )
    def overdue(root: Parent[ComplaintRow], info: Info) -> bool:  # noqa: N805
        late = root.due_on is not None and root.due_on < info.context.ports.today()
        return late and root.status in OPEN

    @strawberry.field(
        description="Whether its term rests.",
        metadata={READS: Leaf(lambda _, t, __: truth(f"{t}.suspended_on is not null"))},
    )
    def suspended(root: Parent[ComplaintRow]) -> bool:  # noqa: N805
        return root.suspended_on is not None

    @strawberry.field(
        description="Whether its term was extended.",
        metadata={READS: Leaf(lambda _, t, __: truth(f"{t}.extended_days > 0"))},
    )
    def extended(root: Parent[ComplaintRow]) -> bool:  # noqa: N805
        return root.extended_days > 0

    read_count = read_count()


Complaint = object_type(
    ComplaintRow,
    "Complaint",
    _Complaint,
    interfaces=(Record,),
    renamed={"heads": "head_count", "applicants": "applicant_count", "offices": "open_to"},
    links={
        "compartment": Link(
            CompartmentRow, {"id": "wall"}, description="the compartment behind whose wall it stands; null for most"
        ),
        "office": Link(OfficeRow, {"code": "office"}),
        "offered_to": Link(OfficeRow, {"code": "offered_to"}),
        "assignee": Link(OfficialRow, {"id": "assignee"}),
        "merged_into": Link(ComplaintRow, {"id": "merged_into"}),
        "redirected_to": Link(ComplaintRow, {"id": "redirected_to"}),
        "heads": _many(ComplaintHeadRow, "what is complained of, each with its finding"),
        "texts": _many(ComplaintTextRow, "its contents, as far as the caller may see them"),
        "parties": _many(ComplaintPartyRow, "persons who take part, as far as the caller may see them"),
        "explanations": _many(ExplanationRow, "explanations asked of the respondent"),
        "transfers": _many(TransferRow, "offers to hand it to another office"),
        "instructions": _many(InstructionRow, "officials instructed to deal with it"),
        "proposals": _many(ProposalRow, "proposals on the outcome"),
        "restorations": _many(RestorationRow, "rights that were restored"),
        "related": _many(LinkRow, "ties to other complaints"),
    },
)

ComplaintHead = object_type(
    ComplaintHeadRow,
    "ComplaintHead",
    links={"complaint": _COMPLAINT, "decided_by": Link(OfficialRow, {"id": "decided_by"})},
    hidden=("offices",),
)
object_type(ComplaintTextRow, "ComplaintText", hidden=("complaint", "person", *_GUARD))
object_type(
    ComplaintPartyRow,
    "ComplaintParty",
    links={"person": Link(PersonRow, {"id": "person"}), "complaint": _COMPLAINT},
    hidden=_GUARD,
)
object_type(ExplanationRow, "ExplanationRequest", hidden=("complaint", "offices"))
object_type(
    TransferRow,
    "Transfer",
    links={
        "from_office": Link(OfficeRow, {"code": "from_office"}),
        "to_office": Link(OfficeRow, {"code": "to_office"}),
    },
    hidden=("complaint", "offices"),
)
object_type(
    InstructionRow,
    "Instruction",
    links={"official": Link(OfficialRow, {"id": "official"})},
    hidden=("complaint", "offices"),
)
object_type(
    ProposalRow,
    "Proposal",
    links={
        "submitted_by": Link(OfficialRow, {"id": "submitted_by"}),
        "decided_by": Link(OfficialRow, {"id": "decided_by"}),
    },
    hidden=("complaint", "offices"),
)
object_type(RestorationRow, "Restoration", hidden=("complaint", "offices"))
object_type(
    LinkRow,
    "ComplaintLink",
    links={"other": Link(ComplaintRow, {"id": "other"})},
    hidden=("complaint", "offices"),
)
