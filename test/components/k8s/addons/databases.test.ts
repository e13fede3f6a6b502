import assert from "node:assert/strict";
import { workloads } from "../../../../model/eks/workloads";
import { onEks } from "../../../helpers/clusters";
import { deniedBy, planPlatforms, stackConfigOf } from "../../../helpers/platforms";
import { ServiceStack } from "../../../helpers/service-stack";

const recipes = ["devtools"];
const JOB = "kubernetes:batch/v1:Job";

interface JobSpec {
  readonly template: {
    readonly spec: {
      readonly serviceAccountName: string;
      readonly containers: readonly {
        readonly env: readonly { readonly name: string; readonly value: string }[];
      }[];
    };
  };
}

describe("components/k8s/addons/databases", () => {
  const stack = new ServiceStack();

  it("makes nothing where there is no Postgres of the stack", async () => {
    await stack.build({ recipes });
    assert.ok(!stack.registered.all().some(({ type }) => type === JOB));
    assert.equal(stack.policy("postgres"), undefined);
  });

  it("makes every database with its owner, as the administrator whose password RDS keeps", async () => {
    await stack.build({ recipes }, onEks());
    const { inputs } = stack.registered.get(JOB, "platform-databases");
    const { spec } = (inputs["spec"] as JobSpec).template;
    const env = Object.fromEntries((spec.containers[0]?.env ?? []).map(({ name, value }) => [name, value]));
    assert.deepEqual(JSON.parse(env["DATABASES"] ?? ""), [
      ["prefect", "plinth_prefect"],
      ["mlflow", "plinth_mlflow"],
      ["router", "plinth_router"],
    ]);
    assert.match(env["SECRET_ARN"] ?? "", /secret:rds!db-/);
    assert.equal(env["PGSSLMODE"], "verify-full");
    assert.ok(!Object.keys(env).includes("PGPASSWORD"));
    const { namespace, serviceAccount } = workloads.databases;
    assert.equal(spec.serviceAccountName, serviceAccount);
    assert.equal((inputs["metadata"] as { namespace: string }).namespace, namespace);
  });

  it("has the authorities of the region's RDS fetched for all of its namespace", async () => {
    await stack.build({ recipes }, onEks());
    const found = stack.registered
      .all()
      .filter(({ type }) => type.startsWith("kubernetes:external-secrets.io/"))
      .map(({ type, inputs }) => [type.split(":").at(-1), inputs["metadata"]]);
    const metadata = { name: "rds-authorities", namespace: workloads.databases.namespace };
    assert.deepEqual(found, [
      ["SecretStore", metadata],
      ["ExternalSecret", metadata],
    ]);
  });

  it("is done before the services that use them", async () => {
    await stack.build({ recipes }, onEks());
    for (const name of ["platform-prefect-server", "platform-mlflow"]) {
      const component = stack.registered
        .all()
        .find(({ type, name: found }) => type.startsWith("plinth:k8s:") && found === name);
      assert.ok(
        component?.dependencies.some((urn) => urn.includes("Job::platform-databases")),
        name,
      );
    }
  });

  it("names its role in an annotation where the config asks for that, and in no other way", async () => {
    const account = () =>
      stack.registered.get("kubernetes:core/v1:ServiceAccount", "platform-databases").inputs["metadata"];
    await stack.build({ recipes }, onEks());
    assert.ok(stack.policy("databases-pod-identity"));
    assert.deepEqual((account() as { annotations: object }).annotations, {});
    await stack.build({ recipes }, onEks(["databases"]));
    assert.deepEqual((account() as { annotations: object }).annotations, {
      "eks.amazonaws.com/role-arn": "arn:aws:iam::123456789012:role/plinth-databases",
    });
    assert.equal(stack.policy("databases-pod-identity"), undefined);
  });

  it("is denied nothing by the profile strict, with the other services on AWS, whatever the store of secrets is", async function () {
    this.timeout(240_000);
    const plans = await planPlatforms(
      (["vault", "secretsManager"] as const).map((backend) =>
        stackConfigOf(backend.toLowerCase().slice(0, 7), {
          "plinth:recipes": ["devtools", "vault"],
          "plinth:secrets": { backend },
        }),
      ),
    );
    assert.equal(plans.size, 2);
    for (const planned of plans.values()) {
      assert.ok(planned.resources.some(({ type }) => type === JOB));
      assert.deepEqual(await deniedBy(planned, 1_000_000), []);
    }
  });
});
