"""Determinations of an ombudsman for housing: one row a head of complaint, with its finding and the day of decision.

The source says nothing of applicants, channels and the day of registration, so neither does the register.
"""

from collections.abc import Iterator
from pathlib import Path

from domain.complaints.decision import DecideHead
from domain.complaints.intake import RegisterComplaint
from domain.complaints.vocabulary import Addressee, Finding, HeadOfComplaint, Respondent
from infra.imports import reading
from infra.imports.cases import Case, OfficeOf, Telling, agreeing, by_number
from infra.imports.table import Column, Line, Table

SYSTEM = "housing"
UNSAID = "Unknown"
FINDINGS = {
    "Maladministration": Finding.VIOLATION_FOUND,
    "Severe Maladministration": Finding.VIOLATION_FOUND,
    "Service Failure": Finding.VIOLATION_FOUND,
    "No Maladministration": Finding.VIOLATION_NOT_FOUND,
    "Reasonable Redress": Finding.SETTLED,
    "Outside Jurisdiction": Finding.DISCONTINUED,
}
"""The source's findings as findings of the register; the source's own words are kept beside them."""
_NUMBER, _RESPONDENT, _TYPE, _DAY = "case_id", "respondent", "respondent_type", "decision_date"
_AMENDED, _CATEGORY, _WORDS, _FINDING = "amended_at_review", "category", "head_of_complaint", "finding"
COLUMNS = (
    Column(_NUMBER, reading.line),
    Column(_RESPONDENT, reading.line),
    Column(_TYPE, reading.optional(reading.line, UNSAID)),
    Column(_DAY, reading.day),
    Column(_AMENDED, reading.one_of({"0": "no", "1": "yes"})),
    Column(_CATEGORY, reading.line),
    Column(_WORDS, reading.prose),
    Column(_FINDING, reading.one_of({words: words for words in FINDINGS})),
)
_TELLING = Telling(SYSTEM)


def table(path: Path) -> Table:
    """The file. Raises FileRefused."""
    return Table(path, COLUMNS)


def cases(source: Table, office_of: OfficeOf) -> Iterator[Case]:
    """The cases of the file; what is wrong with its rows is left with the table."""
    for number, lines in by_number(source.lines(), _NUMBER).items():
        heads = agreeing(lines, (_RESPONDENT, _TYPE), source.problems)
        yield _case(number, heads, office_of)


def _case(number: str, heads: list[Line], office_of: OfficeOf) -> Case:
    first = heads[0].values
    command_id = _TELLING.id(number, "registered")
    registration = RegisterComplaint(
        office=office_of(first[_RESPONDENT]),
        addressee=Addressee.OMBUDSMAN,
        respondent=Respondent(name=first[_RESPONDENT], body_type=first[_TYPE]),
        heads=tuple(HeadOfComplaint(category=h.values[_CATEGORY], subject=h.values[_WORDS]) for h in heads),
        source=_TELLING.source(number),
    )
    steps = [_TELLING.step(number, "registered", registration, line=heads[0].number, effective=None)]
    for place, head in enumerate(heads, start=1):
        decision = DecideHead(
            complaint=f"complaint-{command_id}",
            head=str(place),
            finding=FINDINGS[head.values[_FINDING]],
            source_finding=head.values[_FINDING],
            amended_at_review=head.values[_AMENDED] == "yes",
        )
        day = head.values[_DAY]
        steps.append(
            _TELLING.step(
                number, f"head/{place}", decision, line=head.number, effective=day, effectiveOn=_DAY, head=_FINDING
            )
        )
    return Case(number, tuple(steps))
