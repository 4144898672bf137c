"""The boards of the offices and of the Ombudsmen: SQL views over counters kept with the tables they count."""

from projections.boards.rows import OfficeBoardRow, OmbudsmanBoardRow, WorkloadRow
from projections.boards.tallies import BOARD_TALLIES
from projections.boards.views import BOARDS, boards

__all__ = ["BOARDS", "BOARD_TALLIES", "OfficeBoardRow", "OmbudsmanBoardRow", "WorkloadRow", "boards"]
