"""The boards as SQL views.

They run with the rights of whoever asks; an office's board is shown to those who see all its matters. "Today" is the
day of the civil calendar in Almaty, at the moment of the question.
"""

from projections.boards.rows import OfficeBoardRow, OmbudsmanBoardRow, WorkloadRow
from projections.reading import READ_FROM
from projections.rows import Row, column_docs, columns, table_summary
from projections.sql import column_list, literal, quoted
from projections.visibility import READER

_OPEN = "status in ('registered', 'under_examination', 'suspended')"
_FINDINGS = ",\n        ".join(
    f"count(*) filter (where h.finding = '{finding}') as {finding}"
    for finding in ("violation_found", "violation_not_found", "settled", "withdrawn", "discontinued")
)
_CLOCK = """count(*) filter (where c.{open} and c.due_on < day.today) as overdue,
        count(*) filter (where c.{open} and c.due_on between day.today and day.week_end) as due_this_week"""
_DAY = """(
    select access.today() as today, (date_trunc('week', access.today()) + interval '6 days')::date as week_end
) as day"""

_OFFICE_BOARD = """
from {schema}.office as o
cross join {day}
cross join lateral (
    select
        count(*) as received,
        count(*) filter (where c.registered_on >= date_trunc('year', day.today)::date) as received_this_year,
        count(*) filter (where c.{open}) as open,
        count(*) filter (where c.status = 'registered') as registered,
        count(*) filter (where c.status = 'under_examination') as under_examination,
        count(*) filter (where c.status = 'suspended') as suspended,
        {clock},
        count(*) filter (where c.{open} and c.extended_days > 0) as extended,
        count(*) filter (where c.{open} and c.assignee is null) as unassigned,
        count(*) filter (where c.concluded_on > c.due_on) as concluded_late,
        coalesce(sum(c.persons_restored), 0)::bigint as persons_restored
    from {schema}.complaint as c where c.office = o.code
) as complaints
cross join lateral (
    select count(*) as offered from {schema}.complaint as c where c.offered_to = o.code
) as offers
cross join lateral (
    select
        {findings}
    from {schema}.complaint as c join {schema}.complaint_head as h on h.complaint = c.id where c.office = o.code
) as heads
cross join lateral (
    select count(*) filter (where p.status = 'submitted') as petitions_to_sign
    from {schema}.petition as p where p.office = o.code
) as petitions
cross join lateral (
    select
        count(*) filter (where a.status in ('transmitted', 'received')) as petitions_awaiting_reply,
        count(*) filter (where a.status = 'received' and a.due_on < day.today) as replies_overdue
    from {schema}.petition as p join {schema}.petition_addressee as a on a.petition = p.id
    where p.office = o.code and p.status = 'signed'
) as replies
cross join lateral (
    select count(*) as posts, count(*) filter (where s.holder is null) as vacancies
    from {schema}.post as s where s.office = o.code and not s.abolished and s.post_kind <> 'ombudsman'
) as schedule
where (select access.everywhere()) or o.code = any((select access.offices())::text[])
"""

_WORKLOAD = """
from {schema}.complaint as c cross join {day}
where c.{open} and c.assignee is not null
    and ((select access.everywhere()) or c.office = any((select access.offices())::text[]))
group by c.office, c.assignee
"""

_OMBUDSMAN_BOARD = """
from (
    select t.*, row_number() over (order by t.started_at) as place,
        coalesce(t.started_on, '-infinity') as first_day, coalesce(t.ended_on, 'infinity') as next_day,
        t.ended_at is null as in_office
    from {schema}.tenure as t where t.post_kind = 'ombudsman' and t.tenure_kind = 'held'
) as t
cross join lateral (
    select
        count(*) as signed,
        count(*) filter (where p.petition_kind in ('proposal', 'legislative_proposal')) as proposals,
        count(*) filter (where p.petition_kind like '%_application') as applications
    from {schema}.petition as p
    where p.signed_by = t.official and p.signed_on >= t.first_day and p.signed_on < t.next_day
) as acts
cross join lateral (
    select count(*) as appointments
    from {schema}.tenure as s
    where s.tenure_kind = 'held' and s.post_kind in ('head', 'deputy_head', 'representative')
        and s.started_on >= t.first_day and s.started_on < t.next_day
) as appointed
cross join lateral (
    select
        (select count(*) from {schema}.petition as p where t.in_office and p.status = 'submitted')
            as awaiting_signature,
        (select count(*) from {schema}.proposal as p
            where t.in_office and p.accepted_on is null and p.returned_on is null and p.decided_by is null)
            as awaiting_decision,
        (select count(*) from {schema}.post as s where t.in_office and s.proposed <> '{{}}') as awaiting_agreement
) as tray
cross join lateral (
    select count(*) as received
    from {schema}.complaint as c where c.registered_on >= t.first_day and c.registered_on < t.next_day
) as complaints
cross join lateral (
    select
        {findings}
    from {schema}.complaint_head as h where h.decided_on >= t.first_day and h.decided_on < t.next_day
) as heads
cross join lateral (
    select coalesce(sum(r.persons), 0)::bigint as persons_restored
    from {schema}.restoration as r where r.restored_on >= t.first_day and r.restored_on < t.next_day
) as restored
where (select access.everywhere())
"""

_ELSEWHERE = {
    OfficeBoardRow: {"office": "o.code", "staffing_limit": "o.staffing_limit"},
    WorkloadRow: {
        "office": "c.office",
        "official": "c.assignee",
        "open": "count(*)",
        "overdue": "count(*) filter (where c.due_on < day.today)",
        "due_this_week": "count(*) filter (where c.due_on between day.today and day.week_end)",
    },
    OmbudsmanBoardRow: {
        "ordinal": "t.place",
        "official": "t.official",
        "started_on": "t.started_on",
        "ended_on": "t.ended_on",
    },
}
"""Columns that are not columns of one of the view's own sub-selects."""

BOARDS: dict[type[Row], str] = {
    OfficeBoardRow: _OFFICE_BOARD,
    WorkloadRow: _WORKLOAD,
    OmbudsmanBoardRow: _OMBUDSMAN_BOARD,
    **READ_FROM,
}


def boards(schema: str) -> list[str]:
    """The views with the meanings of their columns, and the right to read them."""
    statements: list[str] = []
    for row, source in BOARDS.items():
        name = f"{schema}.{row.TABLE.name}"
        body = source.format(schema=schema, day=_DAY, open=_OPEN, findings=_FINDINGS, clock=_CLOCK.format(open=_OPEN))
        names = tuple(c.name for c in columns(row))
        chosen = ", ".join(_ELSEWHERE.get(row, {}).get(name, quoted(name)) for name in names)
        statements += [
            f"create or replace view {name} ({column_list(names)}) with (security_invoker = true) as "
            f"select {chosen} {body.strip()}",
            f"comment on view {name} is {literal(table_summary(row))}",
            *(f"comment on column {name}.{quoted(c)} is {literal(column_docs(row)[c])}" for c in names),
            f"grant select on {name} to {READER}",
        ]
    return statements
