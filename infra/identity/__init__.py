"""Who is asking: bearer tokens, the keys that prove them, and the demonstration's own issuer.

A token proves only *who* somebody is. What they may do follows from the register itself.
"""

from infra.identity.choice import verifier_of
from infra.identity.demonstration import DemonstrationKey
from infra.identity.keys import Keys, KeysUnusable, keys_at
from infra.identity.tokens import Identity, TokenRefused, Verifier, bearer

__all__ = [
    "DemonstrationKey",
    "Identity",
    "Keys",
    "KeysUnusable",
    "TokenRefused",
    "Verifier",
    "bearer",
    "keys_at",
    "verifier_of",
]
