"""The job on a Ray cluster as KubeRay makes one: a head without CPUs, a worker, a token, a job that is submitted."""

import json
import os
import signal
import subprocess
import sys
from typing import Any

from tests.cluster import JOBS, RAY, Cluster, wait_until

import mlflow
import pytest
import requests

# So many that a node can be taken away meanwhile.
STEPS = 1000


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


def shards(cluster: Cluster) -> list[dict[str, Any]]:
    """The job's workers: where each is, and whether it lives."""
    answer = cluster.get("/api/v0/actors?detail=1")
    return [actor for actor in answer["data"]["result"]["result"] if actor["class_name"] == "Shard"]


def living(cluster: Cluster) -> set[str]:
    """Nodes with a worker of the job."""
    return {shard["node_id"] for shard in shards(cluster) if shard["state"] == "ALIVE"}


def test_a_node_that_is_taken_away_costs_time_and_nothing_else(cluster: Cluster, mlflow_url: str) -> None:
    before = set(cluster.nodes())
    # A worker takes two CPUs, of which the first node has three: the second worker needs a node of its own.
    entrypoint = [
        *(sys.executable, str(JOBS / "train_digits.py"), "--workers", "2", "--cpus-per-worker", "2"),
        *("--steps", str(STEPS), "--experiment", "taken-away"),
    ]
    body = {
        "entrypoint": " ".join(entrypoint),
        "runtime_env": {"env_vars": {"MLFLOW_TRACKING_URI": mlflow_url}},
    }
    headers = {"Authorization": f"Bearer {cluster.token}"}
    with cluster.another_node(cpus=2) as taken:
        (lost,) = set(cluster.nodes()) - before
        answer = requests.post(f"{cluster.url}/api/jobs/", json=body, headers=headers, timeout=60)
        job = answer.json()["submission_id"]

        def status() -> str:
            return str(cluster.get(f"/api/jobs/{job}")["status"])

        def log() -> str:
            return str(cluster.get(f"/api/jobs/{job}/logs")["logs"])[-3000:]

        wait_until(lambda: lost in living(cluster) and len(living(cluster)) == 2, "no worker of the job came there")
        assert status() == "RUNNING", log()
        # As a spot node that goes before its two minutes are over: nothing on it is told.
        os.killpg(taken.pid, signal.SIGKILL)
        wait_until(lambda: cluster.nodes()[lost] == "DEAD", "the node is still there to Ray")
        assert status() == "RUNNING", log()
        assert lost not in living(cluster)
        with cluster.another_node(cpus=2):
            (new,) = set(cluster.nodes()) - before - {lost}
            wait_until(lambda: new in living(cluster) or status() != "RUNNING", "the worker was not started again")
            assert status() == "RUNNING", log()
            wait_until(lambda: status() != "RUNNING", "the job does not end")
            assert status() == "SUCCEEDED", log()
    client = mlflow.MlflowClient(mlflow_url)
    experiment = client.get_experiment_by_name("taken-away")
    assert experiment is not None
    (run,) = client.search_runs([experiment.experiment_id])
    assert run.info.status == "FINISHED"
    assert run.data.metrics["accuracy"] > 0.93
    steps = [metric.step for metric in client.get_metric_history(run.info.run_id, "loss")]
    assert steps == list(range(STEPS)), "no step is missing, and none was made twice"
