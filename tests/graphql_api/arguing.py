"""Arguments of composed operations: windows, filters and values that mean something in the register asked, or nothing.

Any value may come by a variable, in one of the ways that GraphQL has: given, by default, absent, null, bare for a list.
"""

from dataclasses import dataclass, field
from random import Random
from typing import Any, Final

from graphql import (
    FieldNode,
    GraphQLArgument,
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputField,
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLList,
    GraphQLNonNull,
    get_named_type,
    is_leaf_type,
    is_required_argument,
)
from graphql.utilities import value_from_ast_untyped

from tests.graphql_api.literals import Name, Variable, drawn_value, holds_variable, literal, plain

NONSENSE: Final[dict[str, tuple[Any, ...]]] = {
    "String": (
        "",
        "ә Қ",
        "it's",
        '"',
        "\\",
        "%_",
        "{a,b}",
        "line\nbreak",
        "\x00",
        "😀",
        "NULL",
        "а" * 300,
        "\x02person \x03",
    ),
    "ID": ("", "complaint-", "complaint-x", "nothing", "office-71-", "person-\x00", "'"),
    "Int": (0, 1, -1, 7, 2**31 - 1, -(2**31), 2**31),
    "Date": ("2026-06-30", "0001-01-01", "9999-12-31", "2026-02-30", "today"),
    "DateTime": ("2026-01-01T00:00:00Z", "2026-01-01T05:00:00.123456+05:00", "0001-01-01T00:00:00Z", "2026-01-01"),
    "Position": (0, 1, 40, 2**53 - 1, -1),
    "UUID": ("00000000-0000-4000-8000-000000000000", "x"),
    "JSON": (None, {"a": [1]}),
}
"""Values of each scalar that no register holds, or none should take."""
CURSORS: Final = frozenset({"after", "before"})


@dataclass(frozen=True)
class Known:
    """What the register asked holds: values by column, cursors by listing and order, ids of records."""

    values: dict[str, list[Any]]
    cursors: dict[tuple[str, str], list[str]]
    ids: list[str]


