import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { DEVTOOLS_NAMESPACE, mlflowServer, prefectApiUrl, prefectServer } from "../model/k8s/devtools";
import { routerPort } from "../model/k8s/router";
import { routes } from "../model/k8s/routes";
import { vaultPorts } from "../model/k8s/vault";
import { conformant } from "./helpers/clusters";
import { ServiceStack } from "./helpers/service-stack";

const compose = join(__dirname, "../docker-compose");

/** What one service is, on a laptop or on a cluster. */
interface Running {
  readonly image: string;
  /** Port at which it answers where it runs. @default it answers nobody */
  readonly port?: number | undefined;
  readonly environment: Readonly<Record<string, string>>;
}

type Set = Readonly<Record<string, Running>>;

interface ComposeService {
  readonly image: string;
  readonly environment?: Readonly<Record<string, string>>;
}

/** A value of the compose file with the defaults of its variables. */
function filled(value: string): string {
  return value.replace(/\$\{\w+:-([^}]*)\}/g, "$1");
}

/** Ports of the containers, as Traefik's routes have them. */
function laptopPorts(): Readonly<Record<string, number>> {
  const folder = join(compose, "config/traefik/routes");
  const texts = readdirSync(folder).map((file) => readFileSync(join(folder, file), "utf8"));
  return Object.fromEntries(
    texts.flatMap((text) =>
      [...text.matchAll(/url: "http:\/\/([a-z-]+):(\d+)"/g)].map(
        ([, name = "", port = ""]) => [name, Number(port)] as const,
      ),
    ),
  );
}

/** The laptop stack, as its compose file says. */
function onLaptop(): Set {
  const text = readFileSync(join(compose, "docker-compose.minimal.yaml"), "utf8");
  const { services } = parse(text, { merge: true }) as {
    readonly services: Readonly<Record<string, ComposeService>>;
  };
  const ports = laptopPorts();
  return Object.fromEntries(
    Object.entries(services).map(([id, { image, environment = {} }]) => [
      id,
      {
        image: filled(image),
        port: ports[id],
        environment: Object.fromEntries(
          Object.entries(environment).map(([name, value]) => [name, filled(value)]),
        ),
      },
    ]),
  );
}

interface Named {
  readonly name: string;
  readonly value: string;
}

const byName = (variables: readonly Named[]) =>
  Object.fromEntries(variables.map(({ name, value }) => [name, value]));

/** The same services on a cluster, as the stack of Pulumi has them; Flux has the same. */
async function onCluster(): Promise<Set> {
  const stack = new ServiceStack();
  await stack.build({ recipes: ["devtools", "vault", "router"] }, conformant);
  const imageOf = (chart: string, tag: string, ...path: string[]): string => {
    const image = stack.value(chart, ...path) as Readonly<Record<string, string>>;
    return `${image["repository"] ?? ""}:${image[tag] ?? ""}`;
  };
  const router = stack.registered.get("kubernetes:apps/v1:Deployment", "platform-router").inputs["spec"] as {
    readonly template: {
      readonly spec: { readonly containers: readonly { image: string; env: readonly Named[] }[] };
    };
  };
  const [container] = router.template.spec.containers;
  assert.ok(container);
  const flows = stack.registered.get("kubernetes:core/v1:ConfigMap", "platform-prefect-worker-flows").inputs;
  return {
    "prefect-server": {
      image: imageOf("prefect-server", "prefectTag", "global", "prefect", "image"),
      port: prefectServer.port,
      environment: {
        ...byName(stack.value("prefect-server", "global", "prefect", "env") as Named[]),
        PREFECT_SERVER_UI_API_URL: String(
          stack.value("prefect-server", "server", "uiConfig", "prefectUiApiUrl"),
        ),
      },
    },
    // What a flow finds: on a laptop it runs in the worker itself, on a cluster in a job.
    "prefect-worker": {
      image: imageOf("prefect-worker", "prefectTag", "worker", "image"),
      environment: { PREFECT_API_URL: prefectApiUrl, ...(flows["data"] as Record<string, string>) },
    },
    mlflow: {
      image: imageOf("mlflow", "tag", "image"),
      port: stack.value("mlflow", "service", "port") as number,
      environment: {
        ...(stack.value("mlflow", "extraEnvVars") as Record<string, string>),
        // The chart sets both where its telemetry is off, which is its default.
        MLFLOW_DISABLE_TELEMETRY: "true",
        DO_NOT_TRACK: "1",
        MLFLOW_SERVER_ALLOWED_HOSTS: (stack.value("mlflow", "serverAllowedHosts") as string[]).join(),
      },
    },
    vault: {
      image: imageOf("vault", "tag", "server", "image"),
      port: vaultPorts.api,
      environment: stack.value("vault", "server", "extraEnvironmentVars") as Record<string, string>,
    },
    router: { image: container.image, port: routerPort, environment: byName(container.env) },
  };
}

/** Every way in which the two are not the same: of a service, of its image, its port, or one of its variables. */
function differences(laptop: Set, cluster: Set): string[] {
  return Object.entries(laptop).flatMap(([id, here]) => {
    const there = cluster[id];
    if (there === undefined) return [id];
    const variables = new Set([...Object.keys(here.environment), ...Object.keys(there.environment)]);
    return [
      ...(here.image === there.image ? [] : [`${id} image`]),
      ...(here.port === there.port ? [] : [`${id} port`]),
      ...[...variables]
        .filter((name) => here.environment[name] !== there.environment[name])
        .map((name) => `${id} ${name}`),
    ];
  });
}

