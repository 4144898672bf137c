"""The trail as a file: any part of it that its reader may see, streamed in constant memory as CSV or NDJSON."""

from infra.trail.entries import Export, Part
from infra.trail.forms import FORMS, Form
from infra.trail.wanted import CONDITIONS, Wanted, WrongConditionError, wanted

__all__ = ["CONDITIONS", "FORMS", "Export", "Form", "Part", "Wanted", "WrongConditionError", "wanted"]
