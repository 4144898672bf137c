"""Compartments as tables: what each is called, and who may cross its wall. What stands behind one says so itself."""

from datetime import date, datetime

from domain.compartments.state import CompartmentOpened
from domain.message import Recorded
from domain.officials.state import CrossingGranted, CrossingWithdrawn
from projections.projection import Projection, stamp
from projections.rows import Row, Visibility
from projections.views import Views


class CompartmentRow(Row, table="compartment", key=("id",), visible=Visibility.COMPARTMENT, indexes=("name",)):
    """A set of records behind a wall.

    id: its record
    name: what it is called, identifying nobody and nothing
    purpose: why these matters are kept apart
    opened_by: official who opened it
    opened_on: the day of the opening
    version: number of events of the record
    position: position of the last event shown here
    updated_at: when that event was recorded
    parked: an event of the record could not be shown; what stands here is older than the record
    """

    id: str
    name: str
    purpose: str
    opened_by: str
    opened_on: date | None = None
    version: int
    position: int
    updated_at: datetime
    parked: bool = False


class CrossingRow(
    Row, table="crossing", key=("official", "compartment"), visible=Visibility.PERSONNEL, indexes=("compartment",)
):
    """That an official may see and handle what stands behind the wall of a compartment.

    official: who may cross
    compartment: the compartment
    reason: why
    granted_by: official who granted it
    granted_on: the day of the grant
    until: last day, if limited
    """

    official: str
    compartment: str
    reason: str
    granted_by: str
    granted_on: date | None = None
    until: date | None = None


COMPARTMENTS = Projection("compartments", CompartmentRow, kinds=("compartment",), main=CompartmentRow)
CROSSINGS = Projection("crossings", CrossingRow, kinds=("official",))


@COMPARTMENTS.on(CompartmentOpened)
def opened(event: CompartmentOpened, recorded: Recorded, views: Views) -> None:
    views.put(
        CompartmentRow(
            id=recorded.stream,
            name=event.name,
            purpose=event.purpose,
            opened_by=recorded.act.actor,
            opened_on=recorded.act.effective,
            **stamp(recorded),
        )
    )


@CROSSINGS.on(CrossingGranted)
def granted(event: CrossingGranted, recorded: Recorded, views: Views) -> None:
    views.put(
        CrossingRow(
            official=recorded.stream,
            compartment=event.compartment,
            reason=event.reason,
            granted_by=recorded.act.actor,
            granted_on=recorded.act.effective,
            until=event.until,
        )
    )


@CROSSINGS.on(CrossingWithdrawn)
def withdrawn(event: CrossingWithdrawn, recorded: Recorded, views: Views) -> None:
    views.remove(CrossingRow, recorded.stream, event.compartment)
