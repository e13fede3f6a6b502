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
    image = None if shutil.which("vault") else local_image()
    name = f"plinth-flows-test-vault-{port}"
    if shutil.which("vault"):
        command = ["vault", *DEV_SERVER, f"-dev-listen-address=127.0.0.1:{port}"]
    elif image:
        command = [
            *("docker", "run", "--rm", f"--name={name}", "--cap-add=IPC_LOCK", "--env=HOME=/tmp"),
            *(f"--publish=127.0.0.1:{port}:8200", "--entrypoint=vault", image),
            *(*DEV_SERVER, "-dev-listen-address=0.0.0.0:8200"),
        ]
    else:
        yield None
        return
    # The key is read from the running process: Vault answers on its port a moment before it prints the key.
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as process:
        try:
            unseal_key = _unseal_key(process)
            _wait(url)
            yield _set_up(url, unseal_key)
        finally:
            process.kill()
            if image:
                # Killing the client leaves the container as it is.
                subprocess.run(["docker", "rm", "--force", name], capture_output=True, check=False)


def _wait(url: str) -> None:
    deadline = time.monotonic() + START_SECONDS
    while True:
        with contextlib.suppress(requests.RequestException):
            if requests.get(f"{url}/v1/sys/health", timeout=2).ok:
                return
        if time.monotonic() > deadline:
            raise TimeoutError(f"Vault did not start within {START_SECONDS} seconds")
        time.sleep(0.2)


def _unseal_key(process: subprocess.Popen[str]) -> str:
    printed = []
    for line in process.stdout or []:
        if match := re.search(r"Unseal Key: (\S+)", line):
            return match[1]
        printed.append(line)
    raise ValueError(f"Vault ended without an unseal key: {''.join(printed)}")


def _set_up(url: str, unseal_key: str) -> RealVault:
    root = hvac.Client(url=url, token=ROOT_TOKEN)
    root.sys.enable_auth_method("approle")
    root.sys.create_or_update_policy("flows", POLICY.read_text())
    root.auth.approle.create_or_update_approle("flows", token_policies=["flows"], token_ttl="1h")
    role_id = root.auth.approle.read_role_id("flows")["data"]["role_id"]
    secret_id = root.auth.approle.generate_secret_id("flows")["data"]["secret_id"]
    return RealVault(url, role_id, secret_id, unseal_key)
