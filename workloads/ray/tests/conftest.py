"""A real MLflow server and a real Ray, each for all tests of a run."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator

import plinth_ray  # noqa: F401 (first: it turns reporting off before Ray and MLflow are imported)
from tests.cluster import FRUGAL, START_SECONDS, Cluster, free_port, started

import pytest
import ray
import requests

# A run that is told to end stops its servers first, as with Ctrl-C.
signal.signal(signal.SIGTERM, signal.default_int_handler)


@pytest.fixture(scope="session")
def mlflow_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder, port = tmp_path_factory.mktemp("mlflow"), free_port()
    command = [
        *(sys.executable, "-m", "mlflow", "server", "--host", "127.0.0.1", "--port", str(port), "--workers", "1"),
        *("--backend-store-uri", f"sqlite:///{folder}/mlflow.db", "--artifacts-destination", str(folder / "artifacts")),
    ]
    log = folder / "server.log"
    environment = {**os.environ, "MLFLOW_SERVER_ENABLE_JOB_EXECUTION": "false"}
    with log.open("wb") as output:
        process = subprocess.Popen(
            command, cwd=folder, env=environment, stdout=output, stderr=subprocess.STDOUT, start_new_session=True
        )
    url = f"http://127.0.0.1:{port}"
    try:
        deadline = time.monotonic() + START_SECONDS
        while not _answers(f"{url}/health"):
            if process.poll() is not None or time.monotonic() > deadline:
                pytest.fail(f"MLflow did not start:\n{log.read_text()[-2000:]}")
            time.sleep(0.3)
        yield url
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _answers(url: str) -> bool:
    try:
        return requests.get(url, timeout=2).ok
    except requests.RequestException:
        return False


@pytest.fixture(scope="session")
def local_ray() -> Iterator[None]:
    ray.init(
        # One of its own, also where another Ray runs on this machine or has left its address behind.
        address="local",
        num_cpus=4,
        _node_ip_address="127.0.0.1",
        include_dashboard=False,
        log_to_driver=False,
        logging_level="warning",
        _system_config=FRUGAL,
    )
    yield
    ray.shutdown()


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    with started() as found:
        yield found
