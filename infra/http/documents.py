"""The registry file of trusted documents: a JSON object from an id to a document, as client compilers write it.

Every document is prepared when the process starts, so that a registry that does not fit the schema is told before
anybody asks.
"""

from collections.abc import Iterator
from pathlib import Path

import msgspec
from graphql import GraphQLError, GraphQLSchema

from graphql_api.documents import Prepared, Trusted, prepare
from graphql_api.errors import without_values
from infra.settings import SettingRefused

LARGEST = 64 * 1024 * 1024
"""Bytes that a registry may have."""
TOLD = 20
"""Mistakes that are told at once."""


class RegistryRefused(SettingRefused):
    """A registry that cannot be used; the text has a line for each mistake, with the id and the place."""

    def __init__(self, mistakes: str) -> None:
        super().__init__("OMBUDSMAN_DOCUMENTS", mistakes)


def trusted(path: Path | None, schema: GraphQLSchema, *, only: bool) -> Trusted:
    """The registered documents of a file; none without one. only: no other documents run. Raises RegistryRefused."""
    if path is None:
        return Trusted(only=only)
    registered = _read(path)
    mistakes = [line for id_, text in registered.items() for line in _mistakes(id_, prepare(schema, text))]
    if mistakes:
        more = [f"and {len(mistakes) - TOLD} more"] if len(mistakes) > TOLD else []
        raise RegistryRefused("\n".join([f"{path.name} has documents that cannot run:", *mistakes[:TOLD], *more]))
    return Trusted(registered, only)


def _read(path: Path) -> dict[str, str]:
    try:
        if path.stat().st_size > LARGEST:
            raise RegistryRefused(f"{path.name} is larger than {LARGEST // 1024**2} MiB.")
        registered = msgspec.json.decode(path.read_bytes(), type=dict[str, str])
    except OSError as error:
        raise RegistryRefused(f"{path.name} cannot be read: {(error.strerror or 'no such file').lower()}.") from None
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise RegistryRefused(
            f"{path.name} must be a JSON object of ids with the text of a document each: {error}"
        ) from None
    if "" in registered:
        raise RegistryRefused(f"{path.name} has a document without an id.")
    return registered


def _mistakes(id_: str, prepared: Prepared) -> Iterator[str]:
    for fault in prepared.faults:
        message = fault.message if "code" in (fault.extensions or {}) else without_values(fault.message)
        yield f"  {id_}{_place(fault)}: {message}"


def _place(fault: GraphQLError) -> str:
    return f", line {fault.locations[0].line}, column {fault.locations[0].column}" if fault.locations else ""
