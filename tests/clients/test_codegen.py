"""Types generated from the committed schema compile, alone and under a front end's code."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from graphql_api.schema import COMMITTED, schema
from infra.http.documents import trusted
from tests.clients.node import HERE, node


@pytest.fixture(scope="module")
def project(packages: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project with the generated types."""
    project = tmp_path_factory.mktemp("codegen")
    for name in ("consumer.ts", "tsconfig.json"):
        shutil.copy(HERE / name, project)
    (project / "node_modules").symlink_to(packages)
    node(HERE / "codegen.mjs", COMMITTED, HERE / "documents", project / "generated")
    return project


def compile_errors(project: Path, packages: Path) -> str:
    """What the TypeScript compiler finds wrong."""
    command = ["node", str(packages / "typescript" / "bin" / "tsc"), "--noEmit", "--pretty", "false"]
    run = subprocess.run(command, cwd=project, capture_output=True, text=True, timeout=120, check=False)
    return run.stdout + run.stderr


def test_the_generated_types_and_a_front_ends_code_compile(project: Path, packages: Path) -> None:
    assert compile_errors(project, packages) == ""


def test_a_field_that_the_schema_does_not_have_is_found_by_the_compiler(project: Path, packages: Path) -> None:
    code = project / "consumer.ts"
    right = code.read_text(encoding="utf-8")
    code.write_text(right.replace("pageInfo.endCursor", "pageInfo.lastCursor"), encoding="utf-8")
    try:
        assert re.search(r"error TS2\d+: .*lastCursor", compile_errors(project, packages))
    finally:
        code.write_text(right, encoding="utf-8")


def test_the_list_of_operations_by_their_hash_is_a_registry_of_trusted_documents(project: Path) -> None:
    registry = trusted(project / "generated" / "persisted-documents.json", schema()._schema, only=True)
    written = "".join(path.read_text(encoding="utf-8") for path in (HERE / "documents").iterdir())
    assert len(registry.registered) == len(OPERATION.findall(written))
    assert all(key.startswith("sha256:") for key in registry.registered)


OPERATION = re.compile(r"^(?:query|mutation|subscription) \w+", re.MULTILINE)
