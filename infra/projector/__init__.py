"""The process side of the read models: following the register, storing batches, parking, rebuilding, the lag."""

from infra.projector.follow import follow
from infra.projector.lag import CAUGHT_UP, Progress, progress
from infra.projector.rebuild import RebuildInterruptedError, RebuildRunningError, measure, rebuild
from infra.projector.runner import Projector

__all__ = [
    "CAUGHT_UP",
    "Progress",
    "Projector",
    "RebuildInterruptedError",
    "RebuildRunningError",
    "follow",
    "measure",
    "progress",
    "rebuild",
]
