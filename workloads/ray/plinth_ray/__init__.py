"""What jobs on Ray share. It knows nothing of where it runs: settings come from the environment."""

import os

# Before MLflow is imported, which reads it then: nothing here reports to its makers.
os.environ.setdefault("MLFLOW_DISABLE_TELEMETRY", "true")
os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
