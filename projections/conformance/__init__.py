"""Conformance: where the log shows that a rule was not kept, as a table whose rows are seen by who sees the trail."""

from projections.conformance.projection import CONFORMANCE
from projections.conformance.rows import ConformanceRule, FindingRow
from projections.conformance.rules import RULES

__all__ = ["CONFORMANCE", "RULES", "ConformanceRule", "FindingRow"]
