"""What the flows of Plinth share: settings, clients, retries, deployment.

Importing this package sets defaults for the libraries under it. They are read when Prefect and MLflow are
imported, so a flow file imports this package first. A variable that is already set is left as it is.
"""

import os

_DEFAULTS = {
    # Nothing here reports home: Prefect's client and server, MLflow's client.
    "DO_NOT_TRACK": "true",
    "MLFLOW_DISABLE_TELEMETRY": "true",
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    # MLflow's own default waits for minutes on a server that is gone. Short tries here; the tasks try again.
    "MLFLOW_HTTP_REQUEST_MAX_RETRIES": "3",
    "MLFLOW_HTTP_REQUEST_BACKOFF_FACTOR": "1",
    "MLFLOW_HTTP_REQUEST_TIMEOUT": "30",
    "MLFLOW_ENABLE_ARTIFACTS_PROGRESS_BAR": "false",
    # MLflow looks for git to note a commit; without git it would print a page of advice.
    "GIT_PYTHON_REFRESH": "quiet",
    # Prefect's temporary server, used where PREFECT_API_URL is unset: its default of 20 s is short for a busy laptop.
    "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "300",
}

for _name, _value in _DEFAULTS.items():
    os.environ.setdefault(_name, _value)
