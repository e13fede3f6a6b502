"""The part of Vault's HTTP API that a flow uses, with the answers of a real one, for paths that end in errors.

Statuses and bodies were taken from Vault 1.21; test_vault.py runs the same cases against a real Vault where it
has one.
"""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

DENIED = "1 error occurred:\n\t* permission denied\n\n"


@dataclass
class FakeVault:
    """What the server knows and how it behaves; change it between requests."""

    role_id: str = "11111111-role"
    secret_id: str = "22222222-secret-id"
    token: str = "hvs.fake-token"
    secrets: dict[str, dict[str, Any]] = field(default_factory=dict)
    denied: set[str] = field(default_factory=set)
    sealed: bool = False
    broken_answers: int = 0
    logins: int = 0
    revoked: int = 0
    url: str = ""

    def answer(self, method: str, path: str, token: str | None, body: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        if self.broken_answers > 0:
            self.broken_answers -= 1
            return 500, {"errors": ["internal error"]}
        if path == "sys/seal-status":
            return 200, {"sealed": self.sealed, "initialized": True}
        if self.sealed:
            return 503, {"errors": ["Vault is sealed"]}
        if (method, path) == ("POST", "auth/approle/login"):
            return self._login(body)
        if token != self.token:
            return 403, {"errors": [DENIED]}
        if path == "auth/token/revoke-self":
            self.revoked += 1
            return 204, {}
        return self._read(path)

    def _login(self, body: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        if (body.get("role_id"), body.get("secret_id")) != (self.role_id, self.secret_id):
            return 400, {"errors": ["invalid role or secret ID"]}
        self.logins += 1
        return 200, {"auth": {"client_token": self.token, "lease_duration": 3600, "renewable": True}}

    def _read(self, path: str) -> tuple[int, dict[str, Any]]:
        if path in self.denied or not path.startswith("secret/data/flows/"):
            return 403, {"errors": [DENIED]}
        if path not in self.secrets:
            return 404, {"errors": []}
        return 200, {"data": {"data": self.secrets[path], "metadata": {"version": 1}}}


@contextmanager
def serve(vault: FakeVault) -> Iterator[FakeVault]:
    """Serve ``vault`` on a free port of the loopback interface."""

    class Handler(BaseHTTPRequestHandler):
        def _handle(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            status, answer = vault.answer(
                self.command,
                self.path.removeprefix("/v1/"),
                self.headers.get("X-Vault-Token"),
                json.loads(body) if body else {},
            )
            text = b"" if status == 204 else json.dumps(answer).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(text)))
            self.end_headers()
            self.wfile.write(text)

        do_GET = do_POST = do_PUT = _handle  # noqa: N815 (names that http.server asks for)

        def log_message(self, *_: object) -> None:
            """Quiet: a test run shows its own lines only."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    vault.url = f"http://127.0.0.1:{server.server_port}"
    try:
        yield vault
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
