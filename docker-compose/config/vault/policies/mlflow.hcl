# What the service "mlflow" may read: its own secrets, and nothing else.
path "secret/data/mlflow/*" {
  capabilities = ["read"]
}

path "secret/metadata/mlflow/*" {
  capabilities = ["list"]
}
