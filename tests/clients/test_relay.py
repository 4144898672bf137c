"""Relay: its compiler accepts the schema, and its store, fed by the served register, stays whole."""

import json
import shutil
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from graphql_api.schema import COMMITTED, schema
from infra.http.documents import trusted
from tests.clients.conftest import Front
from tests.clients.node import HERE, node
from tests.domain.scenario import EMPLOYEE_71
from tests.journeys.judging import registration

CATEGORY = "Housing and land"


@pytest.fixture(scope="module")
def compiled(packages: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project with the compiler's artifacts."""
    project = tmp_path_factory.mktemp("relay") / "project"
    shutil.copytree(HERE / "relay", project)
    shutil.copy(COMMITTED, project / "schema.graphql")
    (project / "artifacts").mkdir()
    (project / "node_modules").symlink_to(packages)
    node(packages / "relay-compiler" / "cli.js", "relay.config.json", cwd=project)
    return project


@pytest.fixture(scope="module")
def told(compiled: Path, front: Front) -> Any:
    given = front.given(artifacts=str(compiled / "artifacts"), category=CATEGORY, registration=registration())
    return json.loads(node(compiled / "run.cjs", given=given, cwd=compiled))


def test_the_compiler_makes_the_queries_that_page_and_read_again(compiled: Path) -> None:
    made = {path.name.removesuffix(".graphql.js") for path in (compiled / "artifacts").iterdir()}
    assert {"ComplaintsQuery", "ComplaintsPageQuery", "ComplaintsBackQuery", "ComplaintsLineQuery"} <= made
    assert {"ActsClassifyMutation", "ActsRegisterMutation", "ActsEventsSubscription"} <= made
    again = (compiled / "artifacts" / "ComplaintsLineQuery.graphql.js").read_text(encoding="utf-8")
    assert "node(id: $id)" in again


def test_the_compilers_list_of_persisted_queries_is_a_registry_of_trusted_documents(compiled: Path) -> None:
    (compiled / "persisted").mkdir()
    config = json.loads((compiled / "relay.config.json").read_text(encoding="utf-8"))
    config["artifactDirectory"] = "./persisted"
    config["persistConfig"] = {"file": "./persisted.json", "algorithm": "SHA256"}
    (compiled / "persisted.json").write_text("{}")
    (compiled / "persist.config.json").write_text(json.dumps(config))
    node(compiled / "node_modules" / "relay-compiler" / "cli.js", "persist.config.json", cwd=compiled)
    registry = trusted(compiled / "persisted.json", schema()._schema, only=True)
    (document,) = (text for text in registry.registered.values() if text.startswith("query ComplaintsLineQuery"))
    assert f'"id": "{sha256(document.encode()).hexdigest()}"' in (
        compiled / "persisted" / "ComplaintsLineQuery.graphql.js"
    ).read_text(encoding="utf-8")


def test_the_store_takes_every_answer_without_a_warning(told: Any) -> None:
    assert told["warnings"] == []
    assert told["reread"] == "Complaint"


def test_the_viewer_and_the_official_are_two_objects_of_the_store(told: Any) -> None:
    assert told["viewer"] == {"id": f"viewer-{EMPLOYEE_71}", "official": EMPLOYEE_71}


def test_the_next_page_joins_the_connection(told: Any) -> None:
    assert told["pages"] == [2, 1]
    assert told["joined"] == sorted(told["joined"])


def test_an_act_renews_the_record_and_a_new_record_joins_the_list_without_asking_again(told: Any) -> None:
    assert told["refusals"] == []
    assert told["renewed"]["category"] == CATEGORY
    assert told["renewed"]["version"] == told["before"]["version"] + 1
    assert told["appended"][:-1] == told["joined"]
    assert told["appended"][-1] not in told["joined"]
    assert told["requestsOfTheActs"] == 2
