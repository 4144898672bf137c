"""Full-text search over complaints, petitions and persons in Kazakh, Russian and English."""

from projections.search.projection import SEARCH

__all__ = ["SEARCH"]
