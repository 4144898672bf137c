"""The one test vocabulary of the domain: `given(facts).when(command, by=HEAD).then(events)` or `.refused(code)`.

Every scenario begins in the small register of `small_register()` unless another one is handed over.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from domain.decider import Decision
from domain.identifiers import OfficialId
from domain.message import Act, Command, Event
from domain.record import Kind, World
from domain.refusal import Refusal, RefusalCode
from tests.domain.memory import FOUNDED, NAMESPACE, TODAY, Fact, Facts, Register, at, stream, uuid
from tests.domain.small_register import (
    AUDITOR,
    DELEGATE,
    DELEGATED,
    DEPUTY_HEAD,
    DEPUTY_REPRESENTATIVE_71,
    EMPLOYEE_00,
    EMPLOYEE_71,
    EMPLOYEE_75,
    HEAD,
    OMBUDSMAN,
    POST_DELEGATE,
    POST_DEPUTY_71,
    POST_DEPUTY_HEAD,
    POST_EMPLOYEE_00,
    POST_EMPLOYEE_71,
    POST_EMPLOYEE_75,
    POST_HEAD,
    POST_OMBUDSMAN,
    POST_VACANT_71,
    REPRESENTATIVE_10,
    REPRESENTATIVE_71,
    REPRESENTATIVE_75,
    STRANGER,
    head_is_absent,
    representative_is_absent,
    representative_post,
    small_register,
)

S = TypeVar("S")

__all__ = [
    "AUDITOR",
    "DELEGATE",
    "DELEGATED",
    "DEPUTY_HEAD",
    "DEPUTY_REPRESENTATIVE_71",
    "EMPLOYEE_00",
    "EMPLOYEE_71",
    "EMPLOYEE_75",
    "FOUNDED",
    "HEAD",
    "NAMESPACE",
    "OMBUDSMAN",
    "POST_DELEGATE",
    "POST_DEPUTY_71",
    "POST_DEPUTY_HEAD",
    "POST_EMPLOYEE_00",
    "POST_EMPLOYEE_71",
    "POST_EMPLOYEE_75",
    "POST_HEAD",
    "POST_OMBUDSMAN",
    "POST_VACANT_71",
    "REPRESENTATIVE_10",
    "REPRESENTATIVE_71",
    "REPRESENTATIVE_75",
    "STRANGER",
    "TODAY",
    "Fact",
    "Facts",
    "Given",
    "Register",
    "Then",
    "When",
    "at",
    "given",
    "head_is_absent",
    "representative_is_absent",
    "representative_post",
    "small_register",
    "stream",
    "uuid",
]


@dataclass(frozen=True)
class Given:
    """The register before the act."""

    register: Register

    def when(self, command: Command, *, by: OfficialId = OMBUDSMAN, on: date = TODAY, **options: Any) -> When:
        """The act. Options: `effective` (a day or None), `migration`, `command_id`."""
        answer, world = self.register.decide(command, by=by, on=on, **options)
        return When(self.register, answer, on, world)


@dataclass(frozen=True)
class When:
    """The register's answer to the act, waiting to be judged by `then` or `refused`."""

    register: Register
    answer: Decision | Refusal
    on: date
    world: World

    def then(self, *expected: Event | type[Event] | tuple[str, Event | type[Event]]) -> Then:
        """The act was done with exactly these events in the command's own record, a type standing for any of it.

        Events of other streams are given as (stream, event); they are compared, exactly, only if one is given.
        """
        assert isinstance(self.answer, Decision), f"refused: {self.answer}"
        own = [event for stream, event in self.answer.writes if stream == self.answer.stream]
        others = [write for write in self.answer.writes if write[0] != self.answer.stream]
        _same(own, [e for e in expected if not isinstance(e, tuple)])
        if foreign := [e for e in expected if isinstance(e, tuple)]:
            assert [s for s, _ in others] == [s for s, _ in foreign], f"written: {others}"
            _same([e for _, e in others], [e for _, e in foreign])
        return self.done()

    def done(self) -> Then:
        """The act was done, whatever its events; they are recorded, so that the story may go on."""
        assert isinstance(self.answer, Decision), f"refused: {self.answer}"
        self.register.append(self.answer, self.on)
        return Then(self.register, self.answer)

    def refused(
        self, code: RefusalCode, *, paragraph: str | None = None, path: tuple[str, ...] | None = None
    ) -> Refusal:
        """The act was refused for this reason, in three languages, and nothing was written."""
        assert isinstance(self.answer, Refusal), f"done: {self.answer}"
        assert self.answer.code == code, f"refused otherwise: {self.answer}"
        assert paragraph is None or self.answer.paragraph == paragraph, self.answer
        assert path is None or self.answer.path == path, self.answer
        text = self.answer.text
        assert text.kk and text.ru and text.en
        return self.answer


@dataclass(frozen=True)
class Then(Given):
    """The register after the act; the story may go on with `when`."""

    decision: Decision

    @property
    def act(self) -> Act:
        return self.decision.act

    @property
    def stream(self) -> str:
        return self.decision.stream

    def state(self, kind: Kind[S], stream: str | None = None) -> S:
        """A record's state after the act; by default that of the command's own record."""
        return self.register.state(kind, stream or self.stream)


def _same(actual: list[Event], expected: list[Any]) -> None:
    shown = [type(e).__name__ for e in actual]
    assert len(actual) == len(expected), f"written: {shown}"
    for event, wanted in zip(actual, expected, strict=True):
        if isinstance(wanted, type):
            assert type(event) is wanted, f"written: {shown}"
        else:
            assert event == wanted


def given(*facts: Facts, register: Register | None = None) -> Given:
    """The small register (or the one handed over) in which these facts have happened."""
    return Given((register or small_register()).tell(*facts))
