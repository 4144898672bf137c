"""Whom and what a sentence names: ids of officials, offices and posts, and how each is called for people."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from domain.identifiers import MIGRATION, SYSTEM
from domain.text import Language, Text
from graphql_api.sentences.details import IDS_IN_DETAILS, Naming
from projections.audit import AuditRow
from projections.complaints.rows import ComplaintRow
from projections.offices import OfficeRow
from projections.officials import OfficialRow
from projections.persons import PersonRow
from projections.posts import PostRow

NOBODY_IN_PARTICULAR = frozenset({MIGRATION, SYSTEM})
"""Actors that are no officials: the register says of them what it did by itself."""


@dataclass(frozen=True)
class Named:
    """The ids that sentences name. offices: by their codes"""

    officials: frozenset[str] = frozenset()
    offices: frozenset[str] = frozenset()
    posts: frozenset[str] = frozenset()
    persons: frozenset[str] = frozenset()
    complaints: frozenset[str] = frozenset()

    @classmethod
    def of(cls, ids: Mapping[Naming, Iterable[str]]) -> "Named":
        return cls(*(frozenset(ids.get(naming, ())) for naming in Naming))


@dataclass(frozen=True)
class Names:
    """What is called how, as far as the reader may know. A name that is not there is not said.

    complaints: their numbers
    """

    officials: Mapping[str, str] = field(default_factory=dict)
    offices: Mapping[str, Text] = field(default_factory=dict)
    posts: Mapping[str, str] = field(default_factory=dict)
    persons: Mapping[str, str] = field(default_factory=dict)
    complaints: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(
        cls,
        officials: Iterable[OfficialRow],
        offices: Iterable[OfficeRow],
        posts: Iterable[PostRow],
        persons: Iterable[PersonRow] = (),
        complaints: Iterable[ComplaintRow] = (),
    ) -> "Names":
        """The names that visible rows hold. A post is called by its number where its title says nothing."""
        return cls(
            {row.id: row.name for row in officials},
            {row.code: Text(kk=row.name_kk, ru=row.name_ru, en=row.name_en) for row in offices},
            {row.id: row.title or row.number for row in posts},
            {row.id: row.name for row in persons},
            {row.id: row.number for row in complaints},
        )

    def said(self, naming: Naming, id: str, language: Language) -> str:
        """What an id is called; empty for what the reader has no name for."""
        match naming:
            case Naming.OFFICIAL:
                return self.officials.get(id, "")
            case Naming.OFFICE:
                office = self.offices.get(id)
                return office.in_language(language) if office is not None else ""
            case Naming.POST:
                return self.posts.get(id, "")
            case Naming.PERSON:
                return self.persons.get(id, "")
            case Naming.COMPLAINT:
                return self.complaints.get(id, "")


def own_name(stream: str) -> tuple[Naming | None, str]:
    """What names the record of a stream that bears no number, and the id by which it is called for people."""
    kind, _, place = stream.partition("-")
    match kind:
        case "official":
            return Naming.OFFICIAL, stream
        case "office" | "staffing":
            return Naming.OFFICE, place
    return None, stream


def named(lines: Iterable[AuditRow]) -> Named:
    """What the sentences of these entries name."""
    found: dict[Naming, set[str]] = {naming: set() for naming in Naming}
    for line in lines:
        if line.actor not in NOBODY_IN_PARTICULAR:
            found[Naming.OFFICIAL].add(line.actor)
        if line.office is not None:
            found[Naming.OFFICE].add(line.office)
        if line.acting_for is not None:
            found[Naming.POST].add(line.acting_for)
        own, id = own_name(line.stream)
        if own is not None:
            found[own].add(id)
        for name, naming in IDS_IN_DETAILS.items():
            value = line.payload.get(name)
            if isinstance(value, str):
                found[naming].add(value)
    return Named.of(found)
