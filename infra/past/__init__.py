"""The register as it stood: questions answered from the prefix of what was recorded, by the same rules as today's."""

from infra.past.answering import Pasts

__all__ = ["Pasts"]
