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


@contextlib.contextmanager
def run(settings: Settings, experiment: str, name: str) -> Iterator[str]:
    """An active run, by its id. It is marked as failed when the block raises.

    Raises JobError where MLflow does not answer, or refuses.
    """
    try:
        mlflow.set_tracking_uri(settings.tracking_uri)
        mlflow.set_experiment(experiment)
        with mlflow.start_run(run_name=name) as active:
            yield active.info.run_id
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
        path = Path(folder) / "weights.npy"
        np.save(path, weights, allow_pickle=False)
        mlflow.log_artifact(str(path))
