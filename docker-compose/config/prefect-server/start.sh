#!/bin/sh
# Starts the Prefect server. The password is read here, so that it is in no compose file, no argument list
# and no `docker inspect`.
set -eu
password=$(cat /run/secrets/plinth/postgres_password)
export PREFECT_API_DATABASE_CONNECTION_URL="postgresql+asyncpg://prefect:$password@postgres:5432/prefect"
unset password
exec prefect server start --host 0.0.0.0 --port 4200
