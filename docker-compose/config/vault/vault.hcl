# One node with integrated storage. TLS ends at nobody here: the listener is on the stack's own networks,
# and Traefik publishes it on 127.0.0.1 only.
ui            = true
disable_mlock = true
api_addr      = "http://vault:8200"
cluster_addr  = "http://vault:8201"

storage "raft" {
  path    = "/vault/file"
  node_id = "plinth"
}

listener "tcp" {
  address     = "0.0.0.0:8200"
  tls_disable = true
}
