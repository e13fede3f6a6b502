"""MLflow: one run for each job."""

import contextlib
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from plinth_ray.errors import JobError
from plinth_ray.settings import NAME, Settings

import mlflow
import numpy as np
from mlflow.entities import Metric
from mlflow.exceptions import MlflowException

# Most metrics of one request: https://mlflow.org/docs/latest/rest-api.html#request-limits
MOST_METRICS = 1000

# Artifact of a run.
WEIGHTS = "weights.npy"


@contextlib.contextmanager
def run(settings: Settings, experiment: str, name: str) -> Iterator[str]:
    """An active run, by its id. It is marked as failed when the block raises.

    Raises JobError where MLflow does not answer, or refuses.
    """
    with _errors(settings):
        mlflow.set_tracking_uri(settings.tracking_uri)
        mlflow.set_experiment(experiment)
        with mlflow.start_run(run_name=name) as active:
            yield active.info.run_id


@contextlib.contextmanager
def _errors(settings: Settings) -> Iterator[None]:
    """Turns MLflow's errors into one sentence."""
    try:
        yield
    except MlflowException as error:
        what = "does not answer" if "Max retries exceeded" in str(error) else "refused a request"
        cause = str(error).strip().splitlines()[0][:200]
        raise JobError(f"MLflow at {settings.tracking_uri} ({NAME}) {what}: {cause}") from error


def log_losses(run_id: str, losses: list[tuple[int, float, int]]) -> None:
    """The loss of every step: its number, the loss, and the milliseconds since 1970 when it was known."""
    metrics = [Metric("loss", loss, milliseconds, step) for step, loss, milliseconds in losses]
    for start in range(0, len(metrics), MOST_METRICS):
        mlflow.MlflowClient().log_batch(run_id, metrics=metrics[start : start + MOST_METRICS])


def log_weights(weights: np.ndarray) -> None:
    """The weights as ``weights.npy``, a format that runs no code when it is read."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / WEIGHTS
        np.save(path, weights, allow_pickle=False)
        mlflow.log_artifact(str(path))


def weights(settings: Settings, experiment: str, run_id: str | None = None) -> tuple[str, np.ndarray]:
    """The run and the weights that a training kept: those of ``run_id``, or of the run with the best accuracy.

    Raises JobError where MLflow does not answer, or has none.
    """
    with _errors(settings), TemporaryDirectory() as folder:
        client = mlflow.MlflowClient(settings.tracking_uri)
        found = run_id or _best(client, experiment)
        if found is None:
            raise JobError(f"MLflow's experiment {experiment!r} has no finished run to serve: train one first.")
        # The server keeps artifacts; the client asks it for them.
        path = mlflow.artifacts.download_artifacts(
            run_id=found, artifact_path=WEIGHTS, dst_path=folder, tracking_uri=settings.tracking_uri
        )
        return found, np.load(path, allow_pickle=False)


def _best(client: mlflow.MlflowClient, experiment: str) -> str | None:
    known = client.get_experiment_by_name(experiment)
    if known is None:
        return None
    runs = client.search_runs(
        [known.experiment_id], "attributes.status = 'FINISHED'", order_by=["metrics.accuracy DESC"], max_results=1
    )
    return runs[0].info.run_id if runs else None
