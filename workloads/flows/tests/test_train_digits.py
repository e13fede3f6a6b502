"""train_digits.py against a real MLflow server, a real Prefect server, and Vault (a real one where there is one)"""

import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import train_digits as module
from plinth_flows import tracking
from plinth_flows.errors import ServiceError, SettingsError
from tests import real_vault
from tests.conftest import FLOWS, SECRET, SECRET_PATH, vault_environment
from tests.fake_vault import FakeVault, serve

import mlflow
import pytest
import requests
from prefect.client.orchestration import get_client
from prefect.client.schemas.filters import LogFilter, LogFilterFlowRunId
from sklearn.datasets import load_digits

pytestmark = pytest.mark.usefixtures("prefect_api")
PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"


@pytest.fixture(scope="module")
def vault() -> Iterator[FakeVault | real_vault.RealVault]:
    with real_vault.run() as real:
        if real:
            values = {module.SECRET_KEY: SECRET}
            real.root.secrets.kv.v2.create_or_update_secret(module.SECRET_PATH, values, mount_point="secret")
            yield real
        else:
            with serve(FakeVault(secrets={SECRET_PATH: {module.SECRET_KEY: SECRET}})) as fake:
                yield fake


@pytest.fixture(scope="module")
def environment(
    mlflow_url: str, vault: FakeVault | real_vault.RealVault, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[dict[str, str]]:
    values = {"MLFLOW_TRACKING_URI": mlflow_url, **vault_environment(tmp_path_factory.mktemp("login"), vault)}
    with pytest.MonkeyPatch.context() as patch:
        for name, value in values.items():
            patch.setenv(name, value)
        yield values


@pytest.fixture(scope="module")
def result(environment: dict[str, str]) -> dict[str, Any]:
    return module.train_digits(test_size=0.3)


@pytest.fixture(scope="module")
def run(result: dict[str, Any], mlflow_url: str) -> dict[str, Any]:
    """The run as MLflow gives it to anybody who asks over HTTP."""
    answer = requests.get(f"{mlflow_url}/api/2.0/mlflow/runs/get", params={"run_id": result["run_id"]}, timeout=30)
    answer.raise_for_status()
    return answer.json()["run"]


def pairs(items: list[dict[str, Any]]) -> dict[str, Any]:
    return {item["key"]: item["value"] for item in items}


def runs_of(mlflow_url: str, experiment: str) -> list[Any]:
    client = mlflow.MlflowClient(mlflow_url)
    found = client.get_experiment_by_name(experiment)
    return client.search_runs([found.experiment_id]) if found else []


def test_the_model_is_good(result: dict[str, Any]) -> None:
    assert result["accuracy"] > 0.9
    assert result["f1_macro"] > 0.9
    assert json.loads(json.dumps(result)) == result


def test_parameters_and_metrics_are_in_mlflow(run: dict[str, Any], result: dict[str, Any]) -> None:
    assert run["info"]["status"] == "FINISHED"
    parameters, metrics = pairs(run["data"]["params"]), pairs(run["data"]["metrics"])
    assert parameters == {"classifier": "SVC", "test_size": "0.3", "gamma": "0.001", "c": "1.0", "random_state": "7"}
    assert metrics["accuracy"] == pytest.approx(result["accuracy"])
    assert metrics["f1_macro"] == pytest.approx(result["f1_macro"])
    assert 0 < metrics["training_seconds"] < 60


def test_the_confusion_matrix_is_a_picture(run: dict[str, Any], mlflow_url: str) -> None:
    assert run["info"]["artifact_uri"].startswith("mlflow-artifacts:/")
    answer = requests.get(
        f"{mlflow_url}/get-artifact",
        params={"run_id": run["info"]["run_id"], "path": "confusion_matrix.png"},
        timeout=30,
    )
    assert answer.status_code == 200
    assert answer.content.startswith(PNG_SIGNATURE)
    assert len(answer.content) > 5000


def test_the_registered_model_predicts(result: dict[str, Any], mlflow_url: str) -> None:
    mlflow.set_tracking_uri(mlflow_url)
    assert result["model_name"] == "digits-classifier"
    version = mlflow.MlflowClient().get_model_version(result["model_name"], result["model_version"])
    assert version.run_id == result["run_id"]
    model = mlflow.pyfunc.load_model(f"models:/{result['model_name']}/{result['model_version']}")
    images, digits = load_digits(return_X_y=True)
    assert (model.predict(images[:200]) == digits[:200]).mean() > 0.9


def test_the_secret_was_read_and_is_nowhere(run: dict[str, Any]) -> None:
    tags = pairs(run["data"]["tags"])
    assert tags["plinth.model_owner_sha256"] == hashlib.sha256(SECRET.encode()).hexdigest()[:12]
    assert SECRET not in json.dumps(run)
    with get_client(sync_client=True) as client:
        this_run = LogFilterFlowRunId(any_=[UUID(tags[tracking.FLOW_RUN_TAG])])
        lines = [entry.message for entry in client.read_logs(LogFilter(flow_run_id=this_run))]
    assert any("Accuracy" in line for line in lines)
    assert not any(SECRET in line for line in lines)


def test_a_second_try_goes_on_with_the_same_run_and_gets_the_same_result(
    result: dict[str, Any], mlflow_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    tries = []
    register = tracking.register

    def lose_the_first_answer(model_uri: str, name: str, run_id: str) -> str:
        version = register(model_uri, name, run_id)
        tries.append(version)
        if len(tries) == 1:
            raise requests.ConnectionError("the connection broke after MLflow had done the work")
        return version

    monkeypatch.setattr(tracking, "register", lose_the_first_answer)
    monkeypatch.setattr(module, "log", module.log.with_options(retry_delay_seconds=0))
    again = module.train_digits(test_size=0.3, experiment="retried", model_name="retried")
    assert tries == ["1", "1"]
    assert [found.info.status for found in runs_of(mlflow_url, "retried")] == ["FINISHED"]
    assert (again["accuracy"], again["f1_macro"]) == (result["accuracy"], result["f1_macro"])


def test_a_final_error_is_not_tried_again(
    environment: dict[str, str], fake: FakeVault, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake.denied.add(SECRET_PATH)
    for name, value in vault_environment(tmp_path, fake).items():
        monkeypatch.setenv(name, value)
    with pytest.raises(ServiceError, match=f"denies reading {SECRET_PATH}"):
        module.train_digits(experiment="denied")
    assert fake.logins == 1


def test_a_broken_vault_is_tried_again(
    environment: dict[str, str], fake: FakeVault, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in vault_environment(tmp_path, fake).items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(module, "owner_digest", module.owner_digest.with_options(retry_delay_seconds=0))
    monkeypatch.setattr(module, "load", lambda *_: (_ for _ in ()).throw(SettingsError("far enough")))
    fake.broken_answers = 2
    with pytest.raises(SettingsError, match="far enough"):
        module.train_digits()
    assert (fake.broken_answers, fake.logins) == (0, 1)


def test_by_hand_without_any_prefect_server(
    environment: dict[str, str], mlflow_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As a person would on a laptop, with all the logging there is: Prefect starts a server for the moment."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PREFECT_")}
    done = subprocess.run(
        [sys.executable, str(FLOWS / "train_digits.py"), "--test-size", "0.5", "--experiment", "by-hand"],
        env={**kept, "PREFECT_HOME": str(tmp_path), "PREFECT_LOGGING_LEVEL": "DEBUG", "PYTHONDONTWRITEBYTECODE": "1"},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=900,  # for a machine that does much else; alone it takes half a minute
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    assert json.loads(done.stdout[done.stdout.index("{\n") :])["accuracy"] > 0.9
    assert len(runs_of(mlflow_url, "by-hand")) == 1
    login = Path(environment["VAULT_SECRET_ID_FILE"]).read_text().strip()
    assert SECRET not in done.stdout + done.stderr
    assert login not in done.stdout + done.stderr
