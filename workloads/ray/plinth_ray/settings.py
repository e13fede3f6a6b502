"""What a job knows about the world: one variable of the environment, beside those that Ray reads itself."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from plinth_ray.errors import SettingsError

NAME = "MLFLOW_TRACKING_URI"
ADVICE = "Set it to MLflow's URL: under ./plinth up http://127.0.0.1:5050, in a cluster that of its Service."


@dataclass(frozen=True)
class Settings:
    """Where MLflow is."""

    tracking_uri: str

    @classmethod
    def from_env(cls, env: Mapping[str, str] = os.environ) -> "Settings":
        """Raises SettingsError unless the variable holds an http or https URL without a password."""
        value = env.get(NAME, "").strip()
        if not value:
            raise SettingsError(f"{NAME} is not set. {ADVICE}")
        try:
            parts = urlsplit(value)
            valid = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
        except ValueError:
            raise SettingsError(f"{NAME} is not a URL: check its host and port. {ADVICE}") from None
        if "@" in parts.netloc:
            # It would end up in logs, so its text is not repeated here either.
            raise SettingsError(f"{NAME} holds a user name or password: leave them out of the URL.")
        if not valid:
            raise SettingsError(f"{NAME} is {value!r}, not an http or https URL. {ADVICE}")
        return cls(tracking_uri=value.rstrip("/"))
