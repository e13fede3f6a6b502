#!/bin/bash
# Starts PostgreSQL, and on the first start creates its cluster in $PGDATA. Reads what the official image reads:
# POSTGRES_USER, POSTGRES_PASSWORD or POSTGRES_PASSWORD_FILE, POSTGRES_DB, POSTGRES_INITDB_ARGS,
# POSTGRES_HOST_AUTH_METHOD. Runs under any user id; as root it continues as the user "postgres".
set -euo pipefail

fail() {
  echo "postgres: $*" >&2
  exit 1
}

# initdb and postgres ask for the name of the user that they run as. An arbitrary id has none: lend it one.
lend_user_name() {
  getent passwd "$(id -u)" > /dev/null && return
  local library
  library=$(find /usr/lib -name libnss_wrapper.so -print -quit)
  [ -n "$library" ] || fail "user id $(id -u) has no name, and libnss_wrapper.so is missing to lend it one"
  NSS_WRAPPER_PASSWD=$(mktemp)
  NSS_WRAPPER_GROUP=$(mktemp)
  echo "postgres:x:$(id -u):$(id -g):PostgreSQL:$PGDATA:/bin/false" > "$NSS_WRAPPER_PASSWD"
  echo "postgres:x:$(id -g):" > "$NSS_WRAPPER_GROUP"
  LD_PRELOAD=$library
  export LD_PRELOAD NSS_WRAPPER_PASSWD NSS_WRAPPER_GROUP
}

return_user_name() {
  [ -n "${NSS_WRAPPER_PASSWD:-}" ] || return 0
  rm -f "$NSS_WRAPPER_PASSWD" "$NSS_WRAPPER_GROUP"
  unset LD_PRELOAD NSS_WRAPPER_PASSWD NSS_WRAPPER_GROUP
}

superuser_password() {
  if [ -n "${POSTGRES_PASSWORD_FILE:-}" ]; then
    [ -r "$POSTGRES_PASSWORD_FILE" ] || fail "POSTGRES_PASSWORD_FILE is $POSTGRES_PASSWORD_FILE, which cannot be read"
    cat "$POSTGRES_PASSWORD_FILE"
  else
    printf '%s\n' "${POSTGRES_PASSWORD:-}"
  fi
}

# The cluster is made in a folder of its own and moved into place with PG_VERSION last. A start that is killed half
# way thus never leaves something that looks like a finished cluster.
create_cluster() {
  local new="$PGDATA/.plinth-new" user="${POSTGRES_USER:-postgres}" password method
  local database="${POSTGRES_DB:-$user}" arguments
  password=$(superuser_password)
  method=${POSTGRES_HOST_AUTH_METHOD:-scram-sha-256}
  [ -n "$password" ] || [ "$method" = trust ] || fail "give POSTGRES_PASSWORD_FILE or POSTGRES_PASSWORD"
  if [ -d "$new" ]; then
    echo "postgres: the last start did not finish; creating the cluster anew" >&2
    find "$PGDATA" -mindepth 1 -delete
  fi
  [ -z "$(ls -A "$PGDATA")" ] || fail "$PGDATA is not empty, and not a cluster of PostgreSQL (no PG_VERSION in it)"

  lend_user_name
  read -r -a arguments <<< "${POSTGRES_INITDB_ARGS:-}"
  # The password goes in by a pipe: it is in no argument list and in no file.
  initdb --pgdata="$new" --username="$user" --pwfile=<(printf '%s\n' "$password") "${arguments[@]}"
  printf '\nhost all all all %s\n' "$method" >> "$new/pg_hba.conf"
  if [ "$database" != postgres ]; then
    printf 'CREATE DATABASE "%s"\n' "${database//\"/\"\"}" | postgres --single -D "$new" postgres > /dev/null
  fi
  return_user_name
  find "$new" -mindepth 1 -maxdepth 1 ! -name PG_VERSION -exec mv -t "$PGDATA" {} +
  sync -f "$PGDATA"
  mv "$new/PG_VERSION" "$PGDATA/PG_VERSION"
  rmdir "$new"
}

main() {
  # Options alone mean options of the server.
  case ${1:-} in -*) set -- postgres "$@" ;; esac
  [ "${1:-}" = postgres ] || exec "$@"

  if [ "$(id -u)" = 0 ]; then
    install -d -o postgres -g postgres -m 700 "$PGDATA"
    find "$PGDATA" ! -user postgres -exec chown postgres:postgres {} +
    exec setpriv --reuid=postgres --regid=postgres --init-groups "$0" "$@"
  fi
  mkdir -p "$PGDATA"
  # A bind mount may come with an owner that cannot change its mode; postgres then says so itself.
  chmod 700 "$PGDATA" 2> /dev/null || true
  [ -s "$PGDATA/PG_VERSION" ] || create_cluster
  exec "$@"
}

main "$@"
