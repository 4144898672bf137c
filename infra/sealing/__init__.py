"""Keys of persons and records: sealing personal values on their way to the store, opening them on the way back."""

from infra.sealing.keks import KeysUnavailableError, kek_source
from infra.sealing.keyring import Keyring, OwnerErasedError
from infra.sealing.presence import Presence

__all__ = ["Keyring", "KeysUnavailableError", "OwnerErasedError", "Presence", "kek_source"]
