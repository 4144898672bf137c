"""Input types derived from the domain's structs: fields, nested values, closed lists, constraints and their meaning.

A command is declared once in the domain; its input here follows, and so does what a client is told of each field.
"""

import types
from collections.abc import Iterable
from dataclasses import MISSING, fields, is_dataclass
from datetime import date, datetime
from enum import Enum
from functools import cache
from typing import Annotated, Any, Union, cast, get_args, get_origin, get_type_hints
from uuid import UUID

import msgspec
import strawberry
from msgspec import NODEFAULT, Meta, Struct
from strawberry import UNSET

from domain import identifiers
from domain.message import PERSONAL, field_docs, summary
from graphql_api.words import summary_of, type_name, value_docs

IDS = frozenset(
    getattr(identifiers, name)
    for name in ("ComplaintId", "PetitionId", "MeasureId", "PersonId", "OfficialId", "PostId", "CompartmentId")
)
"""Types of the domain that name a record: `ID` in the schema."""


@cache
def enum_type(cls: type[Enum]) -> type[Enum]:
    """The schema's enum for a closed list of the domain, every value described."""
    strawberry.enum(cls, name=type_name(cls), description=summary_of(cls))
    docs = value_docs(cls)
    for value in cls.__strawberry_definition__.values:  # type: ignore[attr-defined]
        value.description = docs[value.name]
    return cls


@cache
def input_type(struct: type[Struct]) -> type[Any]:
    """The input type of a struct of the domain."""
    return make_input(f"{type_name(struct)}Input", summary(struct), *fields_of(struct))


def fields_of(struct: type[Struct]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Annotations and Strawberry fields of a struct's input."""
    hints = get_type_hints(struct, include_extras=True)
    docs = field_docs(struct)
    annotations: dict[str, Any] = {}
    body: dict[str, Any] = {}
    for field in msgspec.structs.fields(struct):
        annotations[field.name] = graphql_type(hints[field.name])
        body[field.name] = _field(field, _described(docs.get(field.name, ""), hints[field.name]))
    return annotations, body


def make_input(name: str, description: str, annotations: dict[str, Any], body: dict[str, Any]) -> type[Any]:
    """A Strawberry input type from annotations and fields; fields without a default come first, as dataclasses want."""
    order = sorted(annotations, key=lambda field: _has_default(body[field]))
    ordered = {field: annotations[field] for field in order}
    cls = type(name, (), {"__annotations__": ordered, **body, "__module__": __name__})
    return strawberry.input(cls, name=name, description=description)


def _has_default(field: Any) -> bool:
    return field.default is not MISSING or field.default_factory is not MISSING


def graphql_type(hint: Any) -> Any:
    """What a Python type of the domain is in the schema. Raises TypeError for a type that has no counterpart."""
    if hint in IDS:
        return strawberry.ID
    origin, parts = get_origin(hint), get_args(hint)
    if origin is Annotated:
        return graphql_type(parts[0])
    if origin in (Union, types.UnionType):
        inner = [part for part in parts if part is not type(None)]
        if len(inner) != 1:
            raise TypeError(f"a choice of several types has no input type: {hint}")
        return graphql_type(inner[0]) | None if len(inner) < len(parts) else graphql_type(inner[0])
    if origin in (tuple, list, frozenset):
        return types.GenericAlias(list, (graphql_type(parts[0]),))
    if isinstance(hint, type) and issubclass(hint, Struct):
        return input_type(hint)
    if isinstance(hint, type) and issubclass(hint, Enum):
        return enum_type(hint)
    if hint in (str, int, bool, float, date, datetime, UUID):
        return hint
    supertype = getattr(hint, "__supertype__", None)
    if supertype is not None:
        return graphql_type(supertype)
    raise TypeError(f"no input type for {hint!r}")


def _field(field: msgspec.structs.FieldInfo, description: str) -> Any:
    """The input field of a struct's field; what is left out is left to the domain."""
    if field.required:
        return strawberry.field(description=description)
    if field.default_factory is not NODEFAULT or isinstance(field.default, tuple | frozenset):
        return strawberry.field(description=description, default_factory=list)
    return strawberry.field(description=description, default=UNSET if field.default is None else field.default)


def _described(doc: str, hint: Any) -> str:
    sentence = doc[:1].upper() + doc[1:]
    limits = ", ".join(_limits(hint))
    return f"{sentence} ({limits})." if limits else f"{sentence}."


def _limits(hint: Any) -> Iterable[str]:
    if get_origin(hint) is not Annotated:
        for part in get_args(hint):
            yield from _limits(part)
        return
    inner = get_args(hint)[0]
    of = "characters" if inner is str else "entries"
    for meta in get_args(hint)[1:]:
        if isinstance(meta, Meta):
            if meta.max_length is not None:
                yield f"{meta.min_length or 0}–{meta.max_length} {of}"
            if meta.ge is not None:
                yield f"at least {meta.ge}"
            if meta.le is not None:
                yield f"at most {meta.le}"
            if (meta.extra or {}).get(PERSONAL):
                yield "personal"


def plain(value: Any) -> Any:
    """An input value as builtins for `msgspec.convert`: what the client left out is left out."""
    if is_dataclass(value) and not isinstance(value, type):
        return {f.name: plain(v) for f in fields(value) if (v := getattr(value, f.name)) is not UNSET}
    if isinstance(value, list):
        return [plain(item) for item in value]
    if isinstance(value, Enum):
        return value.value
    return cast(Any, value)
