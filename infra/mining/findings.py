"""Findings of the conformance rules for the operator, who sees all of the register, walls included."""

from datetime import date

import psycopg
from msgspec import Struct

from domain.text import Text
from projections.conformance import ConformanceRule

PROJECTOR = "register_projector"
_FINDINGS = """
    select coalesce(f.office, '00') as office, f.rule, f.paragraph, coalesce(f.number, f.stream) as record, f.stream,
           f.event, f.position, f.against, f.effective
      from views.conformance_finding as f
     where (%(office)s::text is null or coalesce(f.office, '00') = %(office)s)
       and (%(since)s::date is null or f.effective >= %(since)s)
       and (%(rule)s::text is null or f.rule = %(rule)s)
     order by office, f.rule, f.position"""


class Found(Struct, frozen=True):
    """One finding. office: of the act, 00 for the whole country; position, against: of the events that show it."""

    office: str
    rule: str
    paragraph: str
    record: str
    stream: str
    event: str
    position: int
    against: int | None
    effective: date | None

    @property
    def words(self) -> Text:
        """What happened against the rule."""
        return ConformanceRule(self.rule).words


def findings(dsn: str, *, office: str | None = None, since: date | None = None, rule: str | None = None) -> list[Found]:
    """The findings by office, rule and position, as far as the read models show the register."""
    with psycopg.connect(dsn) as conn:
        conn.execute(f"set role {PROJECTOR}")
        rows = conn.execute(_FINDINGS, {"office": office, "since": since, "rule": rule}).fetchall()
    return [Found(*row) for row in rows]
