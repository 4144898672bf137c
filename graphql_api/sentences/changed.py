"""What changed in a record, in words: a label for each field and part, and its values as people say them.

Labels and quoted values stand side by side, so that nothing needs a case ending: `Status: was “Registered”, is now
“Decided”.` Closed lists tell the words of their values themselves (`Status.words`).
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Any, Final, get_args

from domain.identifiers import MIGRATION, SYSTEM
from domain.posts.events import AbsenceReason
from domain.sealing import ERASED
from domain.text import Language, Text
from graphql_api.sentences.details import Naming
from graphql_api.sentences.fields import PARTS, PLACES, label
from graphql_api.sentences.naming import Named, Names
from graphql_api.sentences.phrases import LONGEST, QUOTED, cited, day_in_words, shortened
from graphql_api.sentences.telling import EARLIER, ITSELF, SOMEBODY
from projections.complaints.rows import ComplaintRow, ComplaintTextRow, TextKind
from projections.petitions.rows import PetitionRow
from projections.posts import PostRow, TenureRow
from projections.rows import Row, columns

_CHANGED: Final = Text(
    kk="{what}: бұрын {before}, енді {after}.",
    ru="{what}: было {before}, стало {after}.",
    en="{what}: was {before}, is now {after}.",
)
_BEGAN: Final = Text(
    kk="Жазба тізілімге енгізілді.", ru="Запись внесена в реестр.", en="The record was entered in the register."
)
_NOT_YET: Final = Text(
    kk="Екінші сәтте жазба тізілімде жоқ.",
    ru="На второй момент записи в реестре нет.",
    en="At the second moment the record is not in the register.",
)
_ADDED: Final = Text(kk="{what}: қосылды.", ru="{what}: добавлено.", en="{what}: added.")
_REMOVED: Final = Text(kk="{what}: енді жоқ.", ru="{what}: больше нет.", en="{what}: no longer there.")
_STOOD: Final = Text(kk=" Бұрынғы деректері — {}.", ru=" Было — {}.", en=" It was — {}.")
_ACT: Final = Text(kk=" Әрекет: {}.", ru=" Действие: {}.", en=" Act: {}.")
_ACTS: Final = Text(kk=" Әрекеттер: {}.", ru=" Действия: {}.", en=" Acts: {}.")
_NOTHING: Final = Text(kk="бос", ru="пусто", en="empty")
_YES: Final = Text(kk="иә", ru="да", en="yes")
_NO: Final = Text(kk="жоқ", ru="нет", en="no")
_ERASED: Final = Text(kk="деректер жойылған", ru="сведения уничтожены", en="data destroyed")
_UNNAMED: Final = {
    Naming.OFFICIAL: SOMEBODY,
    Naming.OFFICE: Text(kk="өкілдік", ru="представительство", en="an office"),
    Naming.POST: Text(kk="лауазым", ru="должность", en="a post"),
    Naming.PERSON: Text(kk="тұлға", ru="лицо", en="a person"),
    Naming.COMPLAINT: Text(kk="басқа шағым", ru="другая жалоба", en="another complaint"),
}
"""What is said of whom and what the reader has no name for."""
_NOBODY: Final = {
    MIGRATION: EARLIER,
    SYSTEM: ITSELF,
}
"""Who acts without being an official."""
OFFICES: Final = frozenset({(ComplaintRow, "offices"), (PetitionRow, "offices")})
"""Columns that hold codes of offices although no field leads from them to offices."""
PARAGRAPHS: Final = frozenset({(PetitionRow, "signed_under"), (PostRow, "proposed"), (PostRow, "delegated")})
"""Columns that hold paragraphs."""
SPANS: Final = frozenset({(ComplaintRow, "suspensions")})
"""Columns that hold spans of days, as FIRST/LAST."""
LISTED: Final[dict[tuple[type[Row], str], type[AbsenceReason]]] = {(TenureRow, "reference"): AbsenceReason}
"""Columns of free words that may hold a value of a closed list instead."""

_MORE: Final = "…"
_MOST: Final = 30
"""Elements of a list that a sentence tells; where both moments have more, those that the other one has not."""


@dataclass(frozen=True)
class Place:
    """Where something changed: the record itself, or one of its parts.

    field: the field that leads to the part; empty for the record itself
    columns: the columns that are shown, each with its field
    names: the columns that hold ids, and of what
    key: what tells the part from its fellows, as the answer shows it
    """

    row: type[Row]
    field: str
    columns: Mapping[str, str]
    names: Mapping[str, Naming]
    key: tuple[Any, ...] = ()

    @property
    def keys(self) -> tuple[str, ...]:
        return self.row.TABLE.key[1:]

    def named(self, column: str) -> Naming | None:
        """What an id in a column is the id of; None for a column that holds none."""
        if (self.row, column) in OFFICES:
            return Naming.OFFICE
        if self.row is ComplaintTextRow and column == "part" and self.key[0] == TextKind.INSTRUCTION.name:
            return Naming.OFFICIAL
        return self.names.get(column)

    def values(self, column: str | None, *states: Any) -> Iterator[tuple[str, Any]]:
        """The columns whose values the words tell, each with one of them.

        column: what changed; None where the whole came or went
        """
        yield from zip(self.keys, self.key, strict=False)
        for state in states:
            if column is not None:
                yield column, state
            elif state is not None:
                yield from ((name, state[shown]) for name, shown in self.columns.items())


def named_in(place: Place, column: str | None, before: Any, after: Any) -> Named:
    """What the words of a change name."""
    found: dict[Naming, set[str]] = {naming: set() for naming in Naming}
    for name, value in place.values(column, before, after):
        naming = place.named(name)
        if naming is not None:
            found[naming].update(value if isinstance(value, list) else [value] if value else [])
    return Named.of(found)


def in_words(
    place: Place, column: str | None, before: Any, after: Any, acts: Sequence[Text], names: Names, language: Language
) -> str:
    """A change as sentences.

    column: what changed; None where the whole record or part came or went, with all its fields
    acts: what was done; of a record that began it is not said, since everything was
    """
    told = _Telling(place, names, language)
    did = dict.fromkeys(act.in_language(language) for act in acts) if place.field or column is not None else {}
    done = (_ACT if len(did) == 1 else _ACTS).in_language(language).format("; ".join(did)) if did else ""
    if column is not None:
        return told.changed(column, before, after) + done
    return told.came(after) + done if before is None else told.went(before) + done


@dataclass(frozen=True)
class _Telling:
    place: Place
    names: Names
    language: Language

    def changed(self, column: str, before: Any, after: Any) -> str:
        before, after = _side_by_side(before, after)
        said = {"before": self._said(column, before), "after": self._said(column, after)}
        what = ", ".join(filter(None, (self._part(), self._(label(self.place.row, column)))))
        return self._(_CHANGED).format(what=_capital(what), **said)

    def came(self, after: Mapping[str, Any]) -> str:
        begun = self._(_ADDED).format(what=_capital(self._part())) if self.place.field else self._(_BEGAN)
        fields = self._fields(after)
        return f"{begun} {_capital(fields)}." if fields else begun

    def went(self, before: Mapping[str, Any]) -> str:
        gone = self._(_REMOVED).format(what=_capital(self._part())) if self.place.field else self._(_NOT_YET)
        fields = self._fields(before)
        return gone + self._(_STOOD).format(fields) if fields else gone

    def _(self, text: Text) -> str:
        return text.in_language(self.language)

    def _fields(self, values: Mapping[str, Any]) -> str:
        """All fields of a state that are not empty."""
        shown = ((column, values[shown]) for column, shown in self.place.columns.items())
        return "; ".join(
            f"{self._(label(self.place.row, column))}: {self._said(column, value)}"
            for column, value in shown
            if value not in (None, [], "")
        )

    def _part(self) -> str:
        """The part by what tells it from its fellows; empty for the record itself."""
        place = self.place
        if not place.field:
            return ""
        called = self._(PARTS[place.row.TABLE.name])
        keys = [(name, value) for name, value in zip(place.keys, place.key, strict=True) if value != ""]
        if all(self._plain(name) for name, _ in keys):
            return " ".join([called, *(str(value) for _, value in keys)])
        return f"{called} ({', '.join(self._telling_apart(name, value) for name, value in keys)})"

    def _telling_apart(self, name: str, value: Any) -> str:
        if self._plain(name):
            return self._(PLACES[self.place.row.TABLE.name]).format(value)
        return self._bare(name, value)

    def _plain(self, column: str) -> bool:
        kind = _kind(self.place.row, column)
        return self.place.named(column) is None and kind in (str, int)

    def _said(self, column: str, value: Any) -> str:
        """A value in its sentence: words in quotes, figures, days and what stands for a value without."""
        if isinstance(value, list) and value:
            told = [self._said(column, each) for each in value[:_MOST]]
            return ", ".join(told if len(value) <= _MOST else [*told, _MORE])
        instead = self._instead(column, value)
        if instead or not self._quoted(column):
            return instead or self._known(column, value)
        known = self._known(column, value)
        return self._(QUOTED).format(_capital(known) if _is_closed_list(_kind(self.place.row, column)) else known)

    def _bare(self, column: str, value: Any) -> str:
        """A value without quotes."""
        return self._instead(column, value) or self._known(column, value)

    def _instead(self, column: str, value: Any) -> str:
        """What is said where there is no value to say, or none that the reader may know; empty where there is."""
        if value in (None, [], ""):
            return self._(_NOTHING)
        if value == _MORE:
            return _MORE
        naming = self.place.named(column)
        name = value if naming is None else self.names.said(naming, value, self.language)
        if name == ERASED:
            return self._(_ERASED)
        return "" if naming is None or name else self._(_NOBODY.get(value, _UNNAMED[naming]))

    def _quoted(self, column: str) -> bool:
        place = self.place.row, column
        return _kind(*place) not in (int, date) and place not in SPANS | PARAGRAPHS

    def _known(self, column: str, value: Any) -> str:
        row, naming, kind = self.place.row, self.place.named(column), _kind(self.place.row, column)
        if naming is not None:
            return self.names.said(naming, value, self.language)
        if isinstance(value, bool):
            return self._(_YES if value else _NO)
        if _is_closed_list(kind):
            return self._(kind[value].words)
        if kind is date:
            return day_in_words(date.fromisoformat(value), self.language)
        if (row, column) in PARAGRAPHS:
            return cited(value, self.language)
        if (row, column) in SPANS:
            return " — ".join(day_in_words(date.fromisoformat(day), self.language) for day in value.split("/"))
        listed = LISTED.get((row, column))
        if listed is not None and value in {each.value for each in listed}:
            return self._(listed(value).words)
        return shortened(" ".join(str(value).split()))


def _side_by_side(before: Any, after: Any) -> tuple[Any, Any]:
    """Two values from where they begin to differ, if they are long: their beginnings alone would read the same."""
    if isinstance(before, list) and isinstance(after, list) and max(len(before), len(after)) > _MOST:
        return _without(before, after), _without(after, before)
    if isinstance(before, str) and isinstance(after, str):
        alike = _alike(before, after)
        if max(len(before), len(after)) > LONGEST and alike > LONGEST // 2:
            start = max(before.rfind(" ", 0, alike - LONGEST // 4) + 1, alike - LONGEST // 2)
            return f"{_MORE} {before[start:]}", f"{_MORE} {after[start:]}"
    return before, after


def _alike(before: str, after: str) -> int:
    """How many characters two texts have in common at their beginning."""
    pairs = enumerate(zip(before, after, strict=False))
    return next((at for at, (one, other) in pairs if one != other), min(len(before), len(after)))


def _without(these: Sequence[Any], others: Iterable[Any]) -> list[Any]:
    known = {*others}
    left = [each for each in these if each not in known]
    return ([_MORE] if len(left) < len(these) else []) + left


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def _is_closed_list(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, Enum)


def _kind(row: type[Row], column: str) -> Any:
    """The type of a column's values, or of the elements where it holds a list."""
    (kind,) = (each.type for each in columns(row) if each.name == column)
    return get_args(kind)[0] if get_args(kind) else kind
