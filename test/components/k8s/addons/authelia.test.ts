import assert from "node:assert/strict";
import { Authelia, autheliaArgsOf, hashOf, usesStackState } from "../../../../components/k8s/addons/authelia";
import type { AutheliaArgs } from "../../../../components/k8s/addons/authelia";
import { autheliaConfiguration } from "../../../../model/k8s/sso/configuration";
import { conformant, onEks } from "../../../helpers/clusters";
import { kubernetesConfig, ssoNeeds } from "../../../helpers/configs";
import { Registrations } from "../../../helpers/registrations";

interface PodTemplate {
  readonly metadata: { readonly annotations: Readonly<Record<string, string>> };
  readonly spec: {
    readonly containers: readonly {
      readonly env: readonly { readonly name: string; readonly value: string }[];
      readonly volumeMounts: readonly { readonly mountPath: string; readonly name: string }[];
    }[];
    readonly volumes: readonly {
      readonly name: string;
      readonly secret?: { readonly secretName: string; readonly items: readonly { readonly key: string }[] };
    }[];
  };
}

const args: AutheliaArgs = { domain: "plinth.example.org", usersSecret: "people" };
const ldap = {
  url: "ldaps://directory.example.com:3269",
  implementation: "activedirectory",
  baseDn: "dc=example,dc=com",
  user: "cn=authelia,dc=example,dc=com",
  passwordSecret: "directory",
};
const smtp = {
  address: "submission://mail.example.com:587",
  sender: "a@example.com",
  passwordSecret: "mail",
};

