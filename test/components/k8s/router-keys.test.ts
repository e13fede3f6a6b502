import assert from "node:assert/strict";
import { routerArgsOf } from "../../../components/k8s/addons/router";
import { Services } from "../../../components/k8s/services";
import type { WorkloadId } from "../../../model/eks/workload-ids";
import { workloads } from "../../../model/eks/workloads";
import { conformant, onEks } from "../../helpers/clusters";
import { eksConfig, kubernetesConfig, routerNeeds } from "../../helpers/configs";
import { ServiceStack } from "../../helpers/service-stack";

const EXTERNAL_SECRET = "kubernetes:external-secrets.io/v1:ExternalSecret";
const { upstreamUrl } = routerNeeds.router;

const postgres = { host: "postgres.example.com", passwordSecret: "router-postgres" };
const redis = { host: "redis.data.svc.cluster.local", port: 6380, passwordSecret: "router-redis" };

interface Container {
  readonly name: string;
  readonly restartPolicy?: string;
  readonly env: readonly { readonly name: string; readonly value: string }[];
  readonly volumeMounts: readonly { readonly name: string; readonly mountPath: string }[];
}

interface Source {
  readonly secret: { readonly name: string; readonly items: readonly { readonly key: string }[] };
}

interface PodSpec {
  readonly initContainers?: readonly Container[];
  readonly containers: readonly Container[];
  readonly volumes: readonly { readonly name: string; readonly projected?: { readonly sources: Source[] } }[];
}

/** A stack whose router asks for keys. */
class RouterStack extends ServiceStack {
  async onCluster(storage: object, settings: object = {}): Promise<void> {
    await this.build({ recipes: ["router"], router: { upstreamUrl, auth: "keys", storage, ...settings } });
  }

  async onAws(irsaWorkloads: readonly WorkloadId[] = [], keys: object = {}): Promise<void> {
    await this.registered.start({ stack: "test", preview: true });
    const config = eksConfig({
      recipes: ["router", "devtools"],
      internetEgress: { reason: "Images come from public registries" },
      router: { upstreamUrl, auth: "keys" },
      ...keys,
    });
    new Services("platform", { config, cluster: onEks(irsaWorkloads) });
    await this.registered.settled();
  }

  get pod(): PodSpec {
    const { inputs } = this.registered.get("kubernetes:apps/v1:Deployment", "platform-router");
    return (inputs["spec"] as { readonly template: { readonly spec: PodSpec } }).template.spec;
  }

  /** The router's variables. */
  get env(): Readonly<Record<string, string>> {
    return Object.fromEntries((this.pod.containers[0]?.env ?? []).map(({ name, value }) => [name, value]));
  }

  /** The Secrets of each folder of the router, as `name/key`. */
  get files(): Readonly<Record<string, readonly string[]>> {
    const { containers, volumes } = this.pod;
    return Object.fromEntries(
      (containers[0]?.volumeMounts ?? []).map(({ name, mountPath }) => {
        const sources = volumes.find((one) => one.name === name)?.projected?.sources ?? [];
        return [
          mountPath,
          sources.flatMap(({ secret }) => secret.items.map(({ key }) => `${secret.name}/${key}`)),
        ];
      }),
    );
  }

  /** The spec of an ExternalSecret. */
  secret(name: string): Readonly<Record<string, unknown>> {
    return this.registered.get(EXTERNAL_SECRET, name).inputs["spec"] as Readonly<Record<string, unknown>>;
  }

  /** The way to the servers. */
  get egress(): unknown {
    return (this.policy("router-storage") as { readonly egress: unknown } | undefined)?.egress;
  }
}

/** The way to a port of TCP anywhere but where clouds answer instances. */
const anywhere = (port: number) => ({
  to: [
    { ipBlock: { cidr: "0.0.0.0/0", except: ["169.254.0.0/16"] } },
    { ipBlock: { cidr: "::/0", except: ["fe80::/10", "fd00:ec2::254/128"] } },
  ],
  ports: [{ port, protocol: "TCP" }],
});

