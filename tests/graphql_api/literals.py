"""Values of composed arguments: as they stand in a document, and as JSON brings them in variables."""

import json
from dataclasses import dataclass
from typing import Any

from graphql import GraphQLEnumType, get_named_type


class Name(str):
    """A value of an enumeration, written without quotation marks."""

    __slots__ = ()


@dataclass(frozen=True)
class Variable:
    """A variable where a value could stand."""

    name: str


def drawn_value(drawn: Any, kind: Any) -> Any:
    """A drawn value as it came; names of enumerations were drawn as words."""
    named = get_named_type(kind)
    return Name(drawn) if isinstance(named, GraphQLEnumType) and isinstance(drawn, str) else drawn


def holds_variable(value: Any) -> bool:
    if isinstance(value, list | dict):
        return any(map(holds_variable, value.values() if isinstance(value, dict) else value))
    return isinstance(value, Variable)


def plain(value: Any) -> Any:
    """A value as JSON brings it."""
    if isinstance(value, list):
        return [plain(each) for each in value]
    if isinstance(value, dict):
        return {name: plain(each) for name, each in value.items()}
    return str(value) if isinstance(value, Name) else value


def literal(value: Any) -> str:
    """A value as it stands in a document."""
    if isinstance(value, Variable):
        return f"${value.name}"
    if isinstance(value, Name):
        return str(value)
    if isinstance(value, list):
        return f"[{', '.join(map(literal, value))}]"
    if isinstance(value, dict):
        return f"{{{', '.join(f'{name}: {literal(each)}' for name, each in value.items())}}}"
    return json.dumps(value, ensure_ascii=False)
