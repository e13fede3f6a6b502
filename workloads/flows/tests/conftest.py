"""Real servers for the tests: MLflow and Prefect in processes of their own, Vault where there is one."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import plinth_flows  # noqa: F401 (first: it turns reporting off before Prefect and MLflow are imported)
from tests import real_vault
from tests.fake_vault import FakeVault, serve

import pytest
import requests
from prefect.testing.utilities import prefect_test_harness

SECRET_PATH = "secret/data/flows/train-digits"
SECRET = "owner-7f3a9c-must-not-be-seen"
START_SECONDS = 300
FLOWS = Path(__file__).parents[1]

# A run that is told to end stops its servers first, as with Ctrl-C.
signal.signal(signal.SIGTERM, signal.default_int_handler)


@pytest.fixture(scope="session")
def mlflow_process(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, subprocess.Popen[bytes], Path]]:
    """An MLflow server that is starting. Tests take ``mlflow_url``, which waits for it."""
    folder = tmp_path_factory.mktemp("mlflow")
    port = real_vault.free_port()
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
    yield f"http://127.0.0.1:{port}", process, log
    os.killpg(process.pid, 9)
    process.wait()


@pytest.fixture(scope="session")
def mlflow_url(mlflow_process: tuple[str, subprocess.Popen[bytes], Path]) -> str:
    url, process, log = mlflow_process
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        try:
            if requests.get(f"{url}/health", timeout=2).ok:
                return url
        except requests.RequestException:
            time.sleep(0.3)
    pytest.fail(f"MLflow did not start:\n{log.read_text()[-2000:]}")


@pytest.fixture(scope="session")
def prefect_api(request: pytest.FixtureRequest) -> Iterator[None]:
    """A Prefect server with an empty database, used by everything in this process."""
    if any("mlflow_url" in getattr(item, "fixturenames", ()) for item in request.session.items):
        # Both take a while to start: side by side is faster.
        request.getfixturevalue("mlflow_process")
    with prefect_test_harness(server_startup_timeout=START_SECONDS):
        yield


@pytest.fixture(scope="session")
def real() -> Iterator[real_vault.RealVault]:
    with real_vault.run() as vault:
        if vault is None:
            pytest.skip("no Vault: neither `vault` on PATH nor a local Docker image plinth/vault or hashicorp/vault")
        yield vault


@pytest.fixture
def fake() -> Iterator[FakeVault]:
    with serve(FakeVault(secrets={SECRET_PATH: {"model_owner": SECRET}})) as vault:
        yield vault


@pytest.fixture
def login(tmp_path: Path, fake: FakeVault) -> dict[str, str]:
    """The environment of a flow that talks to the fake Vault, but for MLflow."""
    return vault_environment(tmp_path, fake)


def vault_environment(folder: Path, vault: FakeVault | real_vault.RealVault) -> dict[str, str]:
    """The variables for ``vault``, with the login in files as the stack has it."""
    (folder / "role_id").write_text(vault.role_id)
    (folder / "secret_id").write_text(f"{vault.secret_id}\n")
    return {
        "VAULT_ADDR": vault.url,
        "VAULT_ROLE_ID_FILE": str(folder / "role_id"),
        "VAULT_SECRET_ID_FILE": str(folder / "secret_id"),
    }
