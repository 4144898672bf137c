"""Parts of a complaint as tables: explanations asked of the respondent, transfers, instructions, proposals, links."""

from datetime import date
from enum import StrEnum

from domain.text import Text
from projections.rows import Row, Visibility


class ExplanationRow(
    Row, table="explanation", key=("complaint", "request"), visible=Visibility.RECORD, indexes=("answer_by",)
):
    """A request to the respondent to explain (154-VII, art. 15(1)), and whether it did.

    complaint: the complaint
    request: key of the request within the complaint
    offices: offices to which the complaint is open
    wall: the compartment behind whose wall it stands; empty if behind none
    body: the body asked
    requested_on: the day of the request
    answer_by: last day for the answer
    received_on: the day on which an explanation arrived
    complete: whether it answers everything asked
    """

    complaint: str
    request: str
    offices: tuple[str, ...]
    wall: str | None = None
    body: str
    requested_on: date | None = None
    answer_by: date
    received_on: date | None = None
    complete: bool | None = None


class TransferRow(
    Row, table="transfer", key=("complaint", "ordinal"), visible=Visibility.RECORD, indexes=("to_office",)
):
    """An offer to hand a complaint to another office, and the answer.

    complaint: the complaint
    ordinal: place among the transfers of the complaint, from 1
    offices: offices to which the complaint is open
    wall: the compartment behind whose wall it stands; empty if behind none
    from_office: the office that offers
    to_office: the office that may take it
    offered_on: the day of the offer
    accepted_on: the day on which the other office took it over
    returned_on: the day on which the other office returned it
    """

    complaint: str
    ordinal: int
    offices: tuple[str, ...]
    wall: str | None = None
    from_office: str
    to_office: str
    offered_on: date | None = None
    accepted_on: date | None = None
    returned_on: date | None = None


class InstructionRow(
    Row, table="instruction", key=("complaint", "official"), visible=Visibility.RECORD, indexes=("official",)
):
    """An official instructed to deal with this very complaint wherever it lies (¶15(8)).

    complaint: the complaint
    official: who is instructed
    offices: offices to which the complaint is open
    wall: the compartment behind whose wall it stands; empty if behind none
    given_on: first day of the instruction
    until: last day, if limited
    withdrawn_on: the day on which it was taken back
    """

    complaint: str
    official: str
    offices: tuple[str, ...]
    wall: str | None = None
    given_on: date | None = None
    until: date | None = None
    withdrawn_on: date | None = None


class ProposalRow(
    Row, table="proposal", key=("complaint", "ordinal"), visible=Visibility.RECORD, indexes=("submitted_by",)
):
    """A proposal on the outcome put before those who decide (¶15(9)); its words stand with the contents.

    complaint: the complaint
    ordinal: place among the proposals of the complaint, from 1
    offices: offices to which the complaint is open
    wall: the compartment behind whose wall it stands; empty if behind none
    submitted_by: official who submitted it
    submitted_on: the day of submission
    accepted_on: the day on which it was accepted
    returned_on: the day on which it was returned for further work
    decided_by: official who accepted or returned it
    """

    complaint: str
    ordinal: int
    offices: tuple[str, ...]
    wall: str | None = None
    submitted_by: str
    submitted_on: date | None = None
    accepted_on: date | None = None
    returned_on: date | None = None
    decided_by: str | None = None


class RestorationRow(
    Row, table="restoration", key=("complaint", "ordinal"), visible=Visibility.RECORD, indexes=("right",)
):
    """Rights that were restored (¶13); what was done stands with the contents.

    complaint: the complaint
    ordinal: place among the restorations of the complaint, from 1
    offices: offices to which the complaint is open
    wall: the compartment behind whose wall it stands; empty if behind none
    right: which right
    persons: how many persons' rights
    restored_on: the day on which it counts
    """

    complaint: str
    ordinal: int
    offices: tuple[str, ...]
    wall: str | None = None
    right: str
    persons: int
    restored_on: date | None = None


class LinkKind(StrEnum):
    """How two complaints belong together."""

    LINKED = "linked"
    ABSORBED = "absorbed"
    """The other complaint is examined within this one."""
    MERGED = "merged"
    """This complaint is examined within the other one."""
    REDIRECTED = "redirected"
    """This communication became the other, a complaint to the Ombudsman."""

    @property
    def words(self) -> Text:
        return _LINK_KIND_WORDS[self]


_LINK_KIND_WORDS = {
    LinkKind.LINKED: Text(kk="байланысты шағым", ru="связанная жалоба", en="linked complaint"),
    LinkKind.ABSORBED: Text(
        kk="осы шағым шеңберінде қаралатын шағым",
        ru="жалоба, рассматриваемая в рамках этой",
        en="complaint examined within this one",
    ),
    LinkKind.MERGED: Text(
        kk="осы шағым қаралатын басқа шағым",
        ru="жалоба, в рамках которой рассматривается эта",
        en="complaint within which this one is examined",
    ),
    LinkKind.REDIRECTED: Text(
        kk="осы өтініштен туындаған шағым",
        ru="жалоба, которой стало это обращение",
        en="complaint that this communication became",
    ),
}


class LinkRow(
    Row, table="complaint_link", key=("complaint", "other", "link_kind"), visible=Visibility.RECORD, indexes=("other",)
):
    """A complaint's tie to another one.

    complaint: the complaint
    other: the other complaint
    link_kind: how they belong together
    offices: offices to which the complaint is open
    wall: the compartment behind whose wall it stands; empty if behind none
    reason: what they have in common, if said in one line
    """

    complaint: str
    other: str
    link_kind: LinkKind
    offices: tuple[str, ...]
    wall: str | None = None
    reason: str | None = None


class ApplicantAccessRow(Row, table="applicant_access", key=("complaint",), visible=Visibility.NOBODY):
    """By what an applicant is recognised who asks for the own complaint; `access.own_case` alone looks at it.

    complaint: the complaint
    digest: SHA-256 in hexadecimal of the complaint's id, a colon and the secret
    """

    complaint: str
    digest: str
