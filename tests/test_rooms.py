"""What the import linter cannot say: the domain's neighbours are a closed list, and the world is not among them."""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

DOMAIN = sorted((Path(__file__).parents[1] / "domain").rglob("*.py"))
OUTSIDE_WORLD = {
    "asyncio",
    "os",
    "pathlib",
    "random",
    "secrets",
    "socket",
    "sqlite3",
    "subprocess",
    "threading",
    "time",
}


def imported(module: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield "domain" if node.level else str(node.module).partition(".")[0]


@pytest.mark.parametrize("module", DOMAIN, ids=lambda path: path.stem)
def test_a_domain_module_knows_only_the_standard_library_msgspec_and_its_room(module: Path) -> None:
    strangers = set(imported(module)) - set(sys.stdlib_module_names) - {"msgspec", "domain"}
    assert not strangers


@pytest.mark.parametrize("module", DOMAIN, ids=lambda path: path.stem)
def test_a_domain_module_has_no_way_to_the_outside_world(module: Path) -> None:
    assert not set(imported(module)) & OUTSIDE_WORLD


def test_the_domain_has_modules_to_look_at() -> None:
    assert len(DOMAIN) > 5
