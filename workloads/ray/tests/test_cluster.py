"""The job on a Ray cluster as KubeRay makes one: a head without CPUs, a worker, a token, a job that is submitted."""

import json
import subprocess
import sys

from tests.cluster import JOBS, RAY, Cluster

import mlflow
import pytest
import requests


@pytest.mark.parametrize(("headers", "status"), [({}, 401), ({"Authorization": f"Bearer {'0' * 64}"}, 403)])
def test_nobody_submits_a_job_without_the_token(cluster: Cluster, headers: dict[str, str], status: int) -> None:
    body = {"entrypoint": "true"}
    answer = requests.post(f"{cluster.url}/api/jobs/", json=body, headers=headers, timeout=30)
    assert answer.status_code == status


def test_a_submitted_job_trains_on_the_worker_and_logs_to_mlflow(cluster: Cluster, mlflow_url: str) -> None:
    runtime = json.dumps({"env_vars": {"MLFLOW_TRACKING_URI": mlflow_url}})
    entrypoint = [sys.executable, str(JOBS / "train_digits.py"), "--workers", "2", "--experiment", "in-a-cluster"]
    command = [RAY, "job", "submit", "--address", cluster.url, "--runtime-env-json", runtime, "--", *entrypoint]
    done = subprocess.run(command, env=cluster.environment, capture_output=True, text=True, timeout=900, check=False)
    assert done.returncode == 0, (done.stdout + done.stderr)[-4000:]
    client = mlflow.MlflowClient(mlflow_url)
    experiment = client.get_experiment_by_name("in-a-cluster")
    assert experiment is not None
    (run,) = client.search_runs([experiment.experiment_id])
    assert run.info.status == "FINISHED"
    assert run.data.metrics["accuracy"] > 0.93
    assert cluster.token not in done.stdout + done.stderr
