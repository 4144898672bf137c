"""A declaration or an amendment of working days moves the terms that run and have not run out, and only those."""

from datetime import date

from domain.calendar.state import CALENDAR_STREAM, DaysAmended, DaysDeclared
from domain.message import Recorded
from projections.calendar import CLOCKS, RunningClockRow
from projections.complaints.projection import recount as recount_complaint
from projections.complaints.rows import ComplaintRow
from projections.petitions.projection import recount as recount_addressee
from projections.petitions.rows import PetitionAddresseeRow, PetitionRow
from projections.views import Views


@CLOCKS.on(DaysDeclared, DaysAmended)
def moved(event: DaysDeclared | DaysAmended, recorded: Recorded, views: Views) -> None:
    if recorded.stream != CALENDAR_STREAM:
        return
    today = recorded.act.effective or recorded.recorded_at.date()
    running = views.peruse(RunningClockRow, CALENDAR_STREAM)
    views.prefetch(ComplaintRow, [clock.record for clock in running if not clock.part])
    for row in (PetitionRow, PetitionAddresseeRow):
        views.prefetch(row, [clock.record for clock in running if clock.part])
    for clock in running:
        if clock.part:
            addressee = views.look(PetitionAddresseeRow, clock.record, clock.part)
            if addressee is not None and _runs(addressee.due_on, today):
                recount_addressee(views.get(PetitionAddresseeRow, clock.record, clock.part), views)
        else:
            complaint = views.look(ComplaintRow, clock.record)
            if complaint is not None and _runs(complaint.due_on, today):
                recount_complaint(views.get(ComplaintRow, clock.record), views)


def _runs(due_on: date | None, today: date) -> bool:
    return due_on is None or due_on >= today
