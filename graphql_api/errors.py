"""What a client is told when something is wrong: a code, a place, what would be right. Never a value, never a stack.

Messages of GraphQL's own quote what the client sent; here they are put so that no value, and so nobody's personal
data, is repeated. An error that nobody expected becomes an id, under which the log knows its type and place.
"""

import re
from collections.abc import Iterable
from enum import StrEnum
from typing import Any, Final
from uuid import uuid4

from graphql import (
    GraphQLError,
    GraphQLInputType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLSchema,
    GraphQLSyntaxError,
    OperationDefinitionNode,
    is_input_object_type,
    type_from_ast,
)
from graphql.utilities import validate_input_value

from graphql_api.ports import Telemetry


class ErrorCode(StrEnum):
    """Codes of errors that are no answer of the law; a client may rely on each of them."""

    PARSE_FAILED = "PARSE_FAILED"
    VALIDATION_FAILED = "VALIDATION_FAILED"
    BAD_INPUT = "BAD_INPUT"
    BAD_REQUEST = "BAD_REQUEST"
    TOO_LARGE = "TOO_LARGE"
    TOO_COMPLEX = "TOO_COMPLEX"
    RATE_LIMITED = "RATE_LIMITED"
    DOCUMENT_NOT_REGISTERED = "DOCUMENT_NOT_REGISTERED"
    PERSISTED_QUERY_NOT_FOUND = "PERSISTED_QUERY_NOT_FOUND"
    UNAUTHENTICATED = "UNAUTHENTICATED"
    METHOD_NOT_ALLOWED = "METHOD_NOT_ALLOWED"
    NOT_ACCEPTABLE = "NOT_ACCEPTABLE"
    UNSUPPORTED_MEDIA_TYPE = "UNSUPPORTED_MEDIA_TYPE"
    VIEWS_BEHIND = "VIEWS_BEHIND"
    UNAVAILABLE = "UNAVAILABLE"
    INTERNAL = "INTERNAL"


MOST: Final = 20
"""Errors that one answer tells at most: more of the same teach nothing."""


class Fault(GraphQLError):
    """An error that was foreseen: its message is fit for the client as it stands."""

    def __init__(self, code: ErrorCode, message: str, **extensions: Any) -> None:
        super().__init__(message, extensions={"code": code.value, **extensions})


class NotAnswered(Exception):
    """The database refuses a compiled statement; the ordinary executor finds the words for it."""


class Unavailable(Exception):
    """The register or its views cannot be reached now; raised by what implements the ports."""


def presented(
    errors: Iterable[GraphQLError],
    telemetry: Telemetry,
    *,
    schema: GraphQLSchema | None = None,
    operation: OperationDefinitionNode | None = None,
    variables: dict[str, Any] | None = None,
) -> list[GraphQLError]:
    """The errors as the client may see them.

    With the operation that was executed, wrong variables are each told by their own place.
    """
    shown: list[GraphQLError] = []
    wrong_variables = False
    for error in errors:
        if error.message and "code" in (error.extensions or {}):
            shown.append(error)
        elif error.message.startswith("Variable '$") and not error.path and schema and operation:
            if not wrong_variables:
                shown += _variable_faults(schema, operation, variables or {}) or [_bare(error, ErrorCode.BAD_INPUT)]
            wrong_variables = True
        else:
            shown.append(_presented(error, telemetry))
    return shown[:MOST]


def _presented(error: GraphQLError, telemetry: Telemetry) -> GraphQLError:
    cause = error.original_error
    while isinstance(cause, GraphQLError) and cause.original_error is not None:
        cause = cause.original_error
    if isinstance(cause, Fault):
        return GraphQLError(cause.message, error.nodes, path=error.path, extensions=cause.extensions)
    if isinstance(error, GraphQLSyntaxError):
        too_complex = "Parsing aborted" in error.message or "nested too deeply" in error.message
        return _bare(error, ErrorCode.TOO_COMPLEX if too_complex else ErrorCode.PARSE_FAILED)
    if isinstance(cause, RecursionError):
        return Fault(ErrorCode.TOO_COMPLEX, "The document is nested too deeply.")
    if isinstance(cause, Unavailable):
        return _at(error, ErrorCode.UNAVAILABLE, "The register cannot be reached now. Try again in a moment.")
    if cause is None or isinstance(cause, GraphQLError):
        return _bare(error, ErrorCode.VALIDATION_FAILED if error.path is None else ErrorCode.BAD_INPUT)
    error_id = str(uuid4())
    telemetry.unexpected(error_id, cause)
    return _at(
        error,
        ErrorCode.INTERNAL,
        "Something went wrong that should not; it has been noted under the given id.",
        id=error_id,
    )


