"""The journal of reads: who read which personal record, kept before the answer leaves."""

from infra.reading.journal import Journal

__all__ = ["Journal"]
