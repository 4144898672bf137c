"""Who is meant by what an official is, where that hangs on no post."""

from types import SimpleNamespace
from typing import Any, cast

import pytest

from domain.officials.commands import GrantAccess, RevokeAccess
from domain.officials.state import Access
from infra.cli.failing import CommandFailed
from infra.cli.officials import official_named
from infra.register import Register
from infra.store.recorder import Store
from tests.domain.scenario import AUDITOR, OMBUDSMAN, STRANGER
from tests.infra.founded import accepted, found


def test_an_auditor_and_an_integrator_are_who_has_the_access_now(database: str) -> None:
    with Store(database) as store:
        found(store)
        register = Register(store)
        house = cast(Any, SimpleNamespace(register=register, database=SimpleNamespace(dsn=database)))
        assert official_named("auditor", house) == AUDITOR
        with pytest.raises(CommandFailed, match="--as integrator"):
            official_named("integrator", house)
        accepted(register, GrantAccess(official=STRANGER, access=Access.STREAM_POSTS), by=OMBUDSMAN)
        assert official_named("integrator", house) == STRANGER
        assert official_named("auditor", house) == AUDITOR
        accepted(register, RevokeAccess(official=STRANGER, access=Access.STREAM_POSTS), by=OMBUDSMAN)
        with pytest.raises(CommandFailed, match="--as integrator"):
            official_named("integrator", house)