const CHARTS_OWN = "the chart has folders of its own that the process may write to";

/** What is not the same, and why. */
const reasons: Readonly<Record<string, string>> = {
  bootstrap: "volumes come from the cluster, and secrets from External Secrets",
  postgres: "SQLite on a volume; on AWS the stack's Postgres in RDS",
  "postgres-roles": "on AWS the job `databases` makes databases and owners; SQLite has none",
  redis: "nothing on a cluster uses it; on AWS the stack has Valkey",
  "vault-bootstrap": "people initialise Vault once and keep its keys, or KMS unseals it",
  "flows-deploy": "flows come in an image, and whoever builds it deploys them",
  traefik: "Envoy Gateway, with the same services by the same names below the domain",
  "prefect-server HOME": CHARTS_OWN,
  "prefect-server PREFECT_HOME": CHARTS_OWN,
  "prefect-server PREFECT_UI_STATIC_DIRECTORY": CHARTS_OWN,
  "prefect-server PREFECT_SERVER_METRICS_ENABLED": "on a laptop nobody asks for metrics",
  "prefect-worker image":
    "the same version with what talks to Kubernetes; the flows' libraries are in their own image",
  "prefect-worker PREFECT_API_URL": "the Service's name, with its namespace",
  "prefect-worker MLFLOW_TRACKING_URI": "the Service's name, with its namespace",
  "prefect-worker VAULT_ADDR": "the Service's name, with its namespace and with TLS",
  "prefect-worker VAULT_CACERT": "Vault's certificate is of an authority of its own; on a laptop it has none",
  "prefect-worker PREFECT_WORKER_WEBSERVER_HOST":
    "flows are jobs, and their pods have no health check of the worker",
  "mlflow MLFLOW_SERVER_ALLOWED_HOSTS": "the names of the Service in place of those of Traefik's routes",
  "vault TMPDIR": "a snapshot that is restored is unpacked on the volume, as /tmp is memory there",
  "vault VAULT_ADDR": "the chart sets it, with TLS",
  "vault VAULT_CACERT": "the servers speak TLS, by an authority of their own",
  "router image": "the same build in the registry that it was pushed to",
  "router ROUTER_UPSTREAM_URL": "the cluster's own upstream in place of a model on the laptop",
  "router ROUTER_AUTH": "it has no admin key there, and without one it asks for no keys",
  "router ROUTER_ADMIN_KEY_FILE": "it has no keys to make, as nothing there keeps them",
  "router ROUTER_STORED_BACKENDS": "it has no admin key there, so it stores no backends",
  "router DATABASE_URL_FILE": "it has no keys and no stored models, so nothing needs a database",
  "router REDIS_URL_FILE": "it has no keys whose limits hold across routers",
};

describe("the services on a laptop and on a cluster", () => {
  let cluster: Set = {};
  const laptop = onLaptop();
  before(async () => {
    cluster = await onCluster();
  });

  it("are the same but for what the table names, with a reason each", () => {
    assert.deepEqual(differences(laptop, cluster).sort(), Object.keys(reasons).sort());
    for (const [difference, reason] of Object.entries(reasons)) assert.ok(reason.length > 20, difference);
  });

  it("has no service on a cluster that a laptop lacks", () => {
    assert.deepEqual(
      Object.keys(cluster).filter((id) => laptop[id] === undefined),
      [],
    );
  });

  it("have the same versions where the image is another", () => {
    const version = ({ image }: Running): string | undefined => /:v?(\d+\.\d+\.\d+)/.exec(image)?.[1];
    for (const [id, there] of Object.entries(cluster)) {
      const here = laptop[id];
      assert.ok(here && version(here), id);
      assert.equal(version(there), version(here), id);
    }
  });

  it("are reached from outside by the same names: below the domain, and below localhost", () => {
    const folder = join(compose, "config/traefik/routes");
    const texts = readdirSync(folder).map((file) => readFileSync(join(folder, file), "utf8"));
    const names = texts.flatMap((text) =>
      [...text.matchAll(/Host\(`([a-z]+)\.localhost`\)/g)].map(([, name = ""]) => name),
    );
    // Traefik's own dashboard goes with Traefik.
    const expected = [...new Set(names)].filter((name) => name !== "traefik");
    assert.ok(expected.length >= 4);
    for (const name of expected) assert.ok(Object.hasOwn(routes, name), name);
    for (const [id, service] of [
      ["prefect", "prefect-server"],
      ["mlflow", "mlflow"],
      ["vault", "vault"],
      ["router", "router"],
    ] as const)
      assert.equal(routes[id].port, cluster[service]?.port, id);
  });

  it("answer under a name that is the Service's, in the namespace that clients are told", () => {
    assert.equal(prefectApiUrl, `http://prefect-server.${DEVTOOLS_NAMESPACE}.svc.cluster.local:4200/api`);
    assert.ok(
      cluster["prefect-worker"]?.environment["MLFLOW_TRACKING_URI"]?.includes(`//${mlflowServer.name}.`),
    );
  });
});
