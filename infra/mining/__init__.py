"""The register as event logs for process mining: XES (IEEE 1849-2023) and OCEL 2.0.

Pseudonymous by construction: ids of records and officials, capacities, paragraphs and times; no name of a person, no
free text. docs/mining.md says what stands where.
"""

from infra.mining.ocel import write_ocel
from infra.mining.traces import KINDS, Chosen, Clock, Written
from infra.mining.xes import write_xes

__all__ = ["KINDS", "Chosen", "Clock", "Written", "write_ocel", "write_xes"]
