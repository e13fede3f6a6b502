"""The job on a Ray cluster as KubeRay makes one: a head without CPUs, a worker, a token, a job that is submitted."""

import json
import os
import secrets
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.conftest import JOBS, START_SECONDS, free_port

import mlflow
import pytest
import requests

RAY = str(Path(sys.executable).with_name("ray"))


@dataclass(frozen=True)
class Cluster:
    """Where jobs are submitted, and the environment of whoever may."""

    url: str
    token: str
    environment: dict[str, str]


@pytest.fixture(scope="module")
def cluster() -> Iterator[Cluster]:
    token, port, dashboard = secrets.token_hex(32), free_port(), free_port()
    kept = {name: value for name, value in os.environ.items() if not name.startswith("RAY_")}
    environment = {**kept, "RAY_AUTH_MODE": "token", "RAY_AUTH_TOKEN": token, "PYTHONPATH": str(JOBS)}
    head = [
        *("--head", "--num-cpus=0", "--node-ip-address=127.0.0.1", f"--port={port}", f"--dashboard-port={dashboard}"),
        *("--dashboard-host=127.0.0.1", f"--ray-client-server-port={free_port()}"),
    ]
    worker = [f"--address=127.0.0.1:{port}", "--node-ip-address=127.0.0.1", "--num-cpus=3"]
    url = f"http://127.0.0.1:{dashboard}"
    processes: list[subprocess.Popen[bytes]] = []
    # Paths of sockets have 107 characters at most, which a folder of pytest's would use up.
    with tempfile.TemporaryDirectory(prefix="ray-", ignore_cleanup_errors=True) as folder:
        log = Path(folder) / "nodes.log"
        try:
            for node in ([*head, f"--temp-dir={folder}/ray"], worker):
                command = [RAY, "start", "--block", f"--dashboard-agent-listen-port={free_port()}", *node]
                with log.open("ab") as output:
                    processes.append(
                        subprocess.Popen(
                            command, env=environment, stdout=output, stderr=subprocess.STDOUT, start_new_session=True
                        )
                    )
                _wait_for_nodes(url, token, len(processes), log)
            yield Cluster(url, token, environment)
        finally:
            for process in reversed(processes):
                os.killpg(process.pid, signal.SIGTERM)
                try:
                    process.wait(30)
                except subprocess.TimeoutExpired:
                    os.killpg(process.pid, signal.SIGKILL)


def _wait_for_nodes(url: str, token: str, count: int, log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        try:
            headers = {"Authorization": f"Bearer {token}"}
            answer = requests.get(f"{url}/nodes?view=summary", headers=headers, timeout=5)
            if answer.ok and len(answer.json()["data"]["summary"]) >= count:
                return
        except (requests.RequestException, ValueError):
            pass
        time.sleep(0.5)
    pytest.fail(f"node {count} of the Ray cluster did not start:\n{log.read_text()[-3000:]}")


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
