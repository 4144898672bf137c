"""The counters from which the boards are read: what does not depend on today, and what does, by day.

Open cases stand by the last day of their term, so that those overdue are the sum of a few rows on any day. Matters
behind a wall are counted nowhere: a figure would tell of them.
"""

from datetime import date
from typing import Final

from projections.rows import Row, Visibility

NO_DAY: Final = date.max
"""Stands for the last day of a term that rests or whose beginning is unknown: later than any today."""


class OfficeCountRow(Row, table="office_count", key=("office",), visible=Visibility.OFFICE, resident=True):
    """What an office has, whatever the day.

    office: code of the office
    received: complaints and communications that the office has
    open: those without an outcome
    registered: open ones that await the decision on admissibility
    under_examination: open ones that are examined
    suspended: open ones whose term rests
    extended: open ones whose term was extended
    unassigned: open ones with which nobody is charged
    offered: complaints that another office offers to this one
    concluded_late: those concluded after the last day of the term
    violation_found: heads with this finding
    violation_not_found: heads with this finding
    settled: heads with this finding
    withdrawn: heads with this finding
    discontinued: heads with this finding
    persons_restored: persons whose rights were restored (¶13)
    proposals: proposals on complaints that await an answer
    petitions_to_sign: acts of response put before the person who signs
    petitions_awaiting_reply: addressees of acts of response who have not replied
    """

    office: str
    received: int = 0
    open: int = 0
    registered: int = 0
    under_examination: int = 0
    suspended: int = 0
    extended: int = 0
    unassigned: int = 0
    offered: int = 0
    concluded_late: int = 0
    violation_found: int = 0
    violation_not_found: int = 0
    settled: int = 0
    withdrawn: int = 0
    discontinued: int = 0
    persons_restored: int = 0
    proposals: int = 0
    petitions_to_sign: int = 0
    petitions_awaiting_reply: int = 0


class OfficeDueRow(Row, table="office_due", key=("office", "due_on"), visible=Visibility.OFFICE, resident=True):
    """What of an office falls due on a day.

    office: code of the office
    due_on: the day
    open: open complaints whose term ends on it
    replies: addressees of acts of response whose term for the reply ends on it, and who have not replied
    """

    office: str
    due_on: date
    open: int = 0
    replies: int = 0


class OfficeYearRow(Row, table="office_year", key=("office", "year"), visible=Visibility.OFFICE, resident=True):
    """What an office has by the year of registration.

    office: code of the office
    year: the year
    received: complaints and communications registered in it
    """

    office: str
    year: int
    received: int = 0


class WorkloadDueRow(
    Row, table="workload_due", key=("office", "official", "due_on"), visible=Visibility.OFFICE, resident=True
):
    """Open complaints with which an official is charged, by the last day of their term.

    office: code of the office
    official: the official
    due_on: the day; 9999-12-31 where the term rests or its beginning is unknown
    open: open complaints
    """

    office: str
    official: str
    due_on: date
    open: int = 0


class CountryDayRow(Row, table="country_day", key=("day",), visible=Visibility.COUNTRY, resident=True):
    """What happened in the country on a day.

    day: the day
    received: complaints and communications registered on it
    violation_found: heads with this finding, decided on it
    violation_not_found: heads with this finding, decided on it
    settled: heads with this finding, decided on it
    withdrawn: heads with this finding, decided on it
    discontinued: heads with this finding, decided on it
    persons_restored: persons whose rights were restored on it (¶13)
    """

    day: date
    received: int = 0
    violation_found: int = 0
    violation_not_found: int = 0
    settled: int = 0
    withdrawn: int = 0
    discontinued: int = 0
    persons_restored: int = 0


class SignedDayRow(Row, table="signed_day", key=("official", "day"), visible=Visibility.COUNTRY, resident=True):
    """Acts of response that an official signed on a day.

    official: who signed
    day: the day
    signed: acts of response
    proposals: those of them that propose legislation or other steps (¶15(1), ¶15(6))
    applications: those of them that ask for proceedings (¶15(5))
    """

    official: str
    day: date
    signed: int = 0
    proposals: int = 0
    applications: int = 0
