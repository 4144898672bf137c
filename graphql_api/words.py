"""Names and descriptions of the schema, taken from where the domain and the read models already say them."""

import ast
import inspect
import re
from enum import Enum
from functools import cache
from typing import Any

KINDS = {
    "calendar": "Calendar",
    "complaints": "Complaint",
    "measures": "Measure",
    "offices": "Office",
    "officials": "Official",
    "persons": "Person",
    "petitions": "Petition",
    "posts": "Post",
}
"""Packages of the domain and the word that tells their types apart in the schema."""


def camel(name: str) -> str:
    """`received_on` as `receivedOn`; a name that is camel case already stays."""
    head, *rest = name.split("_")
    return head + "".join(part[:1].upper() + part[1:] for part in rest)


def lower_first(name: str) -> str:
    """`AcceptComplaint` as `acceptComplaint`."""
    return name[:1].lower() + name[1:]


def type_name(cls: type[Any]) -> str:
    """A type's name in the schema: its own, preceded by its kind where it does not name the kind itself.

    `Status` of complaints is `ComplaintStatus`; `PostKind` of posts stays `PostKind`.
    """
    package = cls.__module__.split(".")
    kind = KINDS.get(package[1], "") if len(package) > 1 and package[0] == "domain" else ""
    return cls.__name__ if not kind or kind in cls.__name__ else kind + cls.__name__


def readable(name: str) -> str:
    """`UNDER_EXAMINATION` as `Under examination.`"""
    return name.replace("_", " ").capitalize() + "."


def summary_of(cls: type[Any]) -> str:
    """The first paragraph of a class's own docstring, on one line."""
    text = inspect.cleandoc(cls.__doc__ or "").split("\n\n", 1)[0]
    return " ".join(line.strip() for line in text.splitlines())


_LINE = re.compile(r"^\s*(\w+): (.+)$")


@cache
def value_docs(cls: type[Enum]) -> dict[str, str]:
    """What each value of an enum means: its attribute docstring, its title words, or its own name made readable."""
    docs = {member.name: readable(member.name) for member in cls}
    for member in cls:
        title = getattr(member, "words", None)
        if title is not None:
            docs[member.name] = f"{title.en[0].upper()}{title.en[1:]}."
    docs.update(_attribute_docs(cls))
    return docs


def _attribute_docs(cls: type[Enum]) -> dict[str, str]:
    body = ast.parse(inspect.cleandoc("\n" + inspect.getsource(cls))).body[0]
    assert isinstance(body, ast.ClassDef)
    found: dict[str, str] = {}
    for statement, following in zip(body.body, body.body[1:], strict=False):
        match statement, following:
            case ast.Assign(targets=[ast.Name(id=name)]), ast.Expr(value=ast.Constant(value=str(text))):
                found[name] = " ".join(text.split())
    return found
