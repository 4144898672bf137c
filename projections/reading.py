"""The journal as views: who read which personal record, whose commands were refused, and all that concerned a record.

The journal itself is no read model: it stands in a schema of its own, only grows, and is not computed from events.
Here is who may read it, as views that run with the rights of whoever asks.
"""

from datetime import datetime
from enum import StrEnum

from domain.capacity import Capacity
from domain.refusal import RefusalCode
from projections.rows import Row, Visibility
from projections.visibility import OWNER, READER


class ReadChannel(StrEnum):
    """By which way the contents of a record reached their reader."""

    QUERY = "query"
    """In the answer to a question."""
    MUTATION = "mutation"
    """In the answer to a command."""
    SUBSCRIPTION = "subscription"
    """With an event of a stream."""
    EXPORT = "export"
    """In an export."""


class ReadingRow(Row, table="reading", key=("position",), visible=Visibility.OWN):
    """One read of one personal record by one operation.

    position: place in the journal of reads
    read_at: when it was noted, just before the answer left
    official: who read; empty for the public
    capacities: capacities that the reader held at that moment
    reason: the reason that the reader gave, if one was given
    operation: name of the operation, or its root fields
    channel: by which way the answer went
    kind: kind of the record
    record: id of the record whose contents were shown
    parts: tables of which rows were shown
    """

    position: int
    read_at: datetime
    official: str | None
    capacities: tuple[Capacity, ...]
    reason: str | None
    operation: str
    channel: ReadChannel
    kind: str
    record: str
    parts: tuple[str, ...]


class ReadCountRow(Row, table="read_count", key=("record",), visible=Visibility.RECORD):
    """How often the contents of one record were read, by anybody.

    record: id of the record
    times: number of reads
    """

    record: str
    times: int


class RefusalRow(Row, table="refusal", key=("position",), visible=Visibility.OWN):
    """One command that the rules refused, as it was answered.

    position: place among the refusals
    refused_at: when it was noted, just before the answer left
    official: whose command it was
    capacities: capacities that the official held at that moment
    command: name of the command
    kind: kind of the record that the command is about
    record: id of the record that it names; empty when it would have opened one
    code: why
    paragraph: paragraph of the rule
    trace: id of the trace (W3C) of the operation
    """

    position: int
    refused_at: datetime
    official: str
    capacities: tuple[Capacity, ...]
    command: str
    kind: str
    record: str | None
    code: RefusalCode
    paragraph: str
    trace: str | None


class ActivityKind(StrEnum):
    """What somebody did with a record."""

    ACT = "act"
    """An act that is recorded as an event."""
    REFUSAL = "refusal"
    """A command that was refused."""
    READ = "read"
    """A read of its contents."""


class ActivityRow(Row, table="activity", key=("id",), visible=Visibility.OWN):
    """One act, refused command or read that concerned a record.

    id: what it is, and its position among its like
    at: when it was recorded
    what: whether it is an act, a refusal or a read
    record: id of the record
    official: who
    act: position of the event, if it is an act
    refusal: place among the refusals, if it is one
    reading: place in the journal of reads, if it is a read
    """

    id: str
    at: datetime
    what: ActivityKind
    record: str
    official: str | None
    act: int | None
    refusal: int | None
    reading: int | None


_ACTIVITY = """from (
    select 'act-' || position as id, recorded_at as at, 'act' as what, stream as record, actor as official,
        position as act, null::bigint as refusal, null::bigint as reading
    from {schema}.audit
    union all
    select 'refusal-' || position, refused_at, 'refusal', record, official, null, position, null
    from {schema}.refusal where record is not null
    union all
    select 'read-' || position, read_at, 'read', record, official, null, null, position from {schema}.reading
) as a"""

READ_FROM: dict[type[Row], str] = {
    ReadingRow: "from journal.reading as r",
    ReadCountRow: "from journal.times as t",
    RefusalRow: "from journal.refusal as f",
    ActivityRow: _ACTIVITY,
}
"""Whence the views take their rows."""

