"""The register's civil calendar: all offices keep one time (UTC+5 since 1 March 2024), so one instant has one day."""

from datetime import date, datetime
from typing import Final
from zoneinfo import ZoneInfo

CIVIL: Final = ZoneInfo("Asia/Almaty")


def civil_day(instant: datetime) -> date:
    """The civil day of an instant that knows its own time zone."""
    return instant.astimezone(CIVIL).date()
