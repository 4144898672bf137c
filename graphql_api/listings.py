"""Which tables can be listed, by what they are ordered, and what can be asked of them."""

from typing import Any

from domain.complaints.vocabulary import OPEN
from graphql_api.conformance import CONFORMANCE
from graphql_api.connections import Listing
from graphql_api.filters import Filter
from graphql_api.keyset import Order
from graphql_api.tables import Clause
from graphql_api.tracing import CONDITIONS
from projections.audit import AuditRow
from projections.compartments import CompartmentRow
from projections.complaints.rows import ComplaintHeadRow, ComplaintRow
from projections.measures import MeasureRow
from projections.officials import OfficialRow
from projections.persons import PersonRow
from projections.petitions.public import PublishedPetitionRow
from projections.petitions.rows import PetitionAddresseeRow, PetitionRow
from projections.posts import PostRow
from projections.reading import ActivityRow, ReadingRow, RefusalRow

HIDDEN = frozenset({"offices", "audience", "about", "parked"})


def _orders(*columns: str) -> tuple[Order, ...]:
    """Both directions of each column; the first named is taken when nothing is asked."""
    orders = []
    for column in columns:
        name, descending = column.removeprefix("-"), column.startswith("-")
        orders += [Order(name, descending), Order(name, not descending)]
    return tuple(orders)


ADDRESSEE_FILTER = Filter(PetitionAddresseeRow, "PetitionAddresseeFilter", hidden=HIDDEN)
_OPEN = ", ".join(f"'{status.value}'" for status in sorted(OPEN))
_OVERDUE = f"{{t}}.status IN ({_OPEN}) AND {{t}}.due_on IS NOT NULL AND {{t}}.due_on < %s"


def overdue(alias: str, today: Any) -> Clause:
    """The condition that a complaint is open and the last day of its term has passed."""
    return Clause(_OVERDUE.format(t=alias), (today,))


HEAD_FILTER = Filter(ComplaintHeadRow, "ComplaintHeadFilter", hidden=HIDDEN)
COMPLAINTS = Listing(
    "complaints",
    ComplaintRow,
    Filter(
        ComplaintRow,
        "ComplaintFilter",
        hidden=HIDDEN,
        some={"head": (HEAD_FILTER, "complaint", "At least one of its heads is such.")},
        asked_today={"overdue": (_OVERDUE, "Whether it is open and the last day of its term has passed.")},
    ),
    _orders(
        "-position", "number", "received_on", "registered_on", "due_on", "decided_on", "closed_on", "respondent_key"
    ),
    "Complaints and communications that the caller may see.",
)
PETITIONS = Listing(
    "petitions",
    PetitionRow,
    Filter(
        PetitionRow,
        "PetitionFilter",
        hidden=HIDDEN | {"guarded"},
        some={"addressee": (ADDRESSEE_FILTER, "petition", "At least one of its addressees is such.")},
    ),
    _orders("-position", "number", "drafted_on", "signed_on"),
    "Acts of response that the caller may see.",
)
MEASURES = Listing(
    "measures",
    MeasureRow,
    Filter(MeasureRow, "MeasureFilter", hidden=HIDDEN),
    _orders("-position", "number", "since", "decided_on"),
    "Penalties, incentives and awards that the caller may see.",
)
POSTS = Listing(
    "posts",
    PostRow,
    Filter(PostRow, "PostFilter", hidden=HIDDEN),
    _orders("number", "office", "holder_since", "position"),
    "Posts of the staff schedule.",
)
OFFICIALS = Listing(
    "officials",
    OfficialRow,
    Filter(OfficialRow, "OfficialFilter", hidden=HIDDEN - {"offices"}),
    _orders("name_key", "position"),
    "Officials of the Centre and its offices.",
)
PERSONS = Listing(
    "persons",
    PersonRow,
    Filter(PersonRow, "PersonFilter", hidden=HIDDEN),
    _orders("name_key", "position"),
    "Persons whose matters' contents the caller may see.",
)
TRAIL = Listing(
    "auditTrail",
    AuditRow,
    Filter(AuditRow, "AuditFilter", hidden=HIDDEN, further=CONDITIONS),
    _orders("position"),
    "Every event of the register that the caller may see, each with its act.",
    key="position",
)
READ_LOG = Listing(
    "readLog",
    ReadingRow,
    Filter(ReadingRow, "ReadingFilter"),
    _orders("-position"),
    "Reads of personal records: all of them for the Ombudsman and auditors, their own for everybody.",
    key="position",
)
REFUSAL_LOG = Listing(
    "refusalLog",
    RefusalRow,
    Filter(RefusalRow, "RefusedCommandFilter"),
    _orders("-position"),
    "Commands that the rules refused: all of them for the leadership and auditors, their own for everybody.",
    key="position",
)
ACTIVITY = Listing(
    "activity",
    ActivityRow,
    Filter(ActivityRow, "ActivityFilter"),
    _orders("at"),
    "Acts, refused commands and reads that concerned one record, as far as the caller may see each, by time.",
)
PUBLISHED_PETITIONS = Listing(
    "publishedPetitions",
    PublishedPetitionRow,
    Filter(PublishedPetitionRow, "PublishedPetitionFilter", hidden=HIDDEN | {"petition"}),
    _orders("-published_on", "signed_on", "number"),
    "Acts of response that were made public; needs no token.",
    key="number",
)
COMPARTMENTS = Listing(
    "compartments",
    CompartmentRow,
    Filter(CompartmentRow, "CompartmentFilter", hidden=HIDDEN),
    _orders("name", "position"),
    "Compartments that the caller may know of; what stands behind their walls is seen by a crossing alone.",
)
LISTINGS = (
    COMPLAINTS,
    PETITIONS,
    MEASURES,
    POSTS,
    OFFICIALS,
    PERSONS,
    TRAIL,
    READ_LOG,
    REFUSAL_LOG,
    PUBLISHED_PETITIONS,
    COMPARTMENTS,
    CONFORMANCE,
)
