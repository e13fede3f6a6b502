import assert from "node:assert/strict";
import { workloads } from "../../../../model/eks/workloads";
import { onEks } from "../../../helpers/clusters";
import { ssoNeeds } from "../../../helpers/configs";
import { ServiceStack } from "../../../helpers/service-stack";

const keys = { recipes: ["sso"], ...ssoNeeds };
const JOB = "kubernetes:batch/v1:Job";

interface JobSpec {
  readonly template: {
    readonly spec: {
      readonly serviceAccountName: string;
      readonly volumes: readonly { readonly secret: { readonly secretName: string } }[];
      readonly containers: readonly {
        readonly env: readonly { readonly name: string; readonly value: string }[];
      }[];
    };
  };
}

describe("components/k8s/addons/sso-state", () => {
  const stack = new ServiceStack();
  const jobs = () => stack.registered.all().filter(({ type }) => type === JOB);

  it("makes nothing where the state is in the pod, or in servers that the config names", async () => {
    await stack.build(keys);
    assert.deepEqual(jobs(), []);
    const server = { host: "state.example.com", passwordSecret: "login" };
    const sso = { ...ssoNeeds.sso, storage: { postgres: server, redis: server } };
    await stack.build({ ...keys, sso }, onEks());
    assert.deepEqual(jobs(), []);
  });

  it("makes the database, and gives its owner and the cache's user their passwords", async () => {
    await stack.build(keys, onEks());
    const { inputs } = stack.registered.get(JOB, "platform-sso-state");
    const { spec } = (inputs["spec"] as JobSpec).template;
    const env = Object.fromEntries((spec.containers[0]?.env ?? []).map(({ name, value }) => [name, value]));
    assert.deepEqual(
      [env["DATABASE"], env["DATABASE_USER"], env["CACHE_USER"]],
      ["authelia", "plinth_authelia", "plinth-authelia"],
    );
    assert.match(env["SECRET_ARN"] ?? "", /secret:rds!db-/);
    assert.deepEqual(
      spec.volumes.map(({ secret }) => secret.secretName),
      ["rds-authorities", "sso-state"],
    );
    const { namespace, serviceAccount } = workloads.authelia;
    assert.equal(spec.serviceAccountName, serviceAccount);
    assert.equal((inputs["metadata"] as { namespace: string }).namespace, namespace);
  });

  it("has the authorities of the region's RDS, so that Authelia knows whom it talks to", async () => {
    await stack.build(keys, onEks());
    const [store] = stack.registered.all().filter(({ inputs }) => inputs["kind"] === "SecretStore");
    assert.deepEqual(store?.inputs["spec"], {
      provider: {
        webhook: {
          url: "https://truststore.pki.rds.amazonaws.com/eu-central-1/eu-central-1-bundle.pem",
          result: {},
        },
      },
    });
  });

  it("is done before Authelia starts", async () => {
    await stack.build(keys, onEks());
    const found = stack.registered
      .all()
      .find(({ type, name }) => type === "plinth:k8s:Authelia" && name === "platform-authelia");
    assert.ok(found?.dependencies.some((urn) => urn.includes("Job::platform-sso-state")));
  });

  it("has its role in one way, and reaches Postgres and the APIs of AWS", async () => {
    const account = () =>
      stack.registered.get("kubernetes:core/v1:ServiceAccount", "platform-sso-state").inputs["metadata"];
    await stack.build(keys, onEks());
    assert.ok(stack.policy("authelia-pod-identity"));
    assert.deepEqual((account() as { annotations: object }).annotations, {});
    const { egress } = stack.policy("sso-state") as { egress: readonly object[] };
    assert.deepEqual(egress[1], { ports: [5432, 443].map((port) => ({ port, protocol: "TCP" })) });
    await stack.build(keys, onEks(["authelia"]));
    assert.deepEqual((account() as { annotations: object }).annotations, {
      "eks.amazonaws.com/role-arn": "arn:aws:iam::123456789012:role/plinth-authelia",
    });
    assert.equal(stack.policy("authelia-pod-identity"), undefined);
  });
});
