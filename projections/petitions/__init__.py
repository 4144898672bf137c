"""Read models of acts of response."""

from projections.petitions import publication
from projections.petitions.projection import PETITIONS

__all__ = ["PETITIONS", "publication"]
