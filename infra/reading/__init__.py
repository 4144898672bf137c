"""The journal: who read which personal record, whose commands were refused; kept before the answer leaves."""

from infra.reading.journal import READS, REFUSALS, Journal
from infra.reading.refusals import Refusals

__all__ = ["READS", "REFUSALS", "Journal", "Refusals"]
