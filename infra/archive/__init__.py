"""The archive: the register as files that outlive the product, and the way back into a fresh database.

docs/archive.md is the format. What is written is what is stored, byte for byte, so that positions, ids and proofs are
the same after a restoration.
"""

from infra.archive.export import Exported, export
from infra.archive.manifest import ArchiveRefused
from infra.archive.restore import Restored, restore

__all__ = ["ArchiveRefused", "Exported", "Restored", "export", "restore"]
