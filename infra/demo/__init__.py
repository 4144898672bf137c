"""The demonstration register: two years of an institution that exists nowhere, told in the register's own commands."""

from infra.demo.fill import DemonstrationFailed, Filled, NotEmpty, fill
from infra.demo.story import tell

__all__ = ["DemonstrationFailed", "Filled", "NotEmpty", "fill", "tell"]
