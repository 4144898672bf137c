"""The journal of reads as views: who read which personal record, and how often each was read.

The journal itself is no read model: it stands in a schema of its own, only grows, and is not computed from events.
Here is who may read it, as views that run with the rights of whoever asks.
"""

from datetime import datetime
from enum import StrEnum

from domain.capacity import Capacity
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


READ_FROM: dict[type[Row], str] = {
    ReadingRow: "from journal.reading as r",
    ReadCountRow: "from journal.times as t",
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
    own reads. How often a record was read is open to those who see the record. The functions name the live tables, so
    a rebuild's exchange of schemas changes nothing; that they may look at what is walled goes with the tables. What
    is hidden is told by digests, which name no record to who calls the function.
    """
    looking = [
        statement
        for kind in _WALLED
        for statement in (
            f"drop policy if exists hiding on {schema}.{kind}",
            f"create policy hiding on {schema}.{kind} for select to {OWNER} using (wall is not null)",
        )
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