describe("components/k8s/router-keys", () => {
  const stack = new RouterStack();

  it("gives a router without keys nothing of it", async () => {
    await stack.build({ recipes: ["router"] });
    assert.deepEqual(
      Object.keys(stack.env).filter((name) => /AUTH|ADMIN|DATABASE|REDIS/.test(name)),
      [],
    );
    assert.equal(stack.pod.initContainers, undefined);
    assert.equal(stack.egress, undefined);
  });

  it("has the router log in to the servers that the config names, by passwords that may change", async () => {
    await stack.onCluster({
      postgres: { ...postgres, caSecret: "authority" },
      redis: { ...redis, username: "plinth" },
    });
    const { env } = stack;
    assert.equal(env["ROUTER_AUTH"], "keys");
    assert.equal(
      env["DATABASE_URL"],
      "postgres://router@postgres.example.com:5432/router?sslmode=verify-full&sslrootcert=/run/secrets/postgres/ca.crt",
    );
    assert.equal(env["REDIS_URL"], "rediss://plinth@redis.data.svc.cluster.local:6380/0");
    assert.equal(env["NODE_EXTRA_CA_CERTS"], undefined);
    assert.deepEqual(stack.files, {
      "/run/secrets/plinth": [],
      "/run/secrets/admin": ["router-admin/admin_key"],
      "/run/secrets/postgres": ["router-postgres/password", "authority/ca.crt"],
      "/run/secrets/redis": ["router-redis/password"],
    });
    assert.equal(env["ROUTER_ADMIN_KEY_FILE"], "/run/secrets/admin/admin_key");
    assert.equal(env["DATABASE_PASSWORD_FILE"], "/run/secrets/postgres/password");
    assert.equal(env["REDIS_PASSWORD_FILE"], "/run/secrets/redis/password");
    assert.equal(stack.pod.initContainers, undefined);
  });

  it("opens the way to those servers alone", async () => {
    await stack.onCluster({ postgres, redis });
    const data = { matchLabels: { "kubernetes.io/metadata.name": "data" } };
    assert.deepEqual(stack.egress, [anywhere(5432), { to: [{ namespaceSelector: data }] }]);
  });

  it("does without a Redis, and believes an authority of its own", async () => {
    await stack.onCluster({ postgres });
    assert.equal(stack.env["REDIS_URL"], undefined);
    assert.match(stack.env["DATABASE_URL"] ?? "", /sslmode=verify-full$/);
    await stack.onCluster({ postgres, redis: { ...redis, caSecret: "redis-authority" } });
    assert.equal(stack.env["REDIS_URL"], "rediss://redis.data.svc.cluster.local:6380/0");
    assert.equal(stack.env["NODE_EXTRA_CA_CERTS"], "/run/secrets/redis/ca.crt");
  });

  it("has the cluster make the admin key once, or takes it from the store that the config names", async () => {
    await stack.onCluster({ postgres });
    const made = stack.secret("platform-router-admin");
    assert.equal(made["refreshPolicy"], "CreatedOnce");
    assert.deepEqual((made["target"] as { template: object }).template, {
      data: { admin_key: "{{ .admin_key }}" },
    });
    const secrets = { backend: "vault", address: "https://vault.example.com" };
    const router = { upstreamUrl, auth: "keys", storage: { postgres }, adminKey: "platform/router-admin" };
    await stack.build({ recipes: ["router"], secrets, router });
    assert.deepEqual(stack.secret("platform-router-admin")["data"], [
      { secretKey: "admin_key", remoteRef: { key: "platform/router-admin", property: "value" } },
    ]);
    assert.ok(!stack.registered.all().some(({ name }) => name === "platform-router-admin-generator"));
  });

  it("has a container beside the router on AWS that makes tokens for the stack's Postgres and Valkey", async () => {
    await stack.onAws();
    const { env, files } = stack;
    assert.match(
      env["DATABASE_URL"] ?? "",
      /^postgres:\/\/plinth_router@plinth-postgres\..*:5432\/router\?sslmode=verify-full&sslrootcert=\/run\/secrets\/postgres\/ca.crt$/,
    );
    assert.equal(
      env["REDIS_URL"],
      "rediss://plinth-router@master.plinth-cache.abcdef.euc1.cache.amazonaws.com:6379/0",
    );
    const [beside, ...others] = stack.pod.initContainers ?? [];
    assert.deepEqual(others, []);
    assert.equal(beside?.restartPolicy, "Always");
    const [folder] = beside.volumeMounts;
    for (const file of [env["DATABASE_PASSWORD_FILE"], env["REDIS_PASSWORD_FILE"]])
      assert.ok(file?.startsWith(`${String(folder?.mountPath)}/`), file);
    assert.ok(String(folder?.mountPath) in files);
    assert.deepEqual(files["/run/secrets/postgres"], ["rds-authorities/ca.crt"]);
    assert.ok(stack.secret("platform-router-authorities"));
    assert.deepEqual(stack.egress, [anywhere(5432), anywhere(6379)]);
  });

  it("is the workload whose role may log in there, by Pod Identity or by an annotation", async () => {
    const account = () =>
      stack.registered.get("kubernetes:core/v1:ServiceAccount", "platform-router").inputs["metadata"] as {
        readonly name: string;
        readonly namespace: string;
        readonly annotations?: object;
      };
    await stack.onAws();
    const { namespace, serviceAccount } = workloads.router;
    assert.deepEqual([account().namespace, account().name], [namespace, serviceAccount]);
    assert.equal(account().annotations, undefined);
    assert.ok(stack.policy("router-pod-identity"));
    await stack.onAws(["router"]);
    assert.deepEqual(account().annotations, {
      "eks.amazonaws.com/role-arn": "arn:aws:iam::123456789012:role/plinth-router",
    });
    assert.equal(stack.policy("router-pod-identity"), undefined);
    assert.deepEqual(stack.egress, [anywhere(5432), anywhere(6379), anywhere(443)]);
  });

  it("comes after the job that makes its database", async () => {
    const waits = (): boolean =>
      stack.registered
        .get("plinth:k8s:Router", "platform-router")
        .dependencies.some((urn) => urn.includes("Job::platform-databases"));
    await stack.onAws();
    assert.ok(waits());
    await stack.onAws([], { router: { upstreamUrl } });
    assert.ok(!waits());
  });

  it("takes the servers that the config names on AWS too", async () => {
    await stack.onAws([], {
      recipes: ["router"],
      router: { upstreamUrl, auth: "keys", storage: { postgres } },
    });
    assert.match(stack.env["DATABASE_URL"] ?? "", /@postgres\.example\.com:5432\//);
    assert.equal(stack.pod.initContainers, undefined);
  });

  it("cannot be made without a Postgres", () => {
    const config = kubernetesConfig({ recipes: ["router"] });
    const router = { ...config.router, auth: "keys" } as never;
    assert.throws(
      () => routerArgsOf({ config: { ...config, router }, cluster: conformant }),
      /have no Postgres/,
    );
  });
});
