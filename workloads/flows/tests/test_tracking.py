"""plinth_flows/tracking.py: which failures of MLflow are worth another try"""

from pathlib import Path

from plinth_flows import tracking
from plinth_flows.errors import ServiceError
from plinth_flows.settings import Settings
from tests.real_vault import free_port

import pytest
import requests
from mlflow.exceptions import MlflowException, RestException
from mlflow.protos import databricks_pb2 as codes

SETTINGS = Settings("http://127.0.0.1:1", "http://127.0.0.1:2", Path("role"), Path("secret"))


def http_error(status: int) -> requests.HTTPError:
    response = requests.Response()
    response.status_code = status
    return requests.HTTPError(f"{status} for url", response=response)


@pytest.mark.parametrize(
    ("error", "transient"),
    [
        (requests.ConnectionError("refused"), True),
        (requests.Timeout("slow"), True),
        (http_error(502), True),
        (http_error(403), False),
        (MlflowException("database is away", error_code=codes.INTERNAL_ERROR), True),
        (MlflowException("database is away", error_code=codes.TEMPORARILY_UNAVAILABLE), True),
        (RestException({"error_code": "RESOURCE_EXHAUSTED", "message": "slow down"}), True),
        (MlflowException("no such run", error_code=codes.RESOURCE_DOES_NOT_EXIST), False),
        (MlflowException("bad name", error_code=codes.INVALID_PARAMETER_VALUE), False),
        (MlflowException("forbidden", error_code=codes.PERMISSION_DENIED), False),
    ],
)
def test_transient_or_final(error: Exception, transient: bool) -> None:
    with pytest.raises(ServiceError, match="MLflow at http://127.0.0.1:1") as caught, tracking.answers(SETTINGS):
        raise error
    assert caught.value.transient is transient


def test_other_errors_pass_through() -> None:
    with pytest.raises(ZeroDivisionError), tracking.answers(SETTINGS):
        raise ZeroDivisionError


def test_no_server_is_one_sentence_also_from_mlflow_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MLFLOW_HTTP_REQUEST_MAX_RETRIES", "0")
    nobody = Settings(f"http://127.0.0.1:{free_port()}", SETTINGS.vault_addr, Path("role"), Path("secret"))
    with (
        pytest.raises(ServiceError, match="does not answer .*correct MLFLOW_TRACKING_URI") as caught,
        tracking.run(nobody, "experiment", "id", "name"),
    ):
        pass
    assert caught.value.transient
    with pytest.raises(ServiceError, match="does not answer"):
        tracking.check(nobody)
