"""plinth_flows/by_hand.py"""

import json
from pathlib import Path
from typing import Annotated

from plinth_flows import tracking, vault
from plinth_flows.by_hand import run_by_hand
from plinth_flows.errors import ServiceError
from plinth_flows.settings import Settings
from tests.real_vault import free_port

import pytest
from prefect import flow
from pydantic import Field

pytestmark = pytest.mark.usefixtures("prefect_api")
VARIABLES = ("MLFLOW_TRACKING_URI", "VAULT_ADDR", "VAULT_ROLE_ID_FILE", "VAULT_SECRET_ID_FILE")


@flow
def add(left: int, right: Annotated[int, Field(le=10)] = 2) -> dict[str, int]:
    """Adds two numbers.

    Args:
        left: what comes first
        right: what is added, at most 10
    """
    if left == 13:
        raise ValueError("an unlucky number")
    return {"sum": left + right}


def refuse(_: Settings) -> None:
    raise ServiceError("the service is away.")


def test_options_become_typed_parameters(capsys: pytest.CaptureFixture[str]) -> None:
    assert run_by_hand(add, argv=["--left", "3"]) == 0
    assert json.loads(capsys.readouterr().out) == {"sum": 5}


def test_help_says_what_the_docstring_says(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        run_by_hand(add, argv=["--help"])
    text = " ".join(capsys.readouterr().out.split())
    assert caught.value.code == 0
    assert "Adds two numbers." in text
    assert "what comes first (required)" in text
    assert "what is added, at most 10 (default: 2)" in text


def test_every_wrong_option_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert run_by_hand(add, argv=["--left", "x", "--right", "11"]) == 2
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 1
    assert "--left is 'x': " in lines[0]
    assert "--right is '11': Input should be less than or equal to 10" in lines[0]


def test_a_missing_environment_is_one_sentence(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)
    assert run_by_hand(add, checks=[refuse], argv=["--left", "1"]) == 2
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 1
    assert all(f"{name} is not set" in lines[0] for name in VARIABLES)


@pytest.mark.parametrize(("check", "says"), [(tracking.check, "MLflow at"), (vault.check, "Vault at")])
def test_a_service_that_is_away_is_said_before_the_flow_starts(
    check: object,
    says: str,
    login: dict[str, str],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    nobody = f"http://127.0.0.1:{free_port()}"
    for name, value in {**login, "MLFLOW_TRACKING_URI": nobody, "VAULT_ADDR": nobody}.items():
        monkeypatch.setenv(name, value)
    assert run_by_hand(add, checks=[check], argv=["--left", "1"]) == 1
    output = capsys.readouterr()
    assert output.out == ""
    assert len(output.err.splitlines()) == 1
    assert output.err.startswith(f"add: {says} {nobody}")
    assert "does not answer" in output.err


def test_a_flow_that_fails_ends_with_one_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    assert run_by_hand(add, argv=["--left", "13"]) == 1
    assert capsys.readouterr().err.splitlines()[-1] == "add: the flow failed: ValueError: an unlucky number"
