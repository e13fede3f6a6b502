"""MLflow, with runs and model versions that a retry finds again instead of making a second one."""

import contextlib
from collections.abc import Iterator

from plinth_flows.errors import ServiceError, cause_of
from plinth_flows.settings import Settings

import requests

# The tag under which a run is found again. Its value is the id of the Prefect flow run.
FLOW_RUN_TAG = "plinth.flow_run_id"

TIMEOUT_SECONDS = 10
TOO_MANY_REQUESTS = 429
SERVER_ERROR = 500


def check(settings: Settings) -> None:
    """Raises ServiceError unless the MLflow server answers."""
    with answers(settings):
        requests.get(f"{settings.tracking_uri}/health", timeout=TIMEOUT_SECONDS).raise_for_status()


@contextlib.contextmanager
def run(settings: Settings, experiment: str, flow_run_id: str, name: str) -> Iterator[str]:
    """An active MLflow run of this flow run: a new one, or the one that an earlier try began. Yields its id.

    Raises ServiceError as ``answers`` does. The run is marked as failed when the block raises.
    """
    import mlflow

    with answers(settings):
        mlflow.set_tracking_uri(settings.tracking_uri)
        client = mlflow.MlflowClient()
        experiment_id = mlflow.set_experiment(experiment).experiment_id
        earlier = client.search_runs([experiment_id], f"tags.`{FLOW_RUN_TAG}` = '{flow_run_id}'", max_results=1)
        if not earlier:
            earlier = [client.create_run(experiment_id, run_name=name, tags={FLOW_RUN_TAG: flow_run_id})]
        with mlflow.start_run(run_id=earlier[0].info.run_id) as active:
            yield active.info.run_id


def register(model_uri: str, name: str, run_id: str) -> str:
    """Register a logged model; the version number as text. A run has one version, however often it is tried."""
    import mlflow

    found = mlflow.MlflowClient().search_model_versions(f"name = '{name}' and run_id = '{run_id}'")
    return str(found[0].version if found else mlflow.register_model(model_uri, name).version)


@contextlib.contextmanager
def answers(settings: Settings) -> Iterator[None]:
    """Turns the errors of MLflow's client into ServiceError.

    Transient: no connection, and every answer of 500 and above, which is what MLflow gives while its database is
    away. Everything else (a refused host name, a wrong parameter) is final.
    """
    from mlflow.exceptions import MlflowException

    try:
        yield
    except (requests.ConnectionError, requests.Timeout) as error:
        raise ServiceError(_silent(settings, type(error).__name__), transient=True) from error
    except requests.RequestException as error:
        status = error.response.status_code if error.response is not None else None
        raise ServiceError(
            f"MLflow at {settings.tracking_uri} answered with an error: {cause_of(error)}.",
            transient=status is not None and _may_pass(status),
        ) from error
    except MlflowException as error:
        if "Max retries exceeded" in str(error):
            raise ServiceError(_silent(settings, "no connection"), transient=True) from error
        raise ServiceError(
            f"MLflow at {settings.tracking_uri} refused a request: {cause_of(error)}",
            transient=_may_pass(error.get_http_status_code()),
        ) from error


def _may_pass(status: int) -> bool:
    return status >= SERVER_ERROR or status == TOO_MANY_REQUESTS


def _silent(settings: Settings, why: str) -> str:
    return (
        f"MLflow at {settings.tracking_uri} (MLFLOW_TRACKING_URI) does not answer ({why}). Start the stack with"
        " `./plinth up`, or correct MLFLOW_TRACKING_URI."
    )
