"""plinth_flows/settings.py"""

from pathlib import Path

from plinth_flows.errors import SettingsError
from plinth_flows.settings import Settings

import pytest


@pytest.fixture
def good(tmp_path: Path) -> dict[str, str]:
    for name in ("role_id", "secret_id"):
        (tmp_path / name).write_text("x")
    return {
        "MLFLOW_TRACKING_URI": "http://mlflow:5000/",
        "VAULT_ADDR": "https://vault:8200",
        "VAULT_ROLE_ID_FILE": str(tmp_path / "role_id"),
        "VAULT_SECRET_ID_FILE": str(tmp_path / "secret_id"),
    }


def test_reads_the_environment(good: dict[str, str]) -> None:
    settings = Settings.from_env(good)
    assert settings.tracking_uri == "http://mlflow:5000"
    assert settings.vault_addr == "https://vault:8200"
    assert settings.vault_secret_id_file.name == "secret_id"


def test_names_every_missing_variable_and_what_to_do() -> None:
    with pytest.raises(SettingsError) as caught:
        Settings.from_env({"VAULT_ADDR": "  "})
    text = str(caught.value)
    assert all(
        f"{name} is not set" in text
        for name in ("MLFLOW_TRACKING_URI", "VAULT_ADDR", "VAULT_ROLE_ID_FILE", "VAULT_SECRET_ID_FILE")
    )
    assert "./plinth up" in text
    assert caught.value.exit_code == 2


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("MLFLOW_TRACKING_URI", "sqlite:///x.db", "'sqlite:///x.db', not an http or https URL"),
        ("MLFLOW_TRACKING_URI", "mlflow:5000", "'mlflow:5000', not an http or https URL"),
        ("VAULT_ADDR", "http://", "not an http or https URL"),
        ("VAULT_ADDR", "http://vault:99999", "is not a URL"),
        ("VAULT_ROLE_ID_FILE", "/nowhere/role_id", "'/nowhere/role_id', which is not a file"),
    ],
)
def test_says_what_is_wrong_with_a_value(good: dict[str, str], name: str, value: str, says: str) -> None:
    with pytest.raises(SettingsError, match=f"{name} is ") as caught:
        Settings.from_env({**good, name: value})
    assert says in str(caught.value)


def test_an_empty_login_file_is_named(good: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "secret_id").write_text("")
    with pytest.raises(SettingsError, match="which is empty"):
        Settings.from_env(good)


def test_never_repeats_a_password_in_a_url(good: dict[str, str]) -> None:
    with pytest.raises(SettingsError, match="holds a user name or password") as caught:
        Settings.from_env({**good, "VAULT_ADDR": "http://me:hunter2@vault:8200"})
    assert "hunter2" not in str(caught.value)
