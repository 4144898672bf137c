"""Statistics: facts of complaints as they were known on each day, and the country's figures made safe to publish."""

from projections.statistics.facts import FACTS, ComplaintFactRow

__all__ = ["FACTS", "ComplaintFactRow"]
