#!/bin/sh
# Prepares /data for the services. Safe to run on every start: what exists is kept, never overwritten.
#
# OWNER   uid:gid of the services, for example 10001:10001
#
# Folders of /data belong to OWNER with mode 0700. A secret is made once, from the kernel's random source,
# written aside and renamed, so that an interruption never leaves half of one.
set -eu
umask 077

fail() {
  echo "bootstrap: $*" >&2
  exit 1
}

case "${OWNER:-}" in
  *[!0-9:]* | '' | :* | *:) fail "OWNER is '${OWNER:-}', but must be uid:gid in digits, for example 10001:10001. Set PLINTH_UID and PLINTH_GID." ;;
esac

# folder...: creates each under /data
folders() {
  for folder in "$@"; do
    mkdir -p "/data/$folder" || fail "cannot create data/$folder: the disk may be full or the folder read-only. Free some space, then run 'up' again."
    chmod 0700 "/data/$folder"
  done
}

# write PATH MODE: takes the content from standard input
write() {
  { cat >"$1.new" && chmod "$2" "$1.new" && mv -f "$1.new" "$1"; } ||
    fail "cannot write ${1#/}: the disk may be full. Free some space, then run 'up' again; nothing was lost."
}

# secret SERVICE NAME: 256 bits as 64 hexadecimal digits
secret() {
  path=/data/secrets/$1/$2
  if [ -e "$path" ]; then
    [ -s "$path" ] || fail "${path#/} is empty. Put the secret back from a backup, or delete the file to get a new one."
    return 0
  fi
  od -An -N32 -tx1 /dev/urandom | tr -d ' \n' | write "$path" 0400
}

# shared SERVICE NAME, WITH OTHER NAME: gives a second service its own copy of a secret
shared() {
  cmp -s "/data/secrets/$1/$2" "/data/secrets/$3/$4" || write "/data/secrets/$3/$4" 0400 <"/data/secrets/$1/$2"
}

# url NAME WHO SECRET WHERE: one of the router's secrets as the URL that it reads. A secret is of hexadecimal digits, so
# it stands in a URL as it is; `printf` is a part of the shell, so it is in no argument list.
url() {
  printf '%s:%s@%s' "$2" "$(cat "/data/secrets/router/$3")" "$4" | write "/data/secrets/router/$1" 0400
}

folders postgres redis vault mlflow router secrets \
  secrets/postgres secrets/redis secrets/vault secrets/prefect secrets/mlflow secrets/router secrets/flows

secret postgres superuser_password
for service in prefect mlflow router; do
  secret postgres "${service}_password"
  shared postgres "${service}_password" "$service" postgres_password
done

secret router admin_key
secret router redis_password
url database_url postgres://router postgres_password postgres:5432/router
url redis_url redis://router redis_password redis:6379/0
hash=$(sha256sum </data/secrets/router/redis_password | cut -d' ' -f1)
# The default user, which anyone on the network is, may only ask whether Redis is alive.
write /data/secrets/redis/users.acl 0400 <<ACL
user default on nopass resetkeys resetchannels -@all +ping
user router on #$hash ~plinth:router:* &plinth:router:* +@all -@admin -@dangerous
ACL

# Empty until the user puts a key of the upstream there.
[ -e /data/secrets/router/upstream_api_key ] || : | write /data/secrets/router/upstream_api_key 0600

# Only what has another owner is touched, so that a large store of artifacts costs nothing.
find /data -mindepth 1 \( ! -user "${OWNER%:*}" -o ! -group "${OWNER#*:}" \) -exec chown -h "$OWNER" {} +
chown "$OWNER" /data
echo "bootstrap: data folders and secrets are in place"
