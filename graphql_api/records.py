"""From the name of a stream to the row that shows its record: the one table of kinds and their views."""

from typing import Any

from graphql_api.context import Operation
from projections.calendar import CalendarRow
from projections.compartments import CompartmentRow
from projections.complaints.rows import ComplaintRow
from projections.measures import MeasureRow
from projections.offices import OfficeRow
from projections.officials import OfficialRow
from projections.persons import PersonRow
from projections.petitions.rows import PetitionRow
from projections.posts import PostRow
from projections.rows import Row
from projections.staffing import StaffingRow

ROWS: dict[str, type[Row]] = {
    "calendar": CalendarRow,
    "compartment": CompartmentRow,
    "complaint": ComplaintRow,
    "measure": MeasureRow,
    "office": OfficeRow,
    "official": OfficialRow,
    "person": PersonRow,
    "petition": PetitionRow,
    "post": PostRow,
    "staffing": StaffingRow,
}
"""Row class by kind."""
NUMBERED: tuple[type[Row], ...] = (ComplaintRow, PetitionRow, PostRow, MeasureRow)
"""Views whose records bear a number."""


async def row_of(operation: Operation, stream: str) -> Any:
    """The visible row of a record, or None; also for a kind without a view of its own."""
    row = ROWS.get(stream.partition("-")[0])
    return None if row is None else await operation.load.one(row, id=stream)
