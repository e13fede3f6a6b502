"""A real Vault for the tests: the binary on PATH, or a local Docker image. Nothing is pulled."""

import contextlib
import re
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import hvac
import requests

ROOT_TOKEN = "root-of-the-test"
IMAGES = ("plinth/vault", "hashicorp/vault")
POLICY = Path(__file__).parents[3] / "docker-compose/config/vault/policies/flows.hcl"
START_SECONDS = 60
# Memory only: an empty Vault for each test session, unsealed, gone with the process.
DEV_SERVER = ["server", "-dev", "-dev-no-store-token", f"-dev-root-token-id={ROOT_TOKEN}"]


@dataclass
class RealVault:
    """A running Vault with the project's own policy for flows and one AppRole login."""

    url: str
    role_id: str
    secret_id: str
    unseal_key: str

    @property
    def root(self) -> hvac.Client:
        return hvac.Client(url=self.url, token=ROOT_TOKEN)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def local_image() -> str | None:
    """The name of a Vault image that Docker has; None without Docker or without an image."""
    if not shutil.which("docker"):
        return None
    listing = subprocess.run(
        ["docker", "images", "--format", "{{.Repository}}:{{.Tag}}"], capture_output=True, text=True, check=False
    )
    names = listing.stdout.split() if listing.returncode == 0 else []
    wanted = (name for image in IMAGES for name in names if name.rpartition(":")[0].endswith(image))
    return next(wanted, None)


@contextlib.contextmanager
def run() -> Iterator[RealVault | None]:
    """Start a Vault and set it up; None where there is neither a binary nor an image."""
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    binary = shutil.which("vault")
    image = local_image()
    if binary:
        command = [binary, *DEV_SERVER, f"-dev-listen-address=127.0.0.1:{port}"]
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as process:
            try:
                _wait(url)
                yield _set_up(url, _unseal_key(process.stdout))
            finally:
                process.kill()
    elif image:
        container = _docker(
            *("run", "--detach", "--rm", "--cap-add=IPC_LOCK", f"--publish=127.0.0.1:{port}:8200", "--env=HOME=/tmp"),
            *("--entrypoint=vault", image, *DEV_SERVER, "-dev-listen-address=0.0.0.0:8200"),
        ).strip()
        try:
            _wait(url)
            yield _set_up(url, _unseal_key(_docker("logs", container).splitlines()))
        finally:
            _docker("rm", "--force", container)
    else:
        yield None


def _docker(*arguments: str) -> str:
    return subprocess.run(["docker", *arguments], capture_output=True, text=True, check=True).stdout


def _wait(url: str) -> None:
    deadline = time.monotonic() + START_SECONDS
    while True:
        with contextlib.suppress(requests.RequestException):
            if requests.get(f"{url}/v1/sys/health", timeout=2).ok:
                return
        if time.monotonic() > deadline:
            raise TimeoutError(f"Vault did not start within {START_SECONDS} seconds")
        time.sleep(0.2)


def _unseal_key(lines: Iterator[str] | list[str] | None) -> str:
    for line in lines or []:
        if match := re.search(r"Unseal Key: (\S+)", line):
            return match[1]
    raise ValueError("Vault printed no unseal key")


def _set_up(url: str, unseal_key: str) -> RealVault:
    root = hvac.Client(url=url, token=ROOT_TOKEN)
    root.sys.enable_auth_method("approle")
    root.sys.create_or_update_policy("flows", POLICY.read_text())
    root.auth.approle.create_or_update_approle("flows", token_policies=["flows"], token_ttl="1h")
    role_id = root.auth.approle.read_role_id("flows")["data"]["role_id"]
    secret_id = root.auth.approle.generate_secret_id("flows")["data"]["secret_id"]
    return RealVault(url, role_id, secret_id, unseal_key)
