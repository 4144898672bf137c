"""What is hidden cannot be told from what is not there: twins answer outsiders alike, to the last letter.

Each run asks some questions of some outsiders, composes others and prints its seed: `TWINS_SEED=<seed>` repeats it,
`TWINS_EXAMPLES=<n>` composes more, and `-m soak` asks everything of everybody for minutes.
"""

import os
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from enum import Enum
from random import Random, SystemRandom
from typing import Any, Final
from uuid import UUID

import pytest
from graphql import DocumentNode
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from msgspec import Struct

from domain.decider import Decider, deciders
from domain.message import Command
from graphql_api import hiding
from graphql_api.records import ROWS
from graphql_api.schema import schema
from infra.http.views import ReadSession
from infra.register import Register
from tests.conftest import Server
from tests.domain.scenario import TODAY
from tests.graphql_api.composing import Asked, Composer
from tests.graphql_api.inquiries import OVERVIEWS, inquiries, words_of
from tests.graphql_api.oracle import Told, Viewer
from tests.graphql_api.test_oracle import SELECTED
from tests.graphql_api.twins import VARIANTS, Nursery, Twin, Twins
from tests.projections.histories import random_command

SEED: Final = int(os.environ.get("TWINS_SEED") or SystemRandom().getrandbits(32))
EXAMPLES: Final = int(os.environ.get("TWINS_EXAMPLES") or 8)
SOAKED: Final = 400
COMPOSED: Final = 4
"""Operations composed of each drawn selection."""
COMMANDS: Final = 25
"""Commands that are given to each pair of twins; all of them when it soaks."""
WATCHED: Final = 6
"""Commands of which every step is looked at."""
TELLING: Final = re.compile("Zhan|[Aa]qui|Unse|9001|C-7")
"""Parts of words that stand in what is hidden, by which it is searched."""


@pytest.fixture(scope="module")
def nursery(server: Server, template: str) -> Iterator[Nursery]:
    nursery = Nursery(server, template)
    yield nursery
    nursery.close()


@pytest.fixture(scope="module", params=VARIANTS, ids=lambda variant: variant.name)
def twins(request: pytest.FixtureRequest, nursery: Nursery, pytestconfig: pytest.Config) -> Iterator[Twins]:
    capture = pytestconfig.pluginmanager.getplugin("capturemanager")
    with capture.global_and_fixture_disabled():
        print(f"\nTWINS_SEED={SEED}")  # noqa: T201
    with nursery.twins(request.param) as twins:
        yield twins


def everything(twins: Twins) -> list[Asked]:
    """All questions that are drawn from the schema."""
    texts = [value for values in twins.known.values.values() for value in values]
    words = [word for word in words_of(texts) if TELLING.search(word)]
    return [*inquiries(twins.known, words, country=twins.variant.country)]


def told(twin: Twin, asked: Asked, viewer: Viewer) -> Told:
    """The answer without how long the whole register is, which everybody may know."""
    answer = twin.endpoint(asked, viewer)
    return Told(_without_length(answer.body), answer.notes)


def _without_length(part: Any) -> Any:
    if isinstance(part, tuple) and len(part) == 2 and part[0] == "asOf":
        return ("asOf", None)
    if isinstance(part, list | tuple):
        return type(part)(map(_without_length, part))
    return part


def compare(twins: Twins, asked: Asked, viewers: Sequence[Viewer]) -> None:
    for viewer in viewers:
        first, second = (told(twin, asked, viewer) for twin in (twins.first, twins.second))
        assert first.body == second.body, (viewer, asked.variables, asked.query)
        assert first.notes == second.notes, (viewer, asked.variables, asked.query)


def officials(twins: Twins) -> list[Viewer]:
    return [viewer for viewer in twins.variant.outsiders if viewer.official]


def test_an_outsider_is_answered_alike_whatever_is_asked(twins: Twins) -> None:
    """The overviews by all of them, all other questions by one of them, whom chance chooses."""
    random, outsiders = Random(SEED), twins.variant.outsiders
    for place, asked in enumerate(everything(twins)):
        compare(twins, asked, outsiders if place < len(OVERVIEWS) else (random.choice(outsiders),))


@pytest.mark.soak
def test_every_outsider_is_answered_alike_whatever_is_asked(twins: Twins) -> None:
    for asked in everything(twins):
        compare(twins, asked, twins.variant.outsiders)
    compose(twins, SOAKED)


def test_an_insider_notices_by_many_questions(twins: Twins) -> None:
    noticed, viewer = 0, Viewer(twins.variant.insider)
    questions = everything(twins)
    for asked in (*questions[: len(OVERVIEWS)], *questions[len(OVERVIEWS) :: 6]):
        first, second = (told(twin, asked, viewer) for twin in (twins.first, twins.second))
        codes = {dict(dict(error)["extensions"])["code"] for error in dict(first.body).get("errors", ())}
        assert not codes & {"TOO_COMPLEX", "VALIDATION_FAILED", "PARSE_FAILED"}, (codes, asked.query)
        noticed += first != second
    assert noticed > 0


