"""Who serves in the demonstration, in which post, from when until when: whoever acts in a story is looked up here."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from random import Random

from domain.identifiers import CENTRE, OfficialId, PostId
from domain.standing import HEAD_POST, OMBUDSMAN_POST, representative_post


@dataclass(frozen=True)
class Span:
    """Somebody in a post, or acting for it: from a day on, up to but not including another."""

    official: OfficialId
    since: date
    until: date | None = None

    def covers(self, day: date) -> bool:
        return self.since <= day and (self.until is None or day < self.until)


@dataclass
class House:
    """The posts with their holders over time."""

    holders: dict[PostId, list[Span]] = field(default_factory=dict)
    acting: dict[PostId, list[Span]] = field(default_factory=dict)
    employees: dict[str, list[PostId]] = field(default_factory=dict)
    """Posts of employees by office."""
    deputy_heads: list[PostId] = field(default_factory=list)
    deputies: dict[str, PostId] = field(default_factory=dict)
    """Posts of deputies of Representatives by office."""

    def seat(self, post: PostId, official: OfficialId, since: date) -> None:
        """Somebody takes a post; whoever held it leaves on that day."""
        self.vacate(post, since)
        self.holders.setdefault(post, []).append(Span(official, since))

    def vacate(self, post: PostId, on: date) -> None:
        spans = self.holders.get(post, [])
        if spans and spans[-1].until is None:
            spans[-1] = Span(spans[-1].official, spans[-1].since, on)

    def holder(self, post: PostId, day: date) -> OfficialId | None:
        return next((span.official for span in self.holders.get(post, []) if span.covers(day)), None)

    def serving(self, post: PostId, day: date) -> OfficialId:
        """Who exercises the powers of a post on a day: its holder, or the deputy who acts."""
        acting = next((span.official for span in self.acting.get(post, []) if span.covers(day)), None)
        official = acting or self.holder(post, day)
        if official is None:
            raise LookupError(f"nobody serves in {post} on {day}")
        return official

    def ombudsman(self, day: date) -> OfficialId:
        return self.serving(OMBUDSMAN_POST, day)

    def head(self, day: date) -> OfficialId:
        return self.serving(HEAD_POST, day)

    def examiner(self, office: str, day: date) -> OfficialId:
        """Who decides complaints of an office: its Representative, in the Centre the Ombudsman."""
        return self.ombudsman(day) if office == CENTRE else self.serving(representative_post(office), day)

    def director(self, office: str, day: date) -> OfficialId:
        """Who arranges the work of an office: its Representative, in the Centre the Head."""
        return self.head(day) if office == CENTRE else self.examiner(office, day)

    def staff(self, office: str, day: date) -> Iterator[OfficialId]:
        for post in self.employees[office]:
            official = self.holder(post, day)
            if official is not None:
                yield official

    def clerk(self, office: str, day: date, chance: Random) -> OfficialId:
        """An employee of the office; in an office without any, whoever directs it."""
        return chance.choice([*self.staff(office, day)] or [self.director(office, day)])

    def same_or(self, official: OfficialId, office: str, day: date, chance: Random) -> OfficialId:
        """The official who had the matter in hand, or another if that one has left."""
        here = [*self.staff(office, day), self.director(office, day)]
        return official if official in here else self.clerk(office, day, chance)
