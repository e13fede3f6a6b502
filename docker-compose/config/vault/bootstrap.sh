#!/bin/sh
# Brings Vault into service and keeps it there: initialises it once, unseals it whenever it is sealed (after
# every restart), and sets up KV version 2, one policy and one AppRole login per service.
#
# Files, all under /secrets with mode 0400:
#   vault/init.json                       unseal key and root token, written once, the only copy
#   <service>/vault_role_id, vault_secret_id   the login of a service; its policy is policies/<service>.hcl
#
# No secret is ever an argument of a process: keys go by standard input, secrets by file name.
set -eu
umask 077
policies=/etc/plinth/policies
init=/secrets/vault/init.json

log() { echo "vault-bootstrap: $*"; }
fail() {
  echo "vault-bootstrap: $*" >&2
  exit 1
}

# write PATH: standard input, written aside and renamed
write() {
  { cat >"$1.new" && chmod 0400 "$1.new" && mv -f "$1.new" "$1"; } ||
    fail "cannot write $1: the disk may be full. Free some space; this goes on by itself."
}

# The state of Vault: 0 unsealed, 2 sealed, 1 unreachable (the exit code of `vault status`).
state() {
  code=0
  vault status >/dev/null 2>&1 || code=$?
  echo "$code"
}

# Unsealed is not yet in service: the node must first become the leader of its cluster of one.
active() { vault status -format=json 2>/dev/null | grep -q '"is_self": true'; }
initialised() { vault status -format=json 2>/dev/null | grep -q '"initialized": true'; }

initialise() {
  # Nothing may go wrong between the answer and the disk: try the disk first.
  head -c 8192 /dev/zero | write "$init.probe"
  rm -f "$init.probe"
  answer=$(vault operator init -key-shares=1 -key-threshold=1 -format=json)
  printf '%s\n' "$answer" | write "$init"
  unset answer
  log "initialised; the unseal key and the root token are in data/secrets/vault/init.json"
}

unseal() {
  [ -s "$init" ] || fail "Vault holds data, but data/secrets/vault/init.json is missing, so it cannot be unsealed. Put the file back from a backup, or delete data/vault to start with an empty Vault."
  key=$(tr -d ' \n' <"$init" | sed -n 's/.*"unseal_keys_b64":\["\([^"]*\)".*/\1/p')
  printf '{"key":"%s"}' "$key" | vault write sys/unseal - >/dev/null ||
    fail "Vault refused the unseal key of data/secrets/vault/init.json. The file does not belong to data/vault: put the right one back."
  log "unsealed"
}

# The service's secrets, for people and programs that ask Vault for them. A new version only on a change.
publish() {
  for file in /secrets/"$1"/*; do
    name=$(basename "$file")
    case "$name" in vault_* | users.acl | *.new | '*') continue ;; esac
    [ -s "$file" ] || continue
    [ "$(vault kv get -mount=secret -field="$name" "$1/$name" 2>/dev/null)" = "$(cat "$file")" ] ||
      vault kv put -mount=secret "$1/$name" "$name=@$file" >/dev/null
  done
}

# login_works SERVICE: whether the login on disk is one that Vault knows
login_works() {
  [ -s "/secrets/$1/vault_role_id" ] && [ -s "/secrets/$1/vault_secret_id" ] &&
    VAULT_TOKEN='' vault write -field=token auth/approle/login \
      role_id=@"/secrets/$1/vault_role_id" secret_id=@"/secrets/$1/vault_secret_id" >/dev/null 2>&1
}

grant() {
  vault policy write "$1" "$policies/$1.hcl" >/dev/null
  vault write "auth/approle/role/$1" token_policies="$1" token_ttl=1h token_max_ttl=24h >/dev/null
  login_works "$1" && return 0
  role_id=$(vault read -field=role_id "auth/approle/role/$1/role-id")
  secret_id=$(vault write -force -field=secret_id "auth/approle/role/$1/secret-id")
  printf '%s' "$role_id" | write "/secrets/$1/vault_role_id"
  printf '%s' "$secret_id" | write "/secrets/$1/vault_secret_id"
  log "new login for '$1'"
}

configure() {
  VAULT_TOKEN=$(sed -n 's/.*"root_token": *"\([^"]*\)".*/\1/p' "$init")
  export VAULT_TOKEN
  vault secrets list -format=json | grep -q '"secret/"' || vault secrets enable -path=secret -version=2 kv >/dev/null
  vault auth list -format=json | grep -q '"approle/"' || vault auth enable approle >/dev/null
  for file in "$policies"/*.hcl; do
    service=$(basename "$file" .hcl)
    [ -d "/secrets/$service" ] || fail "policies/$service.hcl has no folder data/secrets/$service. Add '$service' to docker-compose/config/bootstrap/bootstrap.sh."
    grant "$service"
    publish "$service"
  done
  # The secret that the example flow reads; yours to change.
  vault kv get -mount=secret flows/train-digits >/dev/null 2>&1 ||
    head -c 24 /dev/urandom | od -An -tx1 | tr -d ' \n' | vault kv put -mount=secret -cas=0 flows/train-digits model_owner=- >/dev/null
  unset VAULT_TOKEN
  log "policies and logins are in place"
}

rm -f /tmp/ready
configured=no
while :; do
  case "$(state)" in
    2)
      initialised || initialise
      unseal
      ;;
    0)
      if active; then
        [ "$configured" = yes ] || configure
        configured=yes
        touch /tmp/ready
      fi
      ;;
  esac
  # Twice a second until Vault is in service, then every five seconds.
  if [ "$configured" = yes ] && [ "$(state)" = 0 ]; then sleep 5; else sleep 0.5; fi
done