def compose(twins: Twins, examples: int) -> None:
    @seed(SEED)
    @settings(
        max_examples=examples,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(drawn=SELECTED, chance=st.integers(0, 2**32))
    def alike(drawn: DocumentNode, chance: int) -> None:
        definition: Any = drawn.definitions[0]
        for turn in range(COMPOSED):
            random = Random(chance * COMPOSED + turn)
            asked = Composer(random, twins.known, schema=schema()._schema).operation(
                list(definition.selection_set.selections)
            )
            if twins.variant.country or "statistics" not in asked.query:
                compare(twins, asked, (random.choice(twins.variant.outsiders),))

    alike()


def test_an_outsider_is_answered_alike_to_questions_that_nobody_thought_of(twins: Twins) -> None:
    compose(twins, EXAMPLES)


def test_an_outsider_hears_the_same_events(twins: Twins) -> None:
    document = "subscription { events(after: 0) { position stream version event payload content record { id } } }"
    viewer = Random(SEED).choice(officials(twins))
    counted: Any = told(twins.first, Asked("{ auditTrail { totalCount } }", {}, None), viewer).body
    expected = dict(dict(dict(counted)["data"])["auditTrail"])["totalCount"]
    first, second = (twin.heard(viewer, document, expected) for twin in (twins.first, twins.second))
    assert first == second, viewer
    assert len(first) == expected


def test_a_command_that_names_something_hidden_is_answered_as_if_it_named_nothing(twins: Twins) -> None:
    """Whatever names it: a complaint, an act of response, a measure, a person; tried or given, of any version."""
    command_twins(twins, Random(SEED).sample([*deciders().values()], COMMANDS))


@pytest.mark.soak
def test_each_command_that_names_something_hidden_is_answered_as_if_it_named_nothing(twins: Twins) -> None:
    for _ in range(5):
        command_twins(twins, [*deciders().values()])


def command_twins(twins: Twins, chosen: Sequence[Decider]) -> None:
    random, codes = Random(SEED), Counter[str]()
    for decider in chosen:
        command = _naming(random, twins, decider)
        if command is None:
            continue
        version, viewer = random.choice((None, None, 1, 99)), random.choice(officials(twins))
        asked = given_as(decider, command, version, dry_run=True)
        first, second = (told(twin, asked, viewer) for twin in (twins.first, twins.second))
        assert first == second, (viewer, command, version)
        (payload,) = dict(dict(first.body)["data"]).values()
        refused = [dict(refusal)["code"] for refusal in dict(payload)["refusals"]]
        codes.update(refused or ["accepted"])
        if refused and random.random() < 0.3:
            asked = given_as(decider, command, version, dry_run=False)
            assert told(twins.first, asked, viewer) == told(twins.second, asked, viewer), (viewer, command)
    if twins.variant.plain is None:
        assert not codes["accepted"], codes


def _naming(random: Random, twins: Twins, decider: Decider) -> Command | None:
    """A command with hidden records wherever it names any of such a kind; None for one that names none."""
    hidden = [record for record in twins.hidden if not (decider.over_walls and record.startswith(decider.kind.name))]
    kinds = {record.partition("-")[0] for record in hidden}

    def other(name: str) -> str:
        kind = name.partition("-")[0]
        return random.choice([h for h in hidden if h.startswith(kind)]) if kind in kinds else name

    for _ in range(30):
        command = random_command(random, twins.history, decider.command, TODAY)
        if command is not None:
            renamed: Command = hiding.renamed(command, other)
            if hiding.named(decider, renamed) & {*hidden}:
                return renamed
    return None


def given_as(decider: Decider, command: Command, version: int | None, *, dry_run: bool) -> Asked:
    """The mutation of a command, always under the same id."""
    name = decider.command.__name__
    field = name[:1].lower() + name[1:]
    record = "record { id version }" if decider.kind.name in ROWS else ""
    query = f"""mutation ($input: {name}Input!, $dry: Boolean!) {{ {field}(input: $input, dryRun: $dry) {{
        position version replayed {record} events {{ stream version event payload }}
        refusals {{ code message path paragraph {{ id }} whoCould }}
        conflict {{ expectedVersion actualVersion events {{ event }} }} }} }}"""
    common = {"commandId": str(UUID(int=SEED, version=4)), "expectedVersion": version}
    return Asked(query, {"input": _plain(command) | common, "dry": dry_run}, None)


def _plain(value: Any) -> Any:
    if isinstance(value, Struct):
        parts = {name: _plain(getattr(value, name)) for name in value.__struct_fields__}
        return {_camel(name): part for name, part in parts.items() if part is not None}
    if isinstance(value, Enum):
        return value.name
    if isinstance(value, date):
        return value.isoformat()
    return [*map(_plain, value)] if isinstance(value, list | tuple) else value


def _camel(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(part.title() for part in rest)


def test_the_same_is_done_for_a_hidden_record_and_for_none(twins: Twins, monkeypatch: pytest.MonkeyPatch) -> None:
    """No clock tells them apart but by what the machine does: the same statements, the same decisions."""
    steps: list[Any] = []
    rows, execute = ReadSession.rows, Register.execute

    async def asked(self: Any, sql: str, parameters: Any = ()) -> Any:
        steps.append(sql)
        return await rows(self, sql, parameters)

    def decided(self: Any, command: Command, **options: Any) -> Any:
        steps.append((type(command), options["dry_run"]))
        return execute(self, command, **options)

    monkeypatch.setattr(ReadSession, "rows", asked)
    monkeypatch.setattr(Register, "execute", decided)
    if twins.variant.plain is not None:
        pytest.skip("these twins have the same records")
    random = Random(SEED)
    viewer, named = random.choice(officials(twins)), 0
    for decider in random.sample([*deciders().values()], len(deciders())):
        command = _naming(random, twins, decider) if named < WATCHED else None
        if command is None:
            continue
        named += 1
        taken = []
        for given_command in (command, hiding.without(command, twins.hidden)):
            steps.clear()
            told(twins.second, given_as(decider, given_command, None, dry_run=True), viewer)
            taken.append([*steps])
        assert taken[0] == taken[1] and taken[0], (viewer, command)

    assert named
