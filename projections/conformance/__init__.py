"""Conformance: where the log shows that a rule was not kept, as a table whose rows are seen by who sees the record."""

from projections.conformance.projection import CONFORMANCE, FINDINGS_FOLLOW
from projections.conformance.rows import ConformanceRule, FindingRow
from projections.conformance.rules import RULES

__all__ = ["CONFORMANCE", "FINDINGS_FOLLOW", "RULES", "ConformanceRule", "FindingRow"]
