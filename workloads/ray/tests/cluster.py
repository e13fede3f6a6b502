"""A Ray cluster as KubeRay makes one: a head without CPUs, a worker, a token, and a dashboard that asks for it."""

import contextlib
import os
import secrets
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import requests

START_SECONDS = 300
JOBS = Path(__file__).parents[1]
RAY = str(Path(sys.executable).with_name("ray"))

# Ray's settings without what no test looks at and each node pays for: workers that nobody asked for yet, metrics of its
# own, the history of tasks, and a new worker, with all its imports, wherever one had no task for a second.
FRUGAL = {
    "prestart_worker_first_driver": False,
    "enable_worker_prestart": False,
    "enable_metrics_collection": False,
    "task_events_report_interval_ms": 0,
    "idle_worker_killing_time_threshold_ms": 600_000,
}


@dataclass(frozen=True)
class Cluster:
    """Where jobs are submitted, and the environment of whoever may."""

    url: str
    token: str
    environment: dict[str, str]
    address: str
    log: Path

    def get(self, path: str) -> Any:
        """What the dashboard answers."""
        headers = {"Authorization": f"Bearer {self.token}"}
        return requests.get(f"{self.url}{path}", headers=headers, timeout=60).json()

    def nodes(self) -> dict[str, str]:
        """The state of each node by its id."""
        found = self.get("/nodes?view=summary")["data"]["summary"]
        return {node["raylet"]["nodeId"]: node["raylet"]["state"] for node in found}

    @contextlib.contextmanager
    def another_node(self, cpus: int) -> Iterator[subprocess.Popen[bytes]]:
        """One more worker, which is there when the block begins, and killed at its end if nobody did that before."""
        before = len(self.nodes())
        command = [*_command(), f"--address={self.address}", "--node-ip-address=127.0.0.1", f"--num-cpus={cpus}"]
        process = _start(command, self.environment, self.log)
        try:
            wait_until(lambda: len(self.nodes()) > before, f"the node did not start: {self.log.read_text()[-2000:]}")
            yield process
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def wait_until(holds: Callable[[], bool], problem: str) -> None:
    """Fails with the problem where something does not come to hold."""
    deadline = time.monotonic() + START_SECONDS
    while not holds():
        if time.monotonic() > deadline:
            pytest.fail(problem)
        time.sleep(0.3)


def _command() -> list[str]:
    return [RAY, "start", "--block", f"--dashboard-agent-listen-port={free_port()}"]


@contextlib.contextmanager
def started() -> Iterator[Cluster]:
    """A cluster of a head and a worker."""
    token, port, dashboard = secrets.token_hex(32), free_port(), free_port()
    kept = {name: value for name, value in os.environ.items() if not name.startswith("RAY_")}
    frugal = {f"RAY_{name}": str(int(value)) for name, value in FRUGAL.items()}
    environment = {**kept, **frugal, "RAY_AUTH_MODE": "token", "RAY_AUTH_TOKEN": token, "PYTHONPATH": str(JOBS)}
    head = [
        *("--head", "--num-cpus=0", "--node-ip-address=127.0.0.1", f"--port={port}", f"--dashboard-port={dashboard}"),
        *("--dashboard-host=127.0.0.1", f"--ray-client-server-port={free_port()}"),
    ]
    worker = [f"--address=127.0.0.1:{port}", "--node-ip-address=127.0.0.1", "--num-cpus=3"]
    url = f"http://127.0.0.1:{dashboard}"
    processes: list[subprocess.Popen[bytes]] = []
    deadline = time.monotonic() + START_SECONDS
    # Paths of sockets have 107 characters at most, which a folder of pytest's would use up.
    with tempfile.TemporaryDirectory(prefix="ray-", ignore_cleanup_errors=True) as folder:
        log = Path(folder) / "nodes.log"
        try:
            for node in ([*head, f"--temp-dir={folder}/ray"], worker):
                command = [*_command(), *node]
                processes.append(_start(command, environment, log))
                while not _has_nodes(url, token, len(processes), processes[-1]):
                    if time.monotonic() > deadline:
                        pytest.fail(
                            f"node {len(processes)} of the Ray cluster did not start:\n{log.read_text()[-3000:]}"
                        )
                    # Ray gives a node 30 seconds, which are not enough on a busy machine.
                    if processes[-1].poll() is not None:
                        processes[-1] = _start(command, environment, log)
            yield Cluster(url, token, environment, f"127.0.0.1:{port}", log)
        finally:
            for process in reversed(processes):
                # A node that is told to end asks the head for 30 seconds to be drained, which has ended by then.
                with contextlib.suppress(ProcessLookupError):
                    os.killpg(process.pid, signal.SIGKILL)
                process.wait()


def _start(command: list[str], environment: dict[str, str], log: Path) -> subprocess.Popen[bytes]:
    with log.open("ab") as output:
        return subprocess.Popen(
            command, env=environment, stdout=output, stderr=subprocess.STDOUT, start_new_session=True
        )


def _has_nodes(url: str, token: str, count: int, process: subprocess.Popen[bytes]) -> bool:
    """Whether so many nodes are there. Looks for ten seconds, or until the process ends."""
    for _ in range(20):
        try:
            headers = {"Authorization": f"Bearer {token}"}
            answer = requests.get(f"{url}/nodes?view=summary", headers=headers, timeout=5)
            if answer.ok and len(answer.json()["data"]["summary"]) >= count:
                return True
        except (requests.RequestException, ValueError):
            pass
        if process.poll() is not None:
            return False
        time.sleep(0.5)
    return False


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
