# What the service "router" may read: its own secrets, and nothing else.
path "secret/data/router/*" {
  capabilities = ["read"]
}

path "secret/metadata/router/*" {
  capabilities = ["list"]
}
