# What the service "flows" may read: its own secrets, and nothing else.
path "secret/data/flows/*" {
  capabilities = ["read"]
}

path "secret/metadata/flows/*" {
  capabilities = ["list"]
}
