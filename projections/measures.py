"""Measures on officials as tables: penalties, incentives and awards (¶19(5)–(7)), open to few."""

from datetime import datetime

from projections.projection import Projection
from projections.rows import Row, Visibility


class MeasureRow(
    Row,
    table="measure",
    key=("id",),
    visible=Visibility.PERSONNEL,
    indexes=("number", ("official", "status"), "position"),
):
    """A penalty, incentive or award, from the proposal to its end.

    id: its record
    number: registration number
    official: the official concerned
    office: the office in which the official serves
    status: where it stands
    version: number of events of the record
    position: position of the last event shown here
    updated_at: when that event was recorded
    parked: an event of the record could not be shown; what stands here is older than the record
    """

    id: str
    number: str
    official: str
    office: str | None = None
    status: str
    version: int
    position: int
    updated_at: datetime
    parked: bool = False


MEASURES = Projection("measures", MeasureRow, kinds=("measure",), main=MeasureRow)
