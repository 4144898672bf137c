"""Whose data have been kept long enough: candidates for erasure, found by periods that are data. Erases nothing.

A period is confirmed once somebody answerable has held it against the law in force; until then it is a proposal.
"""

from datetime import date
from typing import Any, Final

import psycopg
from msgspec import Struct
from psycopg.rows import tuple_row
from psycopg.sql import SQL, Identifier
from psycopg.types.json import Jsonb

from projections.visibility import PROJECTOR


class Period(Struct, frozen=True, kw_only=True):
    """How long data are kept.

    rule: name of the rule
    kind: kind of the matters that keep them; `person` for whoever no matter names, `official` for who left the service
    years: full years after the matter was closed, after the last change of a person's data, or after an official left
    source: where the period stands
    confirmed: whether it was held against the law in force
    """

    rule: str
    kind: str
    years: int
    source: str
    confirmed: bool = False


PERIODS: Final = (
    Period(
        rule="complaints",
        kind="complaint",
        years=5,
        source="List of standard documents with periods of storage, Republic of Kazakhstan: applications of citizens",
    ),
    Period(
        rule="acts of response",
        kind="petition",
        years=10,
        source="List of standard documents with periods of storage, Republic of Kazakhstan: acts of supervision",
    ),
    Period(
        rule="persons in no matter",
        kind="person",
        years=1,
        source="Law No. 94-V on personal data and their protection: no longer than the purpose needs",
    ),
    Period(
        rule="officials who left",
        kind="official",
        years=75,
        source="List of standard documents with periods of storage, Republic of Kazakhstan: personal files of staff",
    ),
)


class Candidate(Struct, frozen=True, rename="camel"):
    """A person or official whose data no period keeps any longer.

    person: the person or official
    due: the first day on which no period kept the data
    matters: number of matters that name the person, of measures on the official
    rule: the rule whose period ended last
    confirmed: whether its period is confirmed
    """

    person: str
    due: date
    matters: int
    rule: str
    confirmed: bool


_CANDIDATES = """
    with kept as (
        select n.person, n.matter, period.rule, period.confirmed,
               coalesce(c.closed_on, p.closed_on, r.concluded_on) + make_interval(years => period.years) as until
          from views.naming as n
          left join views.complaint as c on c.id = n.matter and c.status = 'closed'
          left join views.complaint as r on r.id = n.matter and r.status = 'redirected'
          left join views.petition as p on p.id = n.matter and p.status in ('closed', 'withdrawn')
          left join jsonb_to_recordset(%(periods)s::jsonb) as period (rule text, kind text, years int, confirmed bool)
                 on period.kind = split_part(n.matter, '-', 1)
    ), alone as (
        select person.id as person, null::text as matter, period.rule, period.confirmed,
               (person.updated_at at time zone 'Asia/Almaty')::date + make_interval(years => period.years) as until
          from views.person as person
          join jsonb_to_recordset(%(periods)s::jsonb) as period (rule text, kind text, years int, confirmed bool)
            on period.kind = 'person'
         where not exists (select from views.naming as n where n.person = person.id)
    )
    select person.id, max(k.until)::date, count(k.matter),
           (array_agg(k.rule order by k.until desc))[1], (array_agg(k.confirmed order by k.until desc))[1]
      from views.person as person
      join (select * from kept union all select * from alone) as k on k.person = person.id
     where not person.erased and person.holds = '{}'
     group by person.id
    having bool_and(k.until is not null and k.until <= %(today)s)
     order by 2, 1"""
_OFFICIALS = """
    select o.id,
           (greatest(o.updated_at, (select max(m.updated_at) from views.measure as m where m.official = o.id))
               at time zone 'Asia/Almaty')::date + make_interval(years => period.years),
           (select count(*) from views.measure as m where m.official = o.id), period.rule, period.confirmed
      from views.official as o
      join views.official_identity as i on i.official = o.id
      join jsonb_to_recordset(%(periods)s::jsonb) as period (rule text, kind text, years int, confirmed bool)
        on period.kind = 'official'
     where not o.erased and o.posts = '{}' and o.acting = '{}' and o.access = '{}' and i.holds = '{}'
       and not exists (select from views.measure as m
                        where m.official = o.id
                          and (m.status in ('proposed', 'forwarded', 'appealed')
                               or m.status = 'in_force' and m.nature = 'penalty'))
       and not exists (select from views.naming as n
                         join views.petition as p on p.id = n.matter and p.status not in ('closed', 'withdrawn')
                        where n.person = o.id)"""
_DUE_OFFICIALS = f"""
    select id, until::date, matters, rule, confirmed
      from ({_OFFICIALS}) as o (id, until, matters, rule, confirmed)
     where until <= %(today)s order by 2, 1"""


def candidates(dsn: str, today: date, periods: tuple[Period, ...] = PERIODS) -> list[Candidate]:
    """Who is without a legal hold and kept by no period any longer, longest due first.

    Persons, all of whose matters have ended, and officials who serve no more and on whom no measure stands open.
    """
    packed: list[dict[str, Any]] = [
        {"rule": p.rule, "kind": p.kind, "years": p.years, "confirmed": p.confirmed} for p in periods
    ]
    with psycopg.connect(dsn, row_factory=tuple_row, application_name="register_retention") as conn:
        conn.execute(SQL("set role {}").format(Identifier(PROJECTOR)))
        given = {"periods": Jsonb(packed), "today": today}
        rows = [row for query in (_CANDIDATES, _DUE_OFFICIALS) for row in conn.execute(query.encode(), given)]
        return sorted((Candidate(*row) for row in rows), key=lambda found: (found.due, found.person))
