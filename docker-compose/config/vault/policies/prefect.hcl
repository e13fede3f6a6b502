# What the service "prefect" may read: its own secrets, and nothing else.
path "secret/data/prefect/*" {
  capabilities = ["read"]
}

path "secret/metadata/prefect/*" {
  capabilities = ["list"]
}
