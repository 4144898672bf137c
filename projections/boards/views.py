"""The boards as SQL views over counters, so that they cost the same however many cases there are.

They run with the rights of whoever asks; an office's board is shown to those who see all its matters. "Today" is the
day of the civil calendar in Almaty, at the moment of the question.
"""

from projections.boards.counters import OfficeCountRow
from projections.boards.rows import OfficeBoardRow, OmbudsmanBoardRow, WorkloadRow
from projections.reading import READ_FROM
from projections.rows import Row, column_docs, columns, table_summary
from projections.sql import column_list, literal, quoted
from projections.visibility import READER

_FINDINGS = ("violation_found", "violation_not_found", "settled", "withdrawn", "discontinued")
_DAY = """(
    select {today} as today, (date_trunc('week', {today}) + interval '6 days')::date as week_end
) as day"""
_OVERDUE = "coalesce(sum({counter}) filter (where d.due_on < day.today), 0)::bigint"
_DUE_THIS_WEEK = "coalesce(sum(open) filter (where d.due_on between day.today and day.week_end), 0)::bigint"


def _sums(*names: str) -> str:
    return ", ".join(f"coalesce(sum({name}), 0)::bigint as {name}" for name in names)


_OFFICE_BOARD = f"""
from {{schema}}.office as o
cross join {_DAY}
left join {{schema}}.office_count as c on c.office = o.code
cross join lateral (
    select coalesce(sum(y.received), 0)::bigint as received_this_year
    from {{schema}}.office_year as y where y.office = o.code and y.year >= extract(year from day.today)
) as registered_since
cross join lateral (
    select
        {_OVERDUE.format(counter="open")} as overdue,
        {_OVERDUE.format(counter="replies")} as replies_overdue,
        {_DUE_THIS_WEEK} as due_this_week
    from {{schema}}.office_due as d where d.office = o.code
) as terms
cross join lateral (
    select count(*) as posts, count(*) filter (where s.holder is null) as vacancies
    from {{schema}}.post as s where s.office = o.code and not s.abolished and s.post_kind <> 'ombudsman'
) as schedule
where (select access.everywhere()) or o.code = any((select access.offices())::text[])
"""

_WORKLOAD = f"""
from {{schema}}.workload_due as d cross join {_DAY}
group by d.office, d.official
"""

_OMBUDSMAN_BOARD = f"""
from (
    select t.*, row_number() over (order by t.started_at) as place,
        coalesce(t.started_on, '-infinity') as first_day, coalesce(t.ended_on, 'infinity') as next_day,
        t.ended_at is null as in_office
    from {{schema}}.tenure as t where t.post_kind = 'ombudsman' and t.tenure_kind = 'held'
) as t
cross join lateral (
    select {_sums("signed", "proposals", "applications")}
    from {{schema}}.signed_day as d where d.official = t.official and d.day >= t.first_day and d.day < t.next_day
) as acts
cross join lateral (
    select count(*) as appointments
    from {{schema}}.tenure as s
    where s.tenure_kind = 'held' and s.post_kind in ('head', 'deputy_head', 'representative')
        and s.started_on >= t.first_day and s.started_on < t.next_day
) as appointed
cross join lateral (
    select
        coalesce(sum(c.petitions_to_sign), 0)::bigint as awaiting_signature,
        coalesce(sum(c.proposals), 0)::bigint as awaiting_decision
    from {{schema}}.office_count as c where t.in_office
) as tray
cross join lateral (
    select count(*) as awaiting_agreement
    from {{schema}}.post as s where t.in_office and s.proposed <> '{{{{}}}}'
) as delegations
cross join lateral (
    select {_sums("received", *_FINDINGS, "persons_restored")}
    from {{schema}}.country_day as d where d.day >= t.first_day and d.day < t.next_day
) as days
where (select access.everywhere())
"""

_COUNTED = {c.name for c in columns(OfficeCountRow)} - {"office"}
_ELSEWHERE: dict[type[Row], dict[str, str]] = {
    OfficeBoardRow: {
        "office": "o.code",
        "staffing_limit": "o.staffing_limit",
        **{name: f"coalesce(c.{quoted(name)}, 0)" for name in _COUNTED},
    },
    WorkloadRow: {
        "office": "d.office",
        "official": "d.official",
        "open": "sum(d.open)::bigint",
        "overdue": _OVERDUE.format(counter="open"),
        "due_this_week": _DUE_THIS_WEEK,
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


def board(row: type[Row], schema: str, today: str = "access.today()") -> str:
    """The select that a board is. today: the expression of the day on which it is looked at"""
    chosen = ", ".join(_ELSEWHERE.get(row, {}).get(c.name, quoted(c.name)) for c in columns(row))
    return f"select {chosen} {BOARDS[row].format(schema=schema, today=today).strip()}"


def boards(schema: str) -> list[str]:
    """The views with the meanings of their columns, and the right to read them."""
    statements: list[str] = []
    for row in BOARDS:
        name = f"{schema}.{row.TABLE.name}"
        names = tuple(c.name for c in columns(row))
        statements += [
            f"create or replace view {name} ({column_list(names)}) with (security_invoker = true) as "
            f"{board(row, schema)}",
            f"comment on view {name} is {literal(table_summary(row))}",
            *(f"comment on column {name}.{quoted(c)} is {literal(column_docs(row)[c])}" for c in names),
            f"grant select on {name} to {READER}",
        ]
    return statements
