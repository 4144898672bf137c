"""Offices of the Centre as tables: names, days of existence, staffing limit."""

from datetime import date, datetime

from domain.identifiers import office_stream
from domain.message import Recorded
from domain.offices.state import OfficeClosed, OfficeKind, OfficeOpened, OfficeRenamed
from domain.posts.events import StaffingLimitSet
from projections.projection import Projection, kind_name, stamp
from projections.rows import Row, Visibility
from projections.views import Views


class OfficeRow(
    Row, table="office", key=("id",), visible=Visibility.STAFF, indexes=(("unique", "code"),), resident=True
):
    """The Centre or one of its offices in a region, a city of national importance or the capital.

    id: its record
    code: two-digit part of its ISO 3166-2:KZ code; 00 is the Centre
    office_kind: what it serves
    name_kk: name in Kazakh
    name_ru: name in Russian
    name_en: name in English
    opened_on: first day of its existence, if a source gives it
    closed_on: the day on which it ceased to exist
    successor: code of the office that took its matters over
    decree: the act that established, renamed or closed it last
    staffing_limit: highest number of posts (¶8), if recorded
    version: number of events of the record
    position: position of the last event shown here
    updated_at: when that event was recorded
    parked: an event of the record could not be shown; what stands here is older than the record
    """

    id: str
    code: str
    office_kind: OfficeKind
    name_kk: str
    name_ru: str
    name_en: str
    opened_on: date | None = None
    closed_on: date | None = None
    successor: str | None = None
    decree: str | None = None
    staffing_limit: int | None = None
    version: int
    position: int
    updated_at: datetime
    parked: bool = False


OFFICES = Projection("offices", OfficeRow, kinds=("office",), main=OfficeRow)


@OFFICES.on(OfficeOpened)
def opened(event: OfficeOpened, recorded: Recorded, views: Views) -> None:
    views.put(
        OfficeRow(
            id=recorded.stream,
            code=event.code,
            office_kind=event.office_kind,
            name_kk=event.names.kk,
            name_ru=event.names.ru,
            name_en=event.names.en,
            opened_on=recorded.act.effective,
            decree=event.decree,
            **stamp(recorded),
        )
    )


@OFFICES.on(OfficeRenamed)
def renamed(event: OfficeRenamed, recorded: Recorded, views: Views) -> None:
    office = views.get(OfficeRow, recorded.stream)
    office.name_kk, office.name_ru, office.name_en = event.names.kk, event.names.ru, event.names.en
    office.decree = event.decree or office.decree


@OFFICES.on(OfficeClosed)
def closed(event: OfficeClosed, recorded: Recorded, views: Views) -> None:
    office = views.get(OfficeRow, recorded.stream)
    office.closed_on = recorded.act.effective or recorded.recorded_at.date()
    office.successor = event.successor
    office.decree = event.decree or office.decree


@OFFICES.on(StaffingLimitSet)
def limited(event: StaffingLimitSet, recorded: Recorded, views: Views) -> None:
    """The limit stands in the office's staff schedule, a record of its own."""
    code = recorded.stream.removeprefix(kind_name(recorded.stream) + "-")
    office = views.find(OfficeRow, office_stream(code))
    if office is not None:
        office.staffing_limit = event.limit
