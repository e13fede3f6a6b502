"""train_digits.py on a real Ray, against a real MLflow server"""

import argparse
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import train_digits
from plinth_ray import training
from plinth_ray.digits import datasets
from plinth_ray.errors import JobError
from plinth_ray.settings import Settings
from plinth_ray.training import Steps, Workers, accuracy
from tests.cluster import JOBS

import mlflow
import numpy as np
import pytest
import ray

pytestmark = pytest.mark.usefixtures("local_ray")


def nothing(_step: int, _loss: float) -> None:
    """Nobody is told of a step."""


def options(**changes: Any) -> argparse.Namespace:
    return argparse.Namespace(**{**vars(train_digits.options_of([])), **changes})


@pytest.fixture(scope="module")
def result(mlflow_url: str) -> dict[str, Any]:
    return train_digits.run(options(), Settings(mlflow_url))


def test_the_model_is_good(result: dict[str, Any]) -> None:
    assert result["accuracy"] > 0.93
    assert json.loads(json.dumps(result)) == result


def test_everything_is_in_mlflow(result: dict[str, Any], mlflow_url: str, tmp_path: Path) -> None:
    client = mlflow.MlflowClient(mlflow_url)
    run = client.get_run(result["run_id"])
    assert run.info.status == "FINISHED"
    assert run.data.params["workers"] == "2"
    assert run.data.metrics["accuracy"] == pytest.approx(result["accuracy"])
    losses = [metric.value for metric in client.get_metric_history(result["run_id"], "loss")]
    assert len(losses) == 60
    assert losses[0] == pytest.approx(np.log(10))
    assert losses[-1] < 0.3
    path = mlflow.artifacts.download_artifacts(
        run_id=result["run_id"], artifact_path="weights.npy", dst_path=str(tmp_path), tracking_uri=mlflow_url
    )
    _, test_data = datasets(0.25, 7)
    assert accuracy(test_data, np.load(path)) == pytest.approx(result["accuracy"])


def test_the_number_of_workers_changes_nothing_but_the_time() -> None:
    data, _ = datasets(0.25, 7)
    one, three = (training.train(data, Workers(count, 0.5), Steps(5), nothing) for count in (1, 3))
    np.testing.assert_allclose(one, three, atol=1e-9)


def test_the_same_images_are_held_back_each_time() -> None:
    def held_back() -> list[bytes]:
        # In whatever order Ray has them.
        return sorted(np.asarray(row["image"]).tobytes() for row in datasets(0.25, 7)[1].take_all())

    first = held_back()
    assert first == held_back()
    assert len(first) == 449


def test_a_mlflow_that_does_not_answer_is_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MLFLOW_HTTP_REQUEST_MAX_RETRIES", "0")
    with pytest.raises(JobError, match=r"MLflow at http://127\.0\.0\.1:9 \(MLFLOW_TRACKING_URI\) does not answer"):
        train_digits.run(options(), Settings("http://127.0.0.1:9"))


@pytest.mark.parametrize(
    ("argv", "message"),
    [
        (["--workers", "0"], "0 is not 1 or more"),
        (["--test-size", "1"], "1 is not between 0 and 1"),
        (["--learning-rate", "-1"], "-1 is not above 0"),
        (["--worker-count", "2"], "unrecognized arguments"),
    ],
)
def test_a_wrong_option_is_refused(argv: list[str], message: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        train_digits.main(argv)
    assert ended.value.code == 2
    assert message in capsys.readouterr().err


def test_finds_the_cluster_by_its_address(mlflow_url: str, tmp_path: Path) -> None:
    environment = {**os.environ, "MLFLOW_TRACKING_URI": mlflow_url, "PYTHONDONTWRITEBYTECODE": "1"}
    environment["RAY_ADDRESS"] = ray.get_runtime_context().gcs_address
    command = [sys.executable, str(JOBS / "train_digits.py"), "--steps", "20", "--workers", "1"]
    done = subprocess.run(
        command, env=environment, cwd=tmp_path, capture_output=True, text=True, timeout=600, check=False
    )
    assert done.returncode == 0, done.stderr[-3000:]
    assert json.loads(done.stdout.splitlines()[-1])["accuracy"] > 0.8


def test_a_missing_setting_ends_it_with_code_2(tmp_path: Path) -> None:
    environment = {name: value for name, value in os.environ.items() if name != "MLFLOW_TRACKING_URI"}
    command = [sys.executable, str(JOBS / "train_digits.py")]
    done = subprocess.run(
        command, env=environment, cwd=tmp_path, capture_output=True, text=True, timeout=300, check=False
    )
    assert done.returncode == 2
    assert done.stderr.splitlines()[-1].startswith("train-digits: MLFLOW_TRACKING_URI is not set.")
