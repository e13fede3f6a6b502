import assert from "node:assert/strict";
import type { Plan } from "../../../automation/plan";
import { deniedBy, planPlatforms, stackConfigOf } from "../../helpers/platforms";
import type { RawConfig } from "../../helpers/platforms";

const BUDGET_USD = 1_000_000;

const autoscalers = ["clusterAutoscaler", "karpenter"];

const ldap = {
  url: "ldaps://directory.example.com",
  implementation: "freeipa",
  baseDn: "dc=example,dc=com",
  user: "cn=authelia,dc=example,dc=com",
  passwordSecret: "authelia-directory",
};
const smtp = { address: "submissions://mail.example.com:465", sender: "plinth@example.com" };

/** Who the users are, and whose certificate it is. */
const sets: Readonly<Record<string, RawConfig>> = {
  file: { "plinth:sso": { usersSecret: "authelia-users" } },
  directory: { "plinth:sso": { ldap, smtp }, "plinth:gateway": { issuer: "letsencrypt" } },
};

interface Cell {
  readonly name: string;
  readonly title: string;
  readonly config: RawConfig;
}

const cells: readonly Cell[] = autoscalers.flatMap((autoscaler) =>
  Object.entries(sets).map(([set, keys]) => {
    const name = `${autoscaler[0] ?? ""}-${set}`;
    const config = stackConfigOf(name, {
      ...keys,
      "plinth:autoscaler": autoscaler,
      "plinth:domain": "plinth.example.com",
      "plinth:recipes": ["autoscaling", "sso", "observability"],
    });
    return { name, title: `${autoscaler}, users in a ${set}`, config };
  }),
);

describe("components/k8s: the gateway and the sign-on under the profile strict", function () {
  this.timeout(240_000);

  let plans: ReadonlyMap<string, Plan> = new Map();
  before(async () => {
    plans = await planPlatforms(cells.map(({ config }) => config));
  });

  for (const { name, title } of cells) {
    it(title, async () => {
      const planned = plans.get(name);
      assert.ok(planned);
      assert.ok(planned.resources.some(({ type }) => type.endsWith(":SecurityPolicy")));
      assert.deepEqual(await deniedBy(planned, BUDGET_USD), []);
    });
  }
});
