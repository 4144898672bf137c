"""The stream of entries: page after page by position, each in a transaction of its own, as far as the reader may see.

No transaction lasts as long as the export and no list grows with it. What is shown of contents is noted in the journal
before it leaves.
"""

from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from anyio import to_thread

from domain.text import Language
from graphql_api.errors import ErrorCode, Fault
from graphql_api.ports import Journal, ReadNote, Session, Viewer, Views
from graphql_api.reasons import expect_reason
from graphql_api.sentences import Names, named
from graphql_api.tables import Clause, made, names, selected, table
from infra.trail.forms import Form
from infra.trail.wanted import Wanted
from projections.audit import AuditContentRow, AuditRow
from projections.offices import OfficeRow
from projections.officials import OfficialRow
from projections.posts import PostRow
from projections.rows import Row

PAGE: Final = 1_000
"""Entries of one page."""
OPERATION: Final = "export of the trail"
"""What the journal says of a read by export."""


@dataclass(frozen=True)
class Part:
    """A piece of the export.

    text: what is written; entries: how many it holds
    reached: position up to which everything is told; upto: position at which the export ends
    """

    text: bytes
    entries: int
    reached: int
    upto: int


@dataclass
class Export:
    """One export for one reader.

    language: of the sentences; today: the register's civil day
    reason_at: how the reader knows the place of the reason
    """

    views: Views
    journal: Journal
    viewer: Viewer
    wanted: Wanted
    form: Form
    language: Language
    today: date
    reason_at: str = "`reason`"
    page: int = PAGE

    async def parts(self) -> AsyncIterator[Part]:
        """The pieces in their order; the first is the head.

        Raises Unavailable, and Fault for conditions that cannot be served or take too long.
        """
        where, reached = self.wanted.where(self.today), self.wanted.after
        async with self.views.session(self.viewer) as session:
            if self.wanted.contents or self.wanted.text is not None:
                await expect_reason(session, self.reason_at)
            await self._expect_office(session)
            upto = await self._end(session)
        yield Part(self.form.head(self.wanted.contents), 0, reached, upto)
        while reached < upto:
            async with self.views.session(self.viewer) as session:
                lines = await session.rows(*self._statement(where, reached, upto))
                entries = [made(AuditRow, line[:_WIDTH]) for line in lines]
                contents = [line[_WIDTH] if self.wanted.contents else None for line in lines]
                names_of_page = await _names(session, entries)
            await self.journal.note(list(self._notes(entries, contents)))
            reached = entries[-1].position if len(entries) == self.page else upto
            told = [(entry, content, names_of_page) for entry, content in zip(entries, contents, strict=True)]
            text = await to_thread.run_sync(self.form.lines, told, self.language, self.wanted.contents)
            yield Part(text, len(entries), reached, upto)

    async def _expect_office(self, session: Session) -> None:
        """Raises Fault for a code that no office has, before whoever sees the offices."""
        if self.wanted.office is not None:
            ((known,),) = await session.rows(_OFFICE, (self.wanted.office,))
            if not known:
                raise Fault(ErrorCode.BAD_INPUT, "`office`: no office has this code; expected one such as 71 or 00.")

    async def _end(self, session: Session) -> int:
        """The last position that the export tells: the one that the views show as it begins, or an earlier one."""
        ((shown,),) = await session.rows(
            "SELECT coalesce(max(notification_id), 0) FROM views.tracking WHERE application_name = 'views'"
        )
        return int(shown) if self.wanted.upto is None else min(int(shown), self.wanted.upto)

    def _statement(self, where: Clause, after: int, upto: int) -> Clause:
        contents = f", c.payload FROM ({{}}) t LEFT JOIN {table(AuditContentRow)} c USING (stream, version)"
        plain = " FROM ({}) t"
        page = (
            f"SELECT t.* FROM {table(AuditRow)} t WHERE t.position > %s AND t.position <= %s AND {where.sql}"
            f" ORDER BY t.position LIMIT {self.page}"
        )
        source = (contents if self.wanted.contents else plain).format(page)
        sql = f"SELECT {selected(AuditRow)}{source} ORDER BY t.position"
        return Clause(sql, (after, upto, *where.parameters))

    def _notes(self, entries: list[AuditRow], contents: list[Any]) -> Iterable[ReadNote]:
        """One entry of the journal for each record of a page whose contents it shows."""
        shown = {
            entry.stream: entry.kind for entry, content in zip(entries, contents, strict=True) if content is not None
        }
        for record, kind in shown.items():
            parts = (AuditContentRow.TABLE.name,)
            yield ReadNote(self.viewer.official, self.viewer.reason, OPERATION, "export", kind, record, parts)


_OFFICE: Final = f"SELECT NOT access.in_office() OR EXISTS (SELECT FROM {table(OfficeRow)} o WHERE o.code = %s)"
_WIDTH: Final = len(names(AuditRow))


async def _names(session: Session, entries: list[AuditRow]) -> Names:
    """What a page names, as it is called now: a name that was erased since the page before is told no more."""
    wanted = named(entries)
    officials = await _rows(session, OfficialRow, "id", wanted.officials)
    offices = await _rows(session, OfficeRow, "code", wanted.offices)
    posts = await _rows(session, PostRow, "id", wanted.posts)
    return Names.of(officials, offices, posts)


async def _rows(session: Session, row: type[Row], column: str, keys: Iterable[str]) -> list[Any]:
    wanted = list(keys)
    if not wanted:
        return []
    sql = f'SELECT {selected(row)} FROM {table(row)} t WHERE t."{column}" = ANY(%s::text[])'
    return [made(row, line) for line in await session.rows(sql, (wanted,))]