def _at(error: GraphQLError, code: ErrorCode, message: str, **extensions: Any) -> GraphQLError:
    return GraphQLError(message, error.nodes, path=error.path, extensions={"code": code.value, **extensions})


_FOUND = re.compile(r"[,;.]? ?(but encountered error|[Ff]ound:? |Unexpected (?!<EOF>)).*", re.DOTALL)
_MEANT = re.compile(r" ?Did you mean .*", re.DOTALL)
_VALUE = re.compile(r" (?:an? )?(?:non[- ][^:]{0,40})?value: .*", re.DOTALL)
_QUOTED = re.compile(r'"(?:[^"\\]|\\.)*"?', re.DOTALL)


def without_values(message: str) -> str:
    """A message of GraphQL's own without the values that it quotes and without guesses at what was meant.

    Names that the client wrote stay; names of the schema that it did not write are not told.
    """
    message = _MEANT.sub("", message)
    message = _VALUE.sub(" this value", message)
    message = _FOUND.sub("", message)
    return _QUOTED.sub("this value", message).rstrip(" ,;:.?") + "."


def _bare(error: GraphQLError, code: ErrorCode) -> GraphQLError:
    return GraphQLError(
        without_values(error.message),
        error.nodes,
        error.source,
        error.positions,
        error.path,
        extensions={"code": code.value},
    )


_REQUIRED = re.compile(r"to include required field '(\w+)'")
_UNKNOWN = re.compile(r"not to include unknown field '([A-Za-z_]\w{0,60})?")


class _EnoughError(Exception):
    """As many variables were found wrong as one answer tells; each further one may print all the others."""


def _variable_faults(
    schema: GraphQLSchema, operation: OperationDefinitionNode, variables: dict[str, Any]
) -> list[GraphQLError]:
    """The first wrong variables, each by its place and by what would be right there."""
    faults: list[GraphQLError] = []
    for definition in operation.variable_definitions or ():
        name = definition.variable.name.value
        expected: Any = type_from_ast(schema, definition.type)
        if expected is None or (name not in variables and definition.default_value is not None):
            continue
        if name not in variables:
            if isinstance(expected, GraphQLNonNull):
                faults.append(Fault(ErrorCode.BAD_INPUT, f"Variable ${name} of type {expected} is required."))
            continue

        def told(error: GraphQLError, path: list[str | int], name: str = name, expected: Any = expected) -> None:
            faults.append(_variable_fault(name, expected, error, path))
            if len(faults) >= MOST:
                raise _EnoughError

        try:
            validate_input_value(variables[name], expected, told, hide_suggestions=True)
        except _EnoughError:
            break
    return faults


def _variable_fault(name: str, expected: GraphQLInputType, error: GraphQLError, path: list[str | int]) -> GraphQLError:
    place = _place(name, path)
    at = str(_type_at(expected, path)).rstrip("!")
    if required := _REQUIRED.search(error.message):
        return Fault(ErrorCode.BAD_INPUT, f"{place}.{required[1]} is required.", path=[name, *path, required[1]])
    if unknown := _UNKNOWN.search(error.message):
        named = f" `{unknown[1]}`" if unknown[1] else ""
        return Fault(ErrorCode.BAD_INPUT, f"{place} has a field{named} that {at} does not know.", path=[name, *path])
    detail = f" {error.message}" if error.original_error is None and error.message.startswith("A ") else ""
    return Fault(ErrorCode.BAD_INPUT, f"{place} is not of type {at}.{detail}", path=[name, *path])


def _place(name: str, path: list[str | int]) -> str:
    return f"${name}" + "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path)


def _type_at(expected: Any, path: list[str | int]) -> Any:
    """The input type at a place below a variable."""
    here = expected
    for step in path:
        while isinstance(here, GraphQLNonNull):
            here = here.of_type
        if isinstance(step, int) and isinstance(here, GraphQLList):
            here = here.of_type
        elif is_input_object_type(here) and step in here.fields:
            here = here.fields[str(step)].type
    return here
