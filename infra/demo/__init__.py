"""The demonstration register: two years of an institution that exists nowhere, told in the register's own commands."""

from infra.demo.fill import DemonstrationFailed, Filled, NotEmpty, fill

__all__ = ["DemonstrationFailed", "Filled", "NotEmpty", "fill"]
