"""The README is true: its questions have the answers that it prints, its commands exist, its links lead somewhere."""

import json
import re
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from typer.main import get_command

from infra.cli.app import app
from infra.cli.officials import official_named
from infra.demo.fill import fill
from tests.conftest import Server
from tests.journeys.served import Served, serving

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
PAIRS = re.findall(r"```graphql as=(\S+)\n(.*?)```\n\n```json\n(.*?)```", README, re.DOTALL)
COMMANDS = re.findall(r"^\$ (.+)$", README, re.MULTILINE)


@pytest.fixture(scope="module")
def demonstration(server: Server, template: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    name = server.create(template)
    try:
        with serving(server.address(name), tmp_path_factory.mktemp("readme")) as served:
            fill(served.house.register, seed=1, complaints=20, until=date(2026, 11, 20))
            while served.house.lag()[0].events:
                time.sleep(0.05)
            yield served
    finally:
        server.drop(name)


@pytest.mark.parametrize(("who", "question", "answer"), PAIRS, ids=[who for who, _, _ in PAIRS])
def test_a_question_of_the_readme_has_the_answer_that_stands_below_it(
    demonstration: Served, who: str, question: str, answer: str
) -> None:
    official = official_named(who, demonstration.house)
    answered = demonstration.caller(official).post(question).json()
    assert set(answered.pop("extensions")) == {"cost"}
    assert answered == json.loads(answer)


def test_the_readme_shows_questions_enough_to_begin_with() -> None:
    assert len(PAIRS) >= 3
    assert sum(len(question.splitlines()) for _, question, _ in PAIRS) >= 10


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_of_the_readme_exists(command: str) -> None:
    program, *words = command.split()
    if program == "make":
        targets = re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
        assert words[0] in targets
    else:
        assert program == "ombudsman"
        command_line = get_command(app)
        for word in words:
            if not hasattr(command_line, "commands"):
                break
            if word.startswith("--"):
                assert word == "--help"
                break
            command_line = command_line.commands[word]


@pytest.mark.parametrize("page", [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))], ids=lambda p: p.name)
def test_links_between_pages_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#:]+)\)", page.read_text(encoding="utf-8")):
        assert (page.parent / target).exists(), target
