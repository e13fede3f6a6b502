"""What a flow knows about the world: four variables of the environment, read in one place."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from plinth_flows.errors import SettingsError

ADVICE = (
    "Under `./plinth up` the worker sets them. By hand, set MLFLOW_TRACKING_URI and VAULT_ADDR to the services' URLs,"
    " and VAULT_ROLE_ID_FILE and VAULT_SECRET_ID_FILE to vault_role_id and vault_secret_id in data/secrets/flows."
)


@dataclass(frozen=True)
class Settings:
    """Where the services are and which files hold the login to Vault."""

    tracking_uri: str
    vault_addr: str
    vault_role_id_file: Path
    vault_secret_id_file: Path

    @classmethod
    def from_env(cls, env: Mapping[str, str] = os.environ) -> "Settings":
        """Read and check the settings.

        Raises SettingsError that names every variable that is missing or wrong, not only the first.
        """
        problems: list[str] = []
        settings = cls(
            tracking_uri=_url(env, "MLFLOW_TRACKING_URI", problems),
            vault_addr=_url(env, "VAULT_ADDR", problems),
            vault_role_id_file=_file(env, "VAULT_ROLE_ID_FILE", problems),
            vault_secret_id_file=_file(env, "VAULT_SECRET_ID_FILE", problems),
        )
        if problems:
            raise SettingsError(f"{'; '.join(problems)}. {ADVICE}")
        return settings


def _url(env: Mapping[str, str], name: str, problems: list[str]) -> str:
    value = env.get(name, "").strip()
    if not value:
        problems.append(f"{name} is not set (an http or https URL)")
        return value
    try:
        parts = urlsplit(value)
        valid = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        problems.append(f"{name} is not a URL: check its host and port")
        return value
    if "@" in parts.netloc:
        # Such a URL would end up in logs and in the run's tags, so its text is not repeated here either.
        problems.append(f"{name} holds a user name or password: leave them out of the URL")
    elif not valid:
        problems.append(f"{name} is {value!r}, not an http or https URL")
    return value.rstrip("/")


def _file(env: Mapping[str, str], name: str, problems: list[str]) -> Path:
    value = env.get(name, "").strip()
    path = Path(value)
    if not value:
        problems.append(f"{name} is not set (the path of a file)")
    elif not path.is_file():
        problems.append(f"{name} is {value!r}, which is not a file")
    elif not os.access(path, os.R_OK):
        problems.append(f"{name} is {value!r}, which this user may not read")
    elif path.stat().st_size == 0:
        problems.append(f"{name} is {value!r}, which is empty")
    return path
