import { testStrictMatrix } from "../../helpers/strict-matrix";

const ldap = {
  url: "ldaps://directory.example.com",
  implementation: "freeipa",
  baseDn: "dc=example,dc=com",
  user: "cn=authelia,dc=example,dc=com",
  passwordSecret: "authelia-directory",
};
const smtp = { address: "submissions://mail.example.com:465", sender: "plinth@example.com" };
const server = { host: "state.example.com", passwordSecret: "authelia-state" };
const acme = { email: "platform@example.com", hostedZoneId: "Z0123456789" };

describe("components/k8s: the gateway and the sign-on under the profile strict", () => {
  testStrictMatrix({
    // Who the users are, whose certificate it is, and where the state is.
    sets: {
      file: { "plinth:sso": { usersSecret: "authelia-users" } },
      issuer: { "plinth:sso": { ldap, smtp }, "plinth:gateway": { issuer: "letsencrypt" } },
      acme: {
        "plinth:sso": { ldap, storage: { postgres: server, redis: server } },
        "plinth:gateway": { acme },
      },
    },
    common: {
      "plinth:domain": "plinth.example.com",
      "plinth:recipes": ["autoscaling", "sso", "observability", "vault"],
    },
    isThere: (type) => type.endsWith(":SecurityPolicy"),
  });
});