@dataclass
class Arguing:
    """Writes arguments and declares the variables that they need."""

    random: Random
    known: Known
    _declared: list[str] = field(default_factory=list)
    _given: dict[str, Any] = field(default_factory=dict)
    _count: int = 0

    def _chance(self, share: float) -> bool:
        return self.random.random() < share

    def _fresh(self, letter: str) -> str:
        self._count += 1
        return f"{letter}{self._count}"

    def _arguments(self, name: str, definition: GraphQLField, node: FieldNode) -> str:
        if not definition.args:
            return ""
        drawn = {a.name.value: value_from_ast_untyped(a.value) for a in node.arguments or ()}
        if "order" in definition.args:
            values = self._page(name, definition)
        else:
            values = {
                key: self._argument(key, argument, drawn.get(key))
                for key, argument in definition.args.items()
                if is_required_argument(argument) or (key != "asOf" and self._chance(0.9 if key == "first" else 0.6))
            }
        if "filter" in definition.args and self._chance(0.4):
            kind: Any = definition.args["filter"].type
            values["filter"] = (
                self._condition(kind, 0) if self._chance(0.7) else self._rewritten(kind, drawn.get("filter"))
            )
        given = [
            f"{key}: {literal(self._varied(definition.args[key].type, value, key))}" for key, value in values.items()
        ]
        self.random.shuffle(given)
        return f"({', '.join(given)})" if given else ""

    def _page(self, listing: str, definition: GraphQLField) -> dict[str, Any]:
        """A window on a connection: forward, back, from a cursor, or none."""
        orders: Any = get_named_type(definition.args["order"].type)
        order = self.random.choice([*orders.values])
        chosen: dict[str, Any] = {"order": Name(order)} if self._chance(0.7) else {}
        order = order if chosen else next(iter(orders.values))
        cursors: list[str | None] = [*self.known.cursors.get((listing, order), ())] or [None]
        size = self.random.choice((1, 2, 3, 5)) if self._chance(0.95) else self.random.choice(NONSENSE["Int"])
        match self.random.randrange(9):
            case 0 | 7:
                chosen["first"] = size
            case 1:
                chosen |= {"first": size, "after": self.random.choice(cursors)}
            case 2:
                chosen["last"] = size
            case 3:
                chosen |= {"last": size, "before": self.random.choice(cursors)}
            case 4:
                chosen |= {"first": size, "before": self.random.choice(cursors), "last": None}
            case 5 if self._chance(0.2):
                chosen |= {"after": self.random.choice(("", "WyJ4Il0", "ә", None)), "first": size, "before": None}
            case 6 if self._chance(0.2):
                chosen |= {"first": size, "last": 2}
        return chosen

    def _argument(self, key: str, argument: GraphQLArgument, drawn: Any) -> Any:
        if key in ("id", "number", "code") and self._chance(0.85):
            pool = self.known.ids if key == "id" else self.known.values.get(key, [])
            return self.random.choice([v for v in pool if isinstance(v, str)] or ["x"])
        if key == "first" and self._chance(0.9):
            return self.random.randint(0, 4)
        if self._chance(0.1) and is_leaf_type(get_named_type(argument.type)):
            return drawn_value(drawn, argument.type)
        return self._rewritten(argument.type, drawn, key)

    def _rewritten(self, kind: GraphQLInputType, drawn: Any, column: str = "") -> Any:
        """A drawn value whose leaves may become values that the register holds."""
        bare: Any = kind.of_type if isinstance(kind, GraphQLNonNull) else kind
        if drawn is None:
            return self._leaf(bare, column) if bare is not kind and is_leaf_type(bare) else None
        if isinstance(bare, GraphQLList):
            return (
                [self._rewritten(bare.of_type, each, column) for each in drawn[:4]] if isinstance(drawn, list) else []
            )
        if isinstance(bare, GraphQLInputObjectType):
            operators = "isNull" in bare.fields
            return {
                name: self._rewritten(bare.fields[name].type, value, column if operators else name)
                for name, value in drawn.items()
            }
        return self._leaf(bare, column)

    def _leaf(self, kind: Any, column: str) -> Any:
        if isinstance(kind, GraphQLEnumType):
            return Name(self.random.choice([*kind.values]))
        if kind.name == "Boolean":
            return self._chance(0.5)
        wanted: Any = int if kind.name in ("Int", "Position") else str
        pool = [v for v in self.known.values.get(column, []) if isinstance(v, wanted) and not isinstance(v, bool)]
        if pool and self._chance(0.85):
            value = self.random.choice(pool)
            return (
                value[: self.random.randint(1, 8)]
                if wanted is str and kind.name == "String" and self._chance(0.2)
                else value
            )
        return self.random.choice(NONSENSE[kind.name])

    def _condition(self, kind: Any, depth: int) -> Any:
        """A filter of one or a few conditions that may hold."""
        if depth < 3 and "and" in kind.fields and self._chance(0.25):
            word = self.random.choice(("and", "or", "not"))
            if word == "not":
                return {word: self._condition(kind, depth + 1)}
            return {word: [self._condition(kind, depth + 1) for _ in range(self.random.randint(0, 2))]}
        made: dict[str, Any] = {}
        for name in self.random.sample([*kind.fields], min(len(kind.fields), self.random.choice((1, 1, 2)))):
            if name in ("and", "or", "not"):
                continue
            of: Any = get_named_type(kind.fields[name].type)
            if not isinstance(of, GraphQLInputObjectType):
                made[name] = self._leaf(of, name)
            elif "isNull" in of.fields:
                made[name] = self._operator(of, name)
            else:
                made[name] = self._condition(of, depth + 1)
        return made

    def _operator(self, of: GraphQLInputObjectType, column: str) -> Any:
        operator = self.random.choice([*of.fields])
        place: GraphQLInputField = of.fields[operator]
        if isinstance(place.type, GraphQLList):
            inner: Any = get_named_type(place.type)
            value: Any = [self._leaf(inner, column) for _ in range(self.random.choice((0, 1, 1, 2, 3)))]
            if value and self._chance(0.2):
                value[0] = self._varied(place.type.of_type, value[0], "")
            if len(value) == 1 and self._chance(0.3):
                (value,) = value
        else:
            value = self._leaf(place.type, column)
        if self._chance(0.15) and value is not None and not holds_variable(value):
            value = self._varied(place.type, value, "")
        return {operator: value}

    def _varied(self, kind: Any, value: Any, key: str) -> Any:
        """The value, or a variable that brings it in one of the ways that there are."""
        if not self._chance(0.35) or holds_variable(value):
            return value
        name, bare = self._fresh("v"), kind.of_type if isinstance(kind, GraphQLNonNull) else kind
        given = plain(value)
        if str(bare) == "ID" and self._chance(0.05):
            given = 7
        if self._chance(0.03):
            given = self.random.choice(([], {}, "x", 1.5, True))
        if isinstance(given, list) and len(given) == 1 and self._chance(0.3):
            (given,) = given
        match self.random.randrange(4):
            case 0 if value is not None:
                self._declared.append(f"${name}: {kind} = {literal(value)}")
            case 1 if value is not None:
                self._declared.append(f"${name}: {bare} = {literal(value)}")
                self._given[name] = None if bare is kind and self._chance(0.4) else given
            case 2 if bare is kind and key not in CURSORS:
                self._declared.append(f"${name}: {kind}")
                if self._chance(0.5):
                    self._given[name] = None
            case _:
                self._declared.append(f"${name}: {kind}")
                self._given[name] = given
        return Variable(name)
