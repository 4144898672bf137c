"""Read models of complaints: rows, and the handlers by part of a complaint's life."""

from projections.complaints import access, course, intake, outcome
from projections.complaints.projection import COMPLAINTS

__all__ = ["COMPLAINTS", "access", "course", "intake", "outcome"]
