"""What the boards tell, column by column."""

from datetime import date

from projections.rows import Row, Visibility


class OfficeBoardRow(Row, table="office_board", key=("office",), visible=Visibility.OFFICE):
    """Where the matters of one office stand today.

    office: code of the office
    received: complaints and communications that the office has
    received_this_year: those of them registered in this year
    open: those without an outcome
    registered: open ones that await the decision on admissibility
    under_examination: open ones that are examined
    suspended: open ones whose term rests
    overdue: open ones whose last day has passed
    due_this_week: open ones whose last day is today or later in this week
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
    petitions_to_sign: acts of response put before the person who signs
    petitions_awaiting_reply: addressees of acts of response who have not replied
    replies_overdue: those of them whose last day for the reply has passed
    staffing_limit: highest number of posts (¶8), if recorded
    posts: posts of the staff schedule
    vacancies: posts that nobody holds
    """

    office: str
    received: int
    received_this_year: int
    open: int
    registered: int
    under_examination: int
    suspended: int
    overdue: int
    due_this_week: int
    extended: int
    unassigned: int
    offered: int
    concluded_late: int
    violation_found: int
    violation_not_found: int
    settled: int
    withdrawn: int
    discontinued: int
    persons_restored: int
    petitions_to_sign: int
    petitions_awaiting_reply: int
    replies_overdue: int
    staffing_limit: int | None
    posts: int
    vacancies: int


class WorkloadRow(Row, table="workload", key=("office", "official"), visible=Visibility.OFFICE):
    """What one official of an office is charged with today.

    office: code of the office
    official: the official
    open: open complaints
    overdue: those of them whose last day has passed
    due_this_week: those of them whose last day is today or later in this week
    """

    office: str
    official: str
    open: int
    overdue: int
    due_this_week: int


class OmbudsmanBoardRow(Row, table="ombudsman_board", key=("ordinal",), visible=Visibility.COUNTRY):
    """The country in the tenure of one Ombudsman.

    ordinal: place among the tenures, from 1
    official: the Ombudsman
    started_on: first day of the tenure, if a source says
    ended_on: the day from which it no longer counts; empty for the Ombudsman in office
    signed: acts of response signed by the Ombudsman
    proposals: those of them that propose legislation or other steps (¶15(1), ¶15(6))
    applications: those of them that ask for proceedings (¶15(5))
    appointments: Heads, deputies of the Head and Representatives who took up their posts in the tenure
    awaiting_signature: acts of response put before the person who signs; of the Ombudsman in office
    awaiting_decision: proposals on complaints that await an answer; of the Ombudsman in office
    awaiting_agreement: delegations that await agreement (¶18); of the Ombudsman in office
    received: complaints and communications registered in the tenure
    violation_found: heads with this finding, decided in the tenure
    violation_not_found: heads with this finding, decided in the tenure
    settled: heads with this finding, decided in the tenure
    withdrawn: heads with this finding, decided in the tenure
    discontinued: heads with this finding, decided in the tenure
    persons_restored: persons whose rights were restored in the tenure (¶13)
    """

    ordinal: int
    official: str
    started_on: date | None
    ended_on: date | None
    signed: int
    proposals: int
    applications: int
    appointments: int
    awaiting_signature: int
    awaiting_decision: int
    awaiting_agreement: int
    received: int
    violation_found: int
    violation_not_found: int
    settled: int
    withdrawn: int
    discontinued: int
    persons_restored: int
