"""The log of a receipt office: one row a step of an application, the facts of its case repeated on every row.

The applications were addressed to an institution, so they are communications to the Centre. Nobody complains of
anybody in them and no outcome is told, so the register holds none: a case that ended is closed without one. Officials
and groups stay the words of the source.
"""

from collections.abc import Iterator
from pathlib import Path

from domain.complaints.closing import CloseComplaint
from domain.complaints.communications import RecordStep
from domain.complaints.intake import RegisterComplaint
from domain.complaints.vocabulary import Addressee, Channel
from infra.imports import reading
from infra.imports.cases import Case, OfficeOf, Step, Telling, agreeing, by_number, told_once
from infra.imports.table import Column, Line, Table

SYSTEM = "receipt-log"
CHANNELS = {
    "Internet": Channel.INTERNET,
    "Desk": Channel.DESK,
    "Post": Channel.POST,
    "e-mail": Channel.EMAIL,
    "Intern": Channel.INTERNAL,
}
_NUMBER, _CHANNEL, _START, _DEADLINE = "case:concept:name", "case:channel", "case:startdate", "case:deadline"
_END, _DEPARTMENT, _GROUP, _RESPONSIBLE = "case:enddate", "case:department", "case:group", "case:responsible"
_STEP, _STEP_ID, _STEP_GROUP = "concept:name", "concept:instance", "org:group"
_PERFORMED_BY, _TIME, _STATE = "org:resource", "time:timestamp", "lifecycle:transition"
NOBODY = "EMPTY"
_OF_THE_CASE = (_CHANNEL, _START, _DEADLINE, _END, _DEPARTMENT, _GROUP, _RESPONSIBLE)
COLUMNS = (
    Column(_NUMBER, reading.line),
    Column(_CHANNEL, reading.one_of(CHANNELS)),
    Column(_START, reading.instant),
    Column(_DEADLINE, reading.optional(reading.instant)),
    Column(_END, reading.optional(reading.instant)),
    Column(_DEPARTMENT, reading.optional(reading.line)),
    Column(_GROUP, reading.optional(reading.line, NOBODY)),
    Column(_RESPONSIBLE, reading.optional(reading.line)),
    Column(_STEP, reading.line),
    Column(_STEP_ID, reading.line),
    Column(_STEP_GROUP, reading.optional(reading.line, NOBODY)),
    Column(_PERFORMED_BY, reading.optional(reading.line)),
    Column(_TIME, reading.instant),
    Column(_STATE, reading.one_of({"complete": "complete"})),
)
_TELLING = Telling(SYSTEM)


def table(path: Path) -> Table:
    """The file. Raises FileRefused."""
    return Table(path, COLUMNS)


def cases(source: Table, office_of: OfficeOf) -> Iterator[Case]:
    """The cases of the file, the steps of each in the order of their times; what is wrong is left with the table."""
    for number, lines in by_number(source.lines(), _NUMBER).items():
        steps = agreeing(lines, _OF_THE_CASE, source.problems)
        steps = told_once(steps, _STEP_ID, source.problems)
        yield Case(number, tuple(_told(number, steps, office_of)))


def _told(number: str, lines: list[Line], office_of: OfficeOf) -> Iterator[Step]:
    first, line = lines[0].values, lines[0].number
    start, deadline = first[_START].date(), first[_DEADLINE]
    registration = RegisterComplaint(
        office=office_of(number),
        addressee=Addressee.CENTRE,
        channel=first[_CHANNEL],
        received_on=start,
        source=_TELLING.source(number, deadline.date() if deadline else None),
    )
    yield _TELLING.step(number, "registered", registration, line=line, effective=start, effectiveOn=_START)
    complaint = f"complaint-{_TELLING.id(number, 'registered')}"
    if first[_RESPONSIBLE] or first[_GROUP]:
        in_charge = RecordStep(
            complaint=complaint, step=_RESPONSIBLE, performed_by=first[_RESPONSIBLE], group=first[_GROUP]
        )
        yield _TELLING.step(number, _RESPONSIBLE, in_charge, line=line, effective=None)
    if first[_DEPARTMENT]:
        department = RecordStep(complaint=complaint, step=_DEPARTMENT, group=first[_DEPARTMENT])
        yield _TELLING.step(number, _DEPARTMENT, department, line=line, effective=None)
    for entry in sorted(lines, key=lambda entry: entry.values[_TIME]):
        said = entry.values
        step = RecordStep(
            complaint=complaint,
            step=said[_STEP],
            performed_by=said[_PERFORMED_BY],
            group=said[_STEP_GROUP],
            source_id=said[_STEP_ID],
        )
        yield _TELLING.step(
            number,
            f"step/{said[_STEP_ID]}",
            step,
            line=entry.number,
            effective=said[_TIME].date(),
            effectiveOn=_TIME,
            step=_STEP,
            performedBy=_PERFORMED_BY,
            group=_STEP_GROUP,
            sourceId=_STEP_ID,
        )
    if first[_END]:
        ended = CloseComplaint(complaint=complaint)
        yield _TELLING.step(number, _END, ended, line=line, effective=first[_END].date(), effectiveOn=_END)
