"""Settings come from the environment, and a bad one is named."""

from pathlib import Path

import pytest

from graphql_api.cost import MAX_COST
from infra.http.budget import Budget
from infra.settings import LEAST_BUDGET, SettingRefused, Settings

WITNESS = "witness.example+0a1b2c3d+BAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8g"


def test_a_newcomer_needs_no_settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    assert Settings.of({}) == Settings(
        database_url=None, home=tmp_path / ".ombudsman", host="127.0.0.1", port=8000, jwks=None
    )


def test_an_empty_variable_counts_as_not_set(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    names = (
        "DATABASE_URL",
        "OMBUDSMAN_HOME",
        "OMBUDSMAN_HOST",
        "OMBUDSMAN_PORT",
        "OMBUDSMAN_JWKS",
        "OMBUDSMAN_BUDGET",
        "OMBUDSMAN_BUDGET_REFILL",
        "OMBUDSMAN_DOCUMENTS",
        "OMBUDSMAN_DOCUMENTS_ONLY",
        "OMBUDSMAN_LOG_NAME",
        "OMBUDSMAN_LOG_KEY",
        "OMBUDSMAN_CHECKPOINT_EVERY",
        "OMBUDSMAN_CHECKPOINT_DIRECTORY",
        "OMBUDSMAN_CHECKPOINT_WEBHOOK",
        "OMBUDSMAN_WITNESSES",
    )
    assert Settings.of(dict.fromkeys(names, " ")) == Settings.of({})


def test_every_variable_is_taken(tmp_path: Path) -> None:
    keys = tmp_path / "keys.json"
    keys.write_text("{}")
    documents = tmp_path / "documents.json"
    documents.write_text("{}")
    settings = Settings.of(
        {
            "DATABASE_URL": "postgresql://a@b/c",
            "OMBUDSMAN_HOME": str(tmp_path),
            "OMBUDSMAN_HOST": "::1",
            "OMBUDSMAN_PORT": "0",
            "OMBUDSMAN_JWKS": str(keys),
            "OMBUDSMAN_BUDGET": "50000",
            "OMBUDSMAN_BUDGET_REFILL": "1",
            "OMBUDSMAN_DOCUMENTS": str(documents),
            "OMBUDSMAN_DOCUMENTS_ONLY": "1",
            "OMBUDSMAN_LOG_NAME": "office.kz/log",
            "OMBUDSMAN_LOG_KEY": str(keys),
            "OMBUDSMAN_CHECKPOINT_EVERY": "5",
            "OMBUDSMAN_CHECKPOINT_DIRECTORY": str(tmp_path),
            "OMBUDSMAN_CHECKPOINT_WEBHOOK": "https://elsewhere.example/checkpoints",
            "OMBUDSMAN_WITNESSES": f" {WITNESS}  {WITNESS} ",
        }
    )
    assert settings == Settings(
        database_url="postgresql://a@b/c",
        home=tmp_path,
        host="::1",
        port=0,
        jwks=str(keys),
        budget=50_000,
        budget_refill=1,
        documents=documents,
        documents_only=True,
        log_name="office.kz/log",
        log_key=keys,
        checkpoint_every=5,
        checkpoint_directory=tmp_path,
        checkpoint_webhook="https://elsewhere.example/checkpoints",
        witnesses=(WITNESS, WITNESS),
    )


def test_every_operation_that_may_run_can_be_paid_by_any_viewer() -> None:
    assert LEAST_BUDGET == MAX_COST
    assert Budget(Settings().budget, Settings().budget_refill).public().capacity >= MAX_COST


@pytest.mark.parametrize("address", ["http://id.example/jwks", "https://id.example/jwks"])
def test_keys_may_come_from_an_address(address: str) -> None:
    assert Settings.of({"OMBUDSMAN_JWKS": address}).jwks == address


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("DATABASE_URL", "mysql://root:geheim@localhost/x"),
        ("DATABASE_URL", "geheim"),
        ("OMBUDSMAN_HOST", "http://geheim/"),
        ("OMBUDSMAN_PORT", "geheim"),
        ("OMBUDSMAN_PORT", "-1"),
        ("OMBUDSMAN_PORT", "65536"),
        ("OMBUDSMAN_PORT", "9" * 5000),
        ("OMBUDSMAN_PORT", "80.5"),
        ("OMBUDSMAN_JWKS", "/no/such/geheim"),
        ("OMBUDSMAN_JWKS", "ftp://geheim/jwks"),
        ("OMBUDSMAN_BUDGET", "geheim"),
        ("OMBUDSMAN_BUDGET", "19999"),
        ("OMBUDSMAN_BUDGET", "1e9"),
        ("OMBUDSMAN_BUDGET_REFILL", "0"),
        ("OMBUDSMAN_BUDGET_REFILL", "9" * 5000),
        ("OMBUDSMAN_DOCUMENTS", "/no/such/geheim"),
        ("OMBUDSMAN_DOCUMENTS_ONLY", "geheim"),
        ("OMBUDSMAN_DOCUMENTS_ONLY", "1"),
        ("OMBUDSMAN_LOG_NAME", "geheim und laut"),
        ("OMBUDSMAN_LOG_NAME", "geheim+laut"),
        ("OMBUDSMAN_CHECKPOINT_EVERY", "geheim"),
        ("OMBUDSMAN_CHECKPOINT_EVERY", "0"),
        ("OMBUDSMAN_CHECKPOINT_EVERY", "86401"),
        ("OMBUDSMAN_CHECKPOINT_WEBHOOK", "geheim"),
        ("OMBUDSMAN_CHECKPOINT_WEBHOOK", "ftp://geheim/"),
        ("OMBUDSMAN_CHECKPOINT_WEBHOOK", "https://[geheim"),
        ("OMBUDSMAN_WITNESSES", "geheim"),
        ("OMBUDSMAN_WITNESSES", f"{WITNESS},geheim"),
    ],
)
def test_a_bad_value_is_refused_by_the_name_of_its_variable_and_not_repeated(variable: str, value: str) -> None:
    with pytest.raises(SettingRefused, match=f"^{variable}: must ") as refused:
        Settings.of({variable: value})
    assert refused.value.variable == variable
    assert "geheim" not in str(refused.value)