describe("components/k8s/addons/authelia", () => {
  const registered = new Registrations();

  async function build(given: AutheliaArgs): Promise<void> {
    await registered.start({ stack: "test", preview: true });
    new Authelia("platform-authelia", given);
    await registered.settled();
  }

  function inputs(kind: string, name: string): Readonly<Record<string, unknown>> {
    const found = registered
      .all()
      .find(
        (one) => one.inputs["kind"] === kind && (one.inputs["metadata"] as { name: string }).name === name,
      );
    assert.ok(found, `${kind} ${name}`);
    return found.inputs;
  }

  function template(): PodTemplate {
    return (inputs("Deployment", "authelia")["spec"] as { template: PodTemplate }).template;
  }

  function secretsOf({ spec }: PodTemplate): readonly (readonly [string, readonly string[]])[] {
    return spec.volumes.flatMap(({ secret }) =>
      secret === undefined ? [] : [[secret.secretName, secret.items.map(({ key }) => key)] as const],
    );
  }

  it("stands before the listener with HTTPS, and fails closed", async () => {
    await build(args);
    const { targetRefs, extAuth } = inputs("SecurityPolicy", "sso")["spec"] as Readonly<
      Record<string, object>
    >;
    assert.deepEqual(targetRefs, [
      { group: "gateway.networking.k8s.io", kind: "Gateway", name: "gateway", sectionName: "https" },
    ]);
    assert.equal((extAuth as { failOpen: boolean }).failOpen, false);
    const { hostnames } = inputs("HTTPRoute", "auth")["spec"] as { hostnames: string[] };
    assert.deepEqual(hostnames, ["auth.plinth.example.org"]);
  });

  it("has the domain, and a pod that is replaced with its configuration", async () => {
    await build(args);
    const { metadata, spec } = template();
    assert.equal(spec.containers[0]?.env.find(({ name }) => name === "PLINTH_DOMAIN")?.value, args.domain);
    assert.equal(metadata.annotations["plinth.dev/configuration"], hashOf(autheliaConfiguration(args)));
    assert.notEqual(hashOf(autheliaConfiguration(args)), hashOf(autheliaConfiguration({ ldap })));
  });

  it("mounts what it needs of each Secret, and no client's secret in clear", async () => {
    await build(args);
    assert.deepEqual(secretsOf(template()), [
      ["authelia", ["session", "storage", "reset", "oidc", "programs-digest", "vault-digest"]],
      ["authelia-oidc", ["tls.key"]],
      ["people", ["users.yml"]],
    ]);
  });

  it("makes every secret in the cluster, once and each for itself", async () => {
    await build(args);
    const { refreshPolicy, dataFrom, target } = inputs("ExternalSecret", "authelia")["spec"] as {
      refreshPolicy: string;
      dataFrom: { rewrite: { regexp: { target: string } }[] }[];
      target: { template: { data: Record<string, string> } };
    };
    assert.equal(refreshPolicy, "CreatedOnce");
    const made = dataFrom.map(({ rewrite }) => rewrite[0]?.regexp.target);
    assert.deepEqual(made, ["session", "storage", "reset", "oidc", "programs", "vault"]);
    assert.equal(target.template.data["vault-digest"], "{{ .vault | bcrypt }}");
  });

  it("has users of a directory, and the ways to it and to a server of mail", async () => {
    await build({ domain: args.domain, ldap, smtp });
    assert.deepEqual(secretsOf(template()).slice(2), [
      ["directory", ["password"]],
      ["mail", ["password"]],
    ]);
    const { egress } = inputs("NetworkPolicy", "authelia")["spec"] as { egress: object[] };
    const tcp = (port: number) => ({ port, protocol: "TCP" });
    assert.deepEqual(egress[1], { ports: [tcp(3269), tcp(587)] });
  });

  it("reaches nothing but DNS where its users are in a file", async () => {
    await build(args);
    const { egress } = inputs("NetworkPolicy", "authelia")["spec"] as { egress: object[] };
    assert.equal(egress.length, 1);
  });

  describe("with servers that its pods share", () => {
    const server = { host: "state.example.com", passwordSecret: "login" };
    const storage = {
      postgres: {
        ...server,
        port: 5433,
        database: "sign_on",
        username: "sign_on",
        caSecret: "own-authority",
      },
      redis: { ...server, port: 6380 },
    };
    interface Spec {
      readonly replicas: number;
      readonly strategy: object;
      readonly template: PodTemplate & {
        readonly spec: {
          readonly affinity: { readonly podAntiAffinity: object };
          readonly topologySpreadConstraints: readonly { readonly topologyKey: string }[];
        };
      };
    }
    const spec = (): Spec => inputs("Deployment", "authelia")["spec"] as Spec;

    it("has two pods apart from each other, of which one is always there", async () => {
      await build({ ...args, storage });
      const { replicas, strategy, template: pods } = spec();
      assert.equal(replicas, 2);
      assert.deepEqual(strategy, {
        type: "RollingUpdate",
        rollingUpdate: { maxUnavailable: 0, maxSurge: 1 },
      });
      assert.deepEqual(
        pods.spec.topologySpreadConstraints.map(({ topologyKey }) => topologyKey),
        ["topology.kubernetes.io/zone", "kubernetes.io/hostname"],
      );
      assert.ok("preferredDuringSchedulingIgnoredDuringExecution" in pods.spec.affinity.podAntiAffinity);
      assert.equal(
        (inputs("PodDisruptionBudget", "authelia")["spec"] as { minAvailable: 1 }).minAvailable,
        1,
      );
    });

    it("has no volume, and no budget or place of its own where it has one", async () => {
      await build({ ...args, storage });
      const claims = () => registered.all().filter(({ type }) => type.endsWith(":PersistentVolumeClaim"));
      assert.deepEqual(claims(), []);
      await build(args);
      assert.equal(claims().length, 1);
      assert.ok(!registered.all().some(({ type }) => type.endsWith(":PodDisruptionBudget")));
      const { replicas, strategy, template: pods } = spec();
      assert.deepEqual([replicas, strategy], [1, { type: "Recreate" }]);
      assert.ok(!("affinity" in pods.spec) && !("topologySpreadConstraints" in pods.spec));
    });

    it("knows where they are, and has passwords and authorities as files", async () => {
      await build({ ...args, storage });
      const [container] = template().spec.containers;
      const env = Object.fromEntries((container?.env ?? []).map(({ name, value }) => [name, value]));
      assert.equal(env["PLINTH_POSTGRES_HOST"], "state.example.com");
      assert.equal(env["AUTHELIA_STORAGE_POSTGRES_PASSWORD_FILE"], "/run/secrets/postgres/password");
      assert.equal(env["AUTHELIA_SESSION_REDIS_PASSWORD_FILE"], "/run/secrets/redis/password");
      assert.deepEqual(secretsOf(template()).slice(3), [
        ["login", ["password"]],
        ["login", ["password"]],
      ]);
      assert.ok(container?.volumeMounts.some(({ mountPath }) => mountPath === "/run/secrets/authorities"));
    });

    it("reaches their ports", async () => {
      await build({ ...args, storage });
      const { egress } = inputs("NetworkPolicy", "authelia")["spec"] as { egress: object[] };
      assert.deepEqual(egress[1], {
        ports: [5433, 6380].map((port) => ({ port, protocol: "TCP" })),
      });
    });
  });

  it("uses the stack's own servers on AWS, but where the config names others", async () => {
    const config = kubernetesConfig({ recipes: ["sso"] });
    await build(autheliaArgsOf({ config, cluster: onEks() }));
    const [container] = template().spec.containers;
    const env = Object.fromEntries((container?.env ?? []).map(({ name, value }) => [name, value]));
    assert.match(env["PLINTH_POSTGRES_HOST"] ?? "", /rds.amazonaws.com$/);
    assert.match(env["PLINTH_REDIS_HOST"] ?? "", /cache.amazonaws.com$/);
    const text = String((inputs("ConfigMap", "authelia")["data"] as object)["configuration.yml" as never]);
    assert.match(text, /username: 'plinth_authelia'/);
    assert.match(text, /username: 'plinth-authelia'\n {4}database_index: 1\n/);
    const own = { host: "state.example.com", passwordSecret: "login" };
    const sso = { usersSecret: "people", storage: { postgres: own, redis: own } };
    const given = kubernetesConfig({ recipes: ["sso"], sso });
    const { storage } = autheliaArgsOf({ config: given, cluster: onEks() });
    assert.equal(storage?.postgres.host, "state.example.com");
    assert.ok(!usesStackState({ config: given, cluster: onEks() }));
    assert.ok(usesStackState({ config, cluster: onEks() }));
    assert.ok(!usesStackState({ config, cluster: conformant }));
  });

  it("takes what the config says", () => {
    const config = kubernetesConfig({ recipes: ["sso"], storageClass: "fast" });
    assert.deepEqual(autheliaArgsOf({ config, cluster: conformant }), {
      domain: ssoNeeds.domain,
      storageClass: "fast",
      usersSecret: "authelia-users",
    });
    const without = { ...kubernetesConfig(), recipes: ["sso"] } as never;
    assert.throws(() => autheliaArgsOf({ config: without, cluster: conformant }), /no domain/);
  });
});
