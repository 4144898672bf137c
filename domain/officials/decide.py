"""Entering officials (¶19(4)) and giving them access by act of the Ombudsman (¶15(10))."""

from collections.abc import Iterator
from typing import Any

from domain.authority import H, O, Power
from domain.context import Context
from domain.decider import Answer, decides
from domain.identifiers import MIGRATION, SYSTEM
from domain.officials.commands import GrantAccess, RegisterOfficial, RevokeAccess
from domain.officials.rules import is_not_erased
from domain.officials.state import OFFICIALS, AccessGranted, AccessRevoked, Official, OfficialRegistered
from domain.refusal import Refusal, RefusalCode, refuse

ENTER = Power("19.4", by=(H, O), territory=False, historical=True)
GIVE_ACCESS = Power("15.10", by=(O,), territory=False, historical=True)


def nowhere(_: Any, __: Any) -> None:
    """An official belongs to no office; posts do."""


def is_a_person(command: RegisterOfficial, _: Official, __: Context) -> Refusal | None:
    """The actors of imports and of the register itself are nobody's names (¶19(4))."""
    if command.official not in (MIGRATION, SYSTEM):
        return None
    return refuse(
        RefusalCode.INVALID,
        "19.4",
        "official",
        kk="Бұл идентификатор тізілімнің өзіне тиесілі.",
        ru="Этот идентификатор принадлежит самому реестру.",
        en="This identifier belongs to the register itself.",
    )


@decides(RegisterOfficial, OFFICIALS, power=ENTER, office_of=nowhere, rules=(is_a_person,), opens=True)
def register(command: RegisterOfficial, official: Official, context: Context) -> Iterator[Answer]:
    person = command.official or context.opened(OFFICIALS)
    yield OfficialRegistered(person=person, name=command.name, iin=command.iin)


@decides(GrantAccess, OFFICIALS, power=GIVE_ACCESS, office_of=nowhere, rules=(is_not_erased,))
def grant_access(command: GrantAccess, official: Official, context: Context) -> Iterator[Answer]:
    if command.access not in official.access:
        yield AccessGranted(access=command.access)


@decides(RevokeAccess, OFFICIALS, power=GIVE_ACCESS, office_of=nowhere)
def revoke_access(command: RevokeAccess, official: Official, context: Context) -> Iterator[Answer]:
    if command.access in official.access:
        yield AccessRevoked(access=command.access)
