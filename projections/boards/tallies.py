"""What each complaint, head, proposal, restoration and act of response contributes to the counters of the boards.

An office's part of a matter follows the first of its offices, which is the one that has it.
"""

from collections.abc import Iterator

from domain.complaints.vocabulary import OPEN
from domain.petitions.vocabulary import APPLICATIONS, PetitionKind, PetitionStatus
from projections.boards.counters import (
    NO_DAY,
    CountryDayRow,
    OfficeCountRow,
    OfficeDueRow,
    OfficeYearRow,
    SignedDayRow,
    WorkloadDueRow,
)
from projections.complaints.parts import ProposalRow, RestorationRow
from projections.complaints.rows import ComplaintHeadRow, ComplaintRow
from projections.petitions.rows import PetitionAddresseeRow, PetitionRow
from projections.tally import Contribution, Tally

OFFICE, DUE, YEAR = Tally(OfficeCountRow), Tally(OfficeDueRow), Tally(OfficeYearRow)
WORKLOAD, COUNTRY, SIGNED = Tally(WorkloadDueRow), Tally(CountryDayRow), Tally(SignedDayRow)
BOARD_TALLIES = (OFFICE, DUE, YEAR, WORKLOAD, COUNTRY, SIGNED)

_PROPOSALS = frozenset({PetitionKind.PROPOSAL, PetitionKind.LEGISLATIVE_PROPOSAL})


@OFFICE.of(ComplaintRow)
def complaints_of_an_office(complaint: ComplaintRow) -> Iterator[Contribution]:
    if complaint.wall is not None:
        return
    amounts = {"received": 1, "persons_restored": complaint.persons_restored}
    if complaint.status in OPEN:
        amounts["open"] = amounts[complaint.status.value] = 1
        amounts["extended"] = int(complaint.extended_days > 0)
        amounts["unassigned"] = int(complaint.assignee is None)
    if complaint.concluded_on is not None and complaint.due_on is not None:
        amounts["concluded_late"] = int(complaint.concluded_on > complaint.due_on)
    yield (complaint.office,), amounts
    if complaint.offered_to is not None:
        yield (complaint.offered_to,), {"offered": 1}


@OFFICE.of(ComplaintHeadRow)
def findings_of_an_office(head: ComplaintHeadRow) -> Iterator[Contribution]:
    if head.wall is None and head.finding is not None:
        yield (head.offices[0],), {head.finding.value: 1}


@OFFICE.of(ProposalRow)
def proposals_of_an_office(proposal: ProposalRow) -> Iterator[Contribution]:
    if proposal.wall is None and proposal.decided_by is None:
        yield (proposal.offices[0],), {"proposals": 1}


@OFFICE.of(PetitionRow)
def petitions_of_an_office(petition: PetitionRow) -> Iterator[Contribution]:
    if petition.wall is None and petition.status is PetitionStatus.SUBMITTED:
        yield (petition.office,), {"petitions_to_sign": 1}


@OFFICE.of(PetitionAddresseeRow)
def replies_awaited_by_an_office(addressee: PetitionAddresseeRow) -> Iterator[Contribution]:
    if addressee.wall is None and addressee.awaited:
        yield (addressee.offices[0],), {"petitions_awaiting_reply": 1}


@DUE.of(ComplaintRow)
def terms_of_an_office(complaint: ComplaintRow) -> Iterator[Contribution]:
    if complaint.wall is None and complaint.status in OPEN and complaint.due_on is not None:
        yield (complaint.office, complaint.due_on), {"open": 1}


@DUE.of(PetitionAddresseeRow)
def replies_due_to_an_office(addressee: PetitionAddresseeRow) -> Iterator[Contribution]:
    if addressee.wall is None and addressee.awaited and addressee.due_on is not None:
        yield (addressee.offices[0], addressee.due_on), {"replies": 1}


@YEAR.of(ComplaintRow)
def years_of_an_office(complaint: ComplaintRow) -> Iterator[Contribution]:
    if complaint.wall is None and complaint.registered_on is not None:
        yield (complaint.office, complaint.registered_on.year), {"received": 1}


@WORKLOAD.of(ComplaintRow)
def work_of_an_official(complaint: ComplaintRow) -> Iterator[Contribution]:
    if complaint.wall is None and complaint.status in OPEN and complaint.assignee is not None:
        yield (complaint.office, complaint.assignee, complaint.due_on or NO_DAY), {"open": 1}


@COUNTRY.of(ComplaintRow)
def registrations_of_a_day(complaint: ComplaintRow) -> Iterator[Contribution]:
    if complaint.wall is None and complaint.registered_on is not None:
        yield (complaint.registered_on,), {"received": 1}


@COUNTRY.of(ComplaintHeadRow)
def findings_of_a_day(head: ComplaintHeadRow) -> Iterator[Contribution]:
    if head.wall is None and head.finding is not None and head.decided_on is not None:
        yield (head.decided_on,), {head.finding.value: 1}


@COUNTRY.of(RestorationRow)
def restorations_of_a_day(restoration: RestorationRow) -> Iterator[Contribution]:
    if restoration.wall is None and restoration.restored_on is not None:
        yield (restoration.restored_on,), {"persons_restored": restoration.persons}


@SIGNED.of(PetitionRow)
def signatures_of_a_day(petition: PetitionRow) -> Iterator[Contribution]:
    if petition.wall is None and petition.signed_by is not None and petition.signed_on is not None:
        yield (
            (petition.signed_by, petition.signed_on),
            {
                "signed": 1,
                "proposals": int(petition.petition_kind in _PROPOSALS),
                "applications": int(petition.petition_kind in APPLICATIONS),
            },
        )
