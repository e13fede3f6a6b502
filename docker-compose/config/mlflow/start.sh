#!/bin/sh
# Starts the MLflow server. The password is read here, so that it is in no compose file, no argument list
# and no `docker inspect`.
set -eu
password=$(cat /run/secrets/plinth/postgres_password)
# psycopg2 is named because the plain scheme picks a driver that the image may lack.
export MLFLOW_BACKEND_STORE_URI="postgresql+psycopg2://mlflow:$password@postgres:5432/mlflow"
unset password
exec mlflow server --host 0.0.0.0 --port 5000 --workers 1 --serve-artifacts --artifacts-destination /artifacts
