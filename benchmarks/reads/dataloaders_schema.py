"""The schema of the Strawberry peer: the part of the register's that the questions need, field by field in Python.

Rows arrive through dataloaders; what a row becomes stands beside its type.
"""

from datetime import date
from enum import StrEnum
from typing import Any, Protocol

import strawberry
from psycopg.rows import DictRow
from strawberry.dataloader import DataLoader

from domain.capacity import Capacity
from domain.complaints.vocabulary import Channel, Status

strawberry.enum(Status, name="ComplaintStatus")
for _enumeration in (Channel, Capacity):
    strawberry.enum(_enumeration)

_CASE = (
    "number, status, channel, received_on, registered_on, respondent, respondent_type, category, urgent, due_on,"
    " term_from, extended_days, reopened, persons_restored, version, position, id, office, assignee"
)


class Loaders(Protocol):
    """The dataloaders of one operation, and its connection for what is asked at the root."""

    @property
    def office(self) -> DataLoader[Any, Any]: ...

    @property
    def official(self) -> DataLoader[Any, Any]: ...

    @property
    def board(self) -> DataLoader[Any, Any]: ...

    @property
    def trail(self) -> DataLoader[Any, Any]: ...

    async def rows(self, sql: str, asked: list[Any]) -> list[DictRow]: ...


Info = strawberry.Info[Any, Any]


def _loaders(info: Info) -> Loaders:
    found: Loaders = info.context["loaders"]
    return found


@strawberry.type
class Official:
    name: str


@strawberry.type
class OfficeBoard:
    received: int
    received_this_year: int
    open: int
    under_examination: int
    overdue: int
    due_this_week: int
    unassigned: int
    concluded_late: int
    violation_found: int
    vacancies: int


@strawberry.type
class Office:
    code: str
    name_en: str

    @strawberry.field
    async def board(self, info: Info) -> OfficeBoard | None:
        board: OfficeBoard | None = await _loaders(info).board.load(self.code)
        return board


@strawberry.type
class RecordedEvent:
    version: int
    position: int
    event: str
    effective: date | None
    capacity: Capacity
    by: strawberry.Private[str]

    @strawberry.field
    async def actor(self, info: Info) -> Official | None:
        acted: Official | None = await _loaders(info).official.load(self.by)
        return acted


@strawberry.type
class Complaint:
    number: str
    status: Status
    channel: Channel | None
    received_on: date | None
    registered_on: date | None
    respondent: str | None
    respondent_type: str | None
    category: str | None
    urgent: bool
    due_on: date | None
    term_from: date | None
    extended_days: int
    reopened: int
    persons_restored: int
    version: int
    position: int
    row: strawberry.Private[DictRow]

    @strawberry.field
    async def office(self, info: Info) -> Office | None:
        having: Office | None = await _loaders(info).office.load(self.row["office"])
        return having

    @strawberry.field
    async def assignee(self, info: Info) -> Official | None:
        charged = self.row["assignee"]
        return None if charged is None else await _loaders(info).official.load(charged)

    @strawberry.field
    async def trail(self, info: Info, first: int = 100) -> list[RecordedEvent]:
        events: list[RecordedEvent] = await _loaders(info).trail.load(self.row["id"])
        return events[:first]


def official_of(row: DictRow) -> Official:
    return Official(name=row["name"])


def board_of(row: DictRow) -> OfficeBoard:
    return OfficeBoard(**{name: value for name, value in row.items() if name != "office"})


def event_of(row: DictRow) -> RecordedEvent:
    given = {name: value for name, value in row.items() if name not in ("stream", "actor", "capacity")}
    return RecordedEvent(**given, capacity=Capacity(row["capacity"]), by=row["actor"])


def complaint_of(row: DictRow) -> Complaint:
    given = {name: value for name, value in row.items() if name not in ("id", "office", "assignee")}
    channel = None if row["channel"] is None else Channel(row["channel"])
    return Complaint(**{**given, "status": Status(row["status"]), "channel": channel}, row=row)


@strawberry.enum
class ComplaintOrder(StrEnum):
    RECEIVED_ON_DESC = "received_on desc, id desc"


@strawberry.input
class StatusFilter:
    eq: Status


@strawberry.input
class ComplaintFilter:
    status: StatusFilter


@strawberry.type
class ComplaintConnection:
    nodes: list[Complaint]


@strawberry.type
class Query:
    @strawberry.field
    async def record(self, info: Info, number: str) -> Complaint | None:
        found = await _loaders(info).rows(f"select {_CASE} from views.complaint where number = %s", [number])
        return complaint_of(found[0]) if found else None

    @strawberry.field
    async def complaints(
        self, info: Info, filter: ComplaintFilter, order: ComplaintOrder, first: int = 20
    ) -> ComplaintConnection:
        sql = f"select {_CASE} from views.complaint where status = %s order by {order.value} limit %s"
        rows = await _loaders(info).rows(sql, [filter.status.eq.value, first])
        return ComplaintConnection(nodes=[complaint_of(row) for row in rows])

    @strawberry.field
    async def offices(self, info: Info) -> list[Office]:
        rows = await _loaders(info).rows("select code, name_en from views.office order by code", [])
        return [Office(**row) for row in rows]
