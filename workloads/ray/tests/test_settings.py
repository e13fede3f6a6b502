"""plinth_ray/settings.py"""

from plinth_ray.errors import SettingsError
from plinth_ray.settings import Settings

import pytest


def test_reads_the_url() -> None:
    assert Settings.from_env({"MLFLOW_TRACKING_URI": " http://mlflow.devtools:80/ "}).tracking_uri == (
        "http://mlflow.devtools:80"
    )


@pytest.mark.parametrize(
    ("value", "message"),
    [
        (None, "is not set"),
        ("", "is not set"),
        ("mlflow:5000", "not an http or https URL"),
        ("http://", "not an http or https URL"),
        ("http://mlflow:port", "is not a URL"),
        ("http://user:hunter2@mlflow", "user name or password"),
    ],
)
def test_refuses_what_is_no_url(value: str | None, message: str) -> None:
    with pytest.raises(SettingsError, match=message) as raised:
        Settings.from_env({} if value is None else {"MLFLOW_TRACKING_URI": value})
    assert "hunter2" not in str(raised.value)
