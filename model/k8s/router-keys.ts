/** What a router with keys finds in its pod: the key of its admin API, and its login at the servers that it shares. */

/** The Secret with the key of the admin API, and the key's name in it. */
export const routerAdmin = { secret: "router-admin", key: "admin_key" } as const;

/** Folders of its container. */
export const routerFolders = {
  admin: "/run/secrets/admin",
  postgres: "/run/secrets/postgres",
  redis: "/run/secrets/redis",
  /** In memory, with the tokens of AWS. */
  tokens: "/run/tokens",
} as const;

/** A server that the pods share: each has a folder of its own. */
export type SharedServer = "postgres" | "redis";

/** Names of the files: a password, and the authority that signed the server's certificate. */
export const serverFiles = { password: "password", authority: "ca.crt" } as const;

/** The last token that the script writes: with it both are there. */
export const LAST_TOKEN = `${routerFolders.tokens}/${"postgres" satisfies SharedServer}`;

/** How long a token of the cache lasts, and after how long another is made. */
const TOKEN_SECONDS = { lasts: 900, renewed: 600 } as const;

/**
 * Keeps a token for Valkey and one for Postgres, each in a file of its own, which is replaced as a whole.
 *
 * AWS signs neither: a token is a request that the pod's role signs and does not send.
 *
 * @see https://docs.aws.amazon.com/AmazonElastiCache/latest/dg/auth-iam.html
 * @see https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/UsingWithRDS.IAMDBAuth.Connecting.html
 */
export const ROUTER_TOKENS_SCRIPT = `import os, time
import boto3
from botocore.auth import SigV4QueryAuth
from botocore.awsrequest import AWSRequest

names = ("PGHOST", "PGPORT", "PGUSER", "CACHE", "CACHE_USER", "AWS_DEFAULT_REGION")
host, port, user, cache, cache_user, region = (os.environ[name] for name in names)

def put(name, token):
    path = os.path.join("${routerFolders.tokens}", name)
    with open(os.open(path + ".new", os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write(token)
    os.replace(path + ".new", path)

while True:
    session = boto3.Session()
    request = AWSRequest("GET", f"http://{cache}/", params={"Action": "connect", "User": cache_user})
    login = session.get_credentials().get_frozen_credentials()
    SigV4QueryAuth(login, "elasticache", region, expires=${String(TOKEN_SECONDS.lasts)}).add_auth(request)
    put("${"redis" satisfies SharedServer}", request.url.removeprefix("http://"))
    token = session.client("rds").generate_db_auth_token(DBHostname=host, Port=int(port), DBUsername=user)
    put("${"postgres" satisfies SharedServer}", token)
    time.sleep(${String(TOKEN_SECONDS.renewed)})
`;
