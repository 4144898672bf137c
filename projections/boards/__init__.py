"""The boards of the offices and of the Ombudsmen: SQL views over the read tables, so they are never stale."""

from projections.boards.rows import OfficeBoardRow, OmbudsmanBoardRow, WorkloadRow
from projections.boards.views import BOARDS, boards

__all__ = ["BOARDS", "OfficeBoardRow", "OmbudsmanBoardRow", "WorkloadRow", "boards"]
