"""One secret out of Vault (KV version 2), with an AppRole login read from files."""

import contextlib
from collections.abc import Iterator
from pathlib import Path

from plinth_flows.errors import ServiceError, SettingsError, cause_of
from plinth_flows.settings import Settings

import hvac
import requests
from hvac import exceptions

MOUNT = "secret"
TIMEOUT_SECONDS = 10

# Answers of a Vault that is sealed, starting, or behind a proxy that cannot reach it.
_NOT_IN_SERVICE = (
    exceptions.VaultDown,
    exceptions.VaultNotInitialized,
    exceptions.InternalServerError,
    exceptions.BadGateway,
    exceptions.RateLimitExceeded,
)


def read_secret(settings: Settings, path: str, key: str) -> str:
    """The value of ``key`` in the secret ``secret/data/<path>``.

    Raises ServiceError: Vault does not answer or is sealed (transient), refuses the login, denies the path, or
    has no such secret. No message holds a secret or a login.
    """
    # The empty token keeps hvac from picking up a person's own VAULT_TOKEN or ~/.vault-token.
    client = hvac.Client(url=settings.vault_addr, token="", timeout=TIMEOUT_SECONDS)
    with _answers(settings):
        _login(client, settings)
        try:
            return _read(client, path, key)
        finally:
            # The token ends by itself within the hour; ending it now is a courtesy that may fail.
            with contextlib.suppress(exceptions.VaultError, requests.RequestException):
                client.logout(revoke_token=True)


def check(settings: Settings) -> None:
    """Raises ServiceError unless Vault answers and is unsealed."""
    client = hvac.Client(url=settings.vault_addr, token="", timeout=TIMEOUT_SECONDS)
    with _answers(settings):
        if client.seal_status["sealed"]:
            raise ServiceError(_sealed(settings), transient=True)


def _login(client: hvac.Client, settings: Settings) -> None:
    role_id = _content(settings.vault_role_id_file, "VAULT_ROLE_ID_FILE")
    secret_id = _content(settings.vault_secret_id_file, "VAULT_SECRET_ID_FILE")
    try:
        client.auth.approle.login(role_id=role_id, secret_id=secret_id)
    except (exceptions.InvalidRequest, exceptions.Unauthorized, exceptions.Forbidden):
        raise ServiceError(
            f"Vault at {settings.vault_addr} refuses the login: the role id in {settings.vault_role_id_file} and the"
            f" secret id in {settings.vault_secret_id_file} do not belong to one of its AppRoles. `./plinth up` writes"
            " a new pair."
        ) from None


def _read(client: hvac.Client, path: str, key: str) -> str:
    where = f"{MOUNT}/data/{path}"
    hint = f"`vault kv put -mount={MOUNT} {path} {key}=-` (the value on standard input) writes it."
    try:
        answer = client.secrets.kv.v2.read_secret_version(path, mount_point=MOUNT, raise_on_deleted_version=True)
    except exceptions.Forbidden:
        raise ServiceError(
            f"Vault denies reading {where}: the policy of this login does not allow it. Policies are in"
            " docker-compose/config/vault/policies."
        ) from None
    except exceptions.InvalidPath:
        raise ServiceError(f"Vault has no secret at {where}. {hint}") from None
    value = answer["data"]["data"].get(key)
    if not isinstance(value, str) or not value:
        raise ServiceError(f"The secret at {where} has no text under the key {key!r}. {hint}")
    return value


def _content(path: Path, variable: str) -> str:
    try:
        text = path.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"{variable}: {path} cannot be read as text ({type(error).__name__}).") from None
    if not text:
        raise SettingsError(f"{variable}: {path} is empty. `./plinth up` writes it.")
    return text


@contextlib.contextmanager
def _answers(settings: Settings) -> Iterator[None]:
    """Turns the ways in which Vault does not answer into one sentence each."""
    try:
        yield
    except exceptions.VaultDown:
        raise ServiceError(_sealed(settings), transient=True) from None
    except _NOT_IN_SERVICE as error:
        raise ServiceError(
            f"Vault at {settings.vault_addr} is not in service: {cause_of(error)}. Try again in a minute, or see"
            " `./plinth logs vault`.",
            transient=True,
        ) from None
    except requests.RequestException as error:
        raise ServiceError(
            f"Vault at {settings.vault_addr} (VAULT_ADDR) does not answer ({type(error).__name__}). Start the stack"
            " with `./plinth up`, or correct VAULT_ADDR.",
            transient=isinstance(error, (requests.ConnectionError, requests.Timeout)),
        ) from None
    except exceptions.VaultError as error:
        raise ServiceError(f"Vault at {settings.vault_addr} answered with an error: {cause_of(error)}.") from None


def _sealed(settings: Settings) -> str:
    return (
        f"Vault at {settings.vault_addr} is sealed. The service vault-bootstrap unseals it: see `./plinth status` and"
        " `./plinth logs vault-bootstrap`."
    )
