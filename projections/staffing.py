"""The staff schedule of each office as a table: its limit and its posts (¶8, ¶19(9))."""

from datetime import datetime

from domain.message import Recorded
from domain.posts.events import PostAdded, PostRemoved, ScheduleOpened, StaffingLimitSet
from projections.projection import Projection, stamp
from projections.rows import Row, Visibility
from projections.views import Views


class StaffingRow(Row, table="staffing", key=("id",), visible=Visibility.STAFF, indexes=("office",)):
    """The staff schedule of one office.

    id: its record
    office: the office
    staffing_limit: highest number of posts, if recorded
    reference: the act that set the limit
    posts: the posts in the schedule
    version: number of events of the record
    position: position of the last event shown here
    updated_at: when that event was recorded
    parked: an event of the record could not be shown; what stands here is older than the record
    """

    id: str
    office: str
    staffing_limit: int | None = None
    reference: str | None = None
    posts: tuple[str, ...] = ()
    version: int
    position: int
    updated_at: datetime
    parked: bool = False


STAFFING = Projection("staffing", StaffingRow, kinds=("staffing",), main=StaffingRow)


def _schedule(recorded: Recorded, views: Views) -> StaffingRow:
    row = views.find(StaffingRow, recorded.stream)
    if row is None:
        row = StaffingRow(id=recorded.stream, office=recorded.stream.partition("-")[2], **stamp(recorded))
        views.put(row)
    return row


@STAFFING.on(ScheduleOpened)
def opened(event: ScheduleOpened, recorded: Recorded, views: Views) -> None:
    _schedule(recorded, views)


@STAFFING.on(StaffingLimitSet)
def limited(event: StaffingLimitSet, recorded: Recorded, views: Views) -> None:
    schedule = _schedule(recorded, views)
    schedule.staffing_limit, schedule.reference = event.limit, event.reference


@STAFFING.on(PostAdded)
def added(event: PostAdded, recorded: Recorded, views: Views) -> None:
    schedule = _schedule(recorded, views)
    schedule.posts = (*schedule.posts, event.post)


@STAFFING.on(PostRemoved)
def removed(event: PostRemoved, recorded: Recorded, views: Views) -> None:
    schedule = _schedule(recorded, views)
    schedule.posts = tuple(post for post in schedule.posts if post != event.post)
