"""Retries with back-off for tasks that talk to services."""

from typing import Any

from plinth_flows.errors import FlowError

from prefect.client.schemas.objects import TaskRun
from prefect.states import State
from prefect.tasks import Task


def is_transient(task: Task[Any, Any], task_run: TaskRun, state: State[Any]) -> bool:
    """Whether a failed task may succeed when tried again, as Prefect's ``retry_condition_fn``."""
    error = state.result(raise_on_failure=False)
    return isinstance(error, FlowError) and error.transient


# About a minute in all, and as long again inside MLflow's own client: a restart of Postgres or Vault fits in.
RETRY_TRANSIENT: dict[str, Any] = {
    "retries": 5,
    "retry_delay_seconds": [2, 4, 8, 16, 32],
    "retry_jitter_factor": 0.2,
    "retry_condition_fn": is_transient,
}
