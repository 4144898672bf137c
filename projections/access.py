"""The viewer of a transaction: `access.enter` looks up once what an official holds; the policies read what it found.

Everything is looked up by name in the live tables, so a rebuild's exchange of schemas changes nothing. What was found
stands in settings of the transaction and is gone with it; whoever did not enter sees only what is public.
"""

from projections.sql import literal
from projections.statistics.country import COUNTRY
from projections.visibility import READER

_LEADERS = ("ombudsman", "head", "deputy_head_acting", "deputy_head_delegated")
_PERSONNEL = ("ombudsman", "head", "deputy_head_acting")
REASONED = ("head", "deputy_head_acting", "auditor")
"""Capacities that open the contents of all matters to whoever gives a reason."""
_DECIDING = ("representative", "deputy_representative_acting")
_KINDS_OF_SCOPES = {
    "stream_complaints": "complaint",
    "stream_petitions": "petition",
    "stream_posts": "post",
    "stream_measures": "measure",
    "stream_organisation": "office,staffing,official,calendar",
}
"""Special access to a part of the stream of events -> the kinds of records in it."""


def _capacity(*names: str) -> str:
    return f"capacity in ({', '.join(map(literal, names))})"


def _any(condition: str) -> str:
    return f"coalesce(bool_or({condition}), false)"


def _offices(*names: str) -> str:
    return f"coalesce(array_agg(office) filter (where office is not null and {_capacity(*names)}), '{{}}')"


_KINDS = " ".join(f"when {literal(scope)} then {literal(kinds)}" for scope, kinds in _KINDS_OF_SCOPES.items())

_HELD = {
    "in_office": _any("capacity <> 'integrator'"),
    "everywhere": _any(_capacity(*_LEADERS, "auditor")),
    "all_contents": _any(_capacity("ombudsman")),
    "reasoned": f"$2 is not null and {_any(_capacity(*REASONED))}",
    "personnel": _any(_capacity(*_PERSONNEL, "auditor")),
    "personnel_contents": _any(f"{_capacity(*_PERSONNEL)} or capacity = 'auditor' and $2 is not null"),
    "offices": _offices(*_DECIDING, "employee"),
    "deciding_offices": _offices(*_DECIDING),
    "capacities": "coalesce(array_agg(distinct capacity), '{}')",
    "scopes": (
        f"string_to_array(coalesce(string_agg(case source {_KINDS} end, ',') "
        "filter (where capacity = 'integrator'), ''), ',')"
    ),
}
"""What follows from the capacities in force; $1 is the official, $2 the reason for reading contents."""

_IN_FORCE = "(until is null or until >= access.today())"
_LEFT = "('closed', 'redirected')"
"""Where nobody is charged with a complaint any more."""
_INSTRUCTED = f"""array(
            select complaint from views.instruction
            where official = $1 and withdrawn_on is null and {_IN_FORCE}
            union all
            select petition from views.petition_instruction
            where official = $1 and withdrawn_on is null and {_IN_FORCE}
            union all
            select id from views.complaint
            where assignee = $1 and (office < coalesce(held.offices[1], '') or office > coalesce(held.offices[1], ''))
                and office <> all (held.offices) and status not in {_LEFT}
        )"""
"""Matters open by an instruction, or because the official is charged with them where they lie elsewhere. The first of
one's own offices is skipped by the index."""
_CROSSED = f"array(select compartment from views.crossing where official = $1 and {_IN_FORCE})"

_FOUND = {
    **{name: f"held.{name}" for name in _HELD},
    "instructed": f"case when held.in_office and not held.all_contents then {_INSTRUCTED} end",
    "walls": f"case when held.in_office then {_CROSSED} end",
}
_FLAGS = ("in_office", "everywhere", "all_contents", "reasoned", "personnel", "personnel_contents")
_LISTS = ("offices", "deciding_offices", "capacities", "scopes", "instructed", "walls")


def _enter() -> str:
    """The body of `access.enter`: one look at what the official holds, one setting for each answer."""
    held = ",\n            ".join(f"{expression} as {name}" for name, expression in _HELD.items())
    settings = ",\n        ".join(
        f"set_config('register.{name}', coalesce(({value})::text, ''), true)" for name, value in _FOUND.items()
    )
    return f"""
#variable_conflict use_column
begin
    perform
        set_config('register.official', coalesce($1, ''), true),
        {settings}
    from (
        select
            {held}
        from views.scope where official = $1 and {_IN_FORCE}
    ) as held;
    return coalesce((select notification_id from views.tracking where application_name = 'views'), 0);
end
"""


def _flag(name: str) -> str:
    return f"select current_setting('register.{name}', true) is not distinct from 'true'"


def _list(name: str) -> str:
    return f"select coalesce(nullif(current_setting('register.{name}', true), ''), '{{}}')::text[]"


_READERS = {
    "today() returns date": "select (now() at time zone 'Asia/Almaty')::date",
    "official() returns text": "select nullif(current_setting('register.official', true), '')",
    **{f"{name}() returns boolean": _flag(name) for name in _FLAGS},
    **{f"{name}() returns text[]": _list(name) for name in _LISTS},
}
"""Plain expressions, so that the planner puts them in place of the call."""

_OWN_CASE = """
    select
        c.number, c.status, c.received_on, c.registered_on, c.due_on, c.status = 'suspended', c.concluded_on,
        c.notified_on
    from (select $1 as number, $2 as secret) as asked
    left join (views.complaint as c join views.applicant_access as a on a.complaint = c.id) on c.number = asked.number
    where coalesce(a.digest, '') = encode(sha256(convert_to(coalesce(c.id, '') || ':' || asked.secret, 'UTF8')), 'hex')
"""
"""A wrong number costs the same work as a wrong secret: the digest is computed for both."""

_PLANNED_ONCE = "set plan_cache_mode = force_generic_plan"
"""Everything is found by an index of whose official it is; planned anew for each it took five times as long."""

_DEFINERS = {
    "enter(official text, reason text) returns bigint": (f"plpgsql volatile {_PLANNED_ONCE}", _enter()),
    "own_case(text, text) returns table (number text, status text, received_on date, registered_on date,"
    " due_on date, suspended boolean, concluded_on date, notified_on date)": ("sql stable", _OWN_CASE),
    **COUNTRY,
}
"""Functions that look with their owner's rights at what their caller may not see."""


def functions() -> list[str]:
    """The functions of schema `access`, which the reader may call."""
    statements = ["create schema if not exists access", f"grant usage on schema access to {READER}"]
    for head, body in _READERS.items():
        statements += _function(head, "sql stable parallel safe", body)
    for head, (language, body) in _DEFINERS.items():
        statements += _function(head, f"{language} security definer set search_path = pg_catalog, pg_temp", body)
    return statements


def _function(head: str, language: str, body: str) -> list[str]:
    name = head.partition(" returns ")[0]
    return [
        f"create or replace function access.{head} language {language} as $${body}$$",
        f"revoke all on function access.{name} from public",
        f"grant execute on function access.{name} to {READER}",
    ]