_OVERSEERS = "array['ombudsman', 'auditor']::text[]"
_COUNTED = ("complaint", "measure", "official", "person", "petition")
"""Kinds of records that have contents."""
_WALLED = ("complaint", "person", "petition")
"""Kinds of records that may stand behind a wall."""


def opened(schema: str) -> list[str]:
    """Who may read the journal, forced; with the live schema the journal's own policies.

    The Ombudsman and auditors read all of it but what stands behind walls that they may not cross, everybody his or her
    own reads. How often a record was read is open to those who see the record. Refusals are open to the leadership, to
    auditors and to whom they were given. The functions name the live tables, so a rebuild's exchange of schemas changes
    nothing; that they may look at what is walled, and at whom measures concern, goes with the tables. What is hidden is
    told by digests, which name no record to who calls the function.
    """
    looking = [
        statement
        for kind in _WALLED
        for statement in (
            f"drop policy if exists hiding on {schema}.{kind}",
            f"create policy hiding on {schema}.{kind} for select to {OWNER} using (wall is not null)",
        )
    ]
    looking += [
        f"drop policy if exists counting on {schema}.measure",
        f"create policy counting on {schema}.measure for select to {OWNER} using (true)",
    ]
    return looking + (_journal() if schema == "views" else [])


def _journal() -> list[str]:
    seen = " ".join(f"when '{kind}' then exists (select from views.{kind} as t where t.id = $2)" for kind in _COUNTED)
    walled = " union all ".join(
        f"select md5(id) from views.{kind} where wall is not null and wall <> all (access.walls())" for kind in _WALLED
    )
    unhidden = "md5(record) <> all ((select journal.hidden())::text[])"
    return [
        *_function("seen(kind text, record text) returns boolean", f"case $1 {seen} else false end", ""),
        *_function(
            "hidden() returns text[]", f"array({walled})", "security definer set search_path = pg_catalog, pg_temp"
        ),
        *_policy(
            "reading",
            f"((select access.capacities()) && {_OVERSEERS} and {unhidden}) or official = (select access.official())",
        ),
        *_policy("times", "journal.seen(kind, record)"),
        *_policy(
            "refusal",
            f"((select access.personnel()) and (record is null or {unhidden}))"
            " or official = (select access.official())",
        ),
        *_counts("own_readings()", _OWN_FILE),
        *_counts("own_case_readings(number text, secret text)", _OWN_CASE),
    ]


_OWN_FILE = """official is distinct from access.official() and record = any(
    select access.official() union all select id from views.measure as m where m.official = access.official()
)"""
"""Reads by others of an official's own file: what identifies the official, and measures on him or her."""
_OWN_CASE = """record = (
    select c.id from views.complaint as c join access.own_case($1, $2) as own on own.number = c.number
)"""


def _counts(head: str, which: str) -> list[str]:
    """A function that counts reads by day and capacities for the person concerned, and names nobody."""
    name = head.replace("number text, secret text", "text, text")
    return [
        f"create or replace function journal.{head} returns table (day date, capacities text[], times bigint) "
        "language sql stable security definer set search_path = pg_catalog, pg_temp as $$"
        "select (read_at at time zone 'Asia/Almaty')::date as day, capacities, count(*) from journal.reading "
        f"where {which} group by 1, 2 order by 1, 2$$",
        f"revoke all on function journal.{name} from public",
        f"grant execute on function journal.{name} to {READER}",
    ]


def _function(head: str, answer: str, rights: str) -> list[str]:
    name = head.partition(" returns ")[0]
    return [
        f"create or replace function journal.{head} language plpgsql stable {rights} as $$begin return {answer}; end$$",
        f"revoke all on function journal.{name} from public",
        f"grant execute on function journal.{name} to {READER}",
    ]


def _policy(table: str, condition: str) -> list[str]:
    return [
        f"drop policy if exists reading on journal.{table}",
        f"create policy reading on journal.{table} for select to {READER} using ({condition})",
        f"grant select on journal.{table} to {READER}",
    ]
