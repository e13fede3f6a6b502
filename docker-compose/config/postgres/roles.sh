#!/bin/sh
# Gives each service a role and a database of its own name. A service is a file <service>_password in the
# secrets folder. Safe to run on every start; a changed password file changes the role's password.
set -eu
secrets=/run/secrets/plinth
PGHOST=postgres PGUSER=postgres PGDATABASE=postgres
PGPASSWORD=$(cat "$secrets/superuser_password")
export PGHOST PGUSER PGDATABASE PGPASSWORD

for file in "$secrets"/*_password; do
  name=$(basename "$file" _password)
  [ "$name" != superuser ] || continue
  # psql reads the password by itself, so it is in no argument list.
  psql --no-psqlrc --quiet --tuples-only --set=ON_ERROR_STOP=1 --set=name="$name" --set=file="$file" <<'SQL' ||
\set password `cat :'file'`
SELECT format('CREATE ROLE %I LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE', :'name')
  WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = :'name') \gexec
SELECT format('ALTER ROLE %I PASSWORD %L', :'name', :'password') \gexec
SELECT format('CREATE DATABASE %I OWNER %I', :'name', :'name')
  WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = :'name') \gexec
SELECT format('REVOKE ALL ON DATABASE %I FROM PUBLIC', :'name') \gexec
SQL
    {
      echo "postgres-roles: could not prepare role and database '$name'; see the line above." >&2
      exit 1
    }
  echo "postgres-roles: role and database '$name' are ready"
done
