"""The audit trail: every event of the register with its act, in the order of the register."""

from projections.audit.contents import content_fields
from projections.audit.rows import Audience, AuditContentRow, AuditRow
from projections.audit.trail import AUDIT

__all__ = ["AUDIT", "Audience", "AuditContentRow", "AuditRow", "content_fields"]
