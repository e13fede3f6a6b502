/** Config of the sign-on: who the users are. */

import { z } from "zod";
import { withDependencies } from "../../fleet/recipes";
import { keyWords } from "../keys";
import type { RuleParams } from "../rules";
import { isRecipe } from "./router";
import { objectName } from "./names";
import { SsoStorage } from "./sso-storage";

/** A directory, by TLS alone: passwords go there. */
const DIRECTORY = /^ldaps:\/\/[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?(?::[1-9][0-9]{0,4})?$/;

/** A server of mail, by TLS from the start or from STARTTLS on, which Authelia demands. */
const MAIL_SERVER = /^submissions?:\/\/[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?:[1-9][0-9]{0,4}$/;

/** What Authelia knows the schema of: https://www.authelia.com/configuration/first-factor/ldap/#implementation */
const directories = ["activedirectory", "rfc2307bis", "freeipa", "lldap", "glauth"] as const;

const secret = (what: string, example: string) =>
  objectName("Secret").register(keyWords, {
    description: `Secret of the namespace \`sso\` with ${what}. You make it, by External Secrets or by hand.`,
    allowed: "the name of a Secret",
    examples: [example],
  });

const line = (description: string, example: string) =>
  z
    .string()
    .regex(/^[^\p{Cc}]{1,500}$/u, "is not one line of text")
    .register(keyWords, { description, allowed: "one line of 1 to 500 characters", examples: [example] });

/** A directory of users. */
const Ldap = z.strictObject({
  url: z
    .string()
    .regex(DIRECTORY, "is not the address of a directory by TLS")
    .register(keyWords, {
      description: "Address of the directory.",
      allowed: "ldaps://HOST or ldaps://HOST:PORT",
      examples: ["ldaps://directory.example.com"],
    }),
  implementation: z
    .enum(directories)
    .register(keyWords, { description: "Schema of the directory.", examples: ["activedirectory"] }),
  baseDn: line("Where in the directory users and groups are.", "dc=example,dc=com"),
  user: line("Whom Authelia signs in as, to look for users.", "cn=authelia,dc=example,dc=com"),
  passwordSecret: secret("the key `password` for that user", "authelia-directory"),
});

/** A server of mail. */
const Smtp = z.strictObject({
  address: z
    .string()
    .regex(MAIL_SERVER, "is not the address of a server that takes mail by TLS")
    .register(keyWords, {
      description:
        "Server that takes mail: `submissions` with TLS from the start, `submission` with STARTTLS.",
      allowed: "submissions://HOST:PORT or submission://HOST:PORT",
      examples: ["submissions://mail.example.com:465"],
    }),
  sender: line("Whom the mail is from.", "Plinth <plinth@example.com>"),
  username: line("Name at the server. Without it none is given.", "plinth").optional(),
  passwordSecret: secret("the key `password` for that name", "authelia-mail").optional(),
});

/** Settings of the sign-on. */
export const SsoSettings = z.strictObject({
  usersSecret: secret("the file `users.yml`, in which the users stand", "authelia-users").optional(),
  ldap: Ldap.optional().register(keyWords, {
    description: "Directory that has the users, in place of a file.",
  }),
  smtp: Smtp.optional().register(keyWords, {
    description:
      "Server by which people get the code to register a second factor. Without it the code is in a file that an administrator reads.",
  }),
  storage: SsoStorage.optional().register(keyWords, {
    description:
      "Postgres and Redis, by TLS alone, in which the pods of the sign-on share their state: with it there are two pods. Without it a stack on AWS uses its own Postgres and Valkey, and any other cluster has one pod with SQLite, whose going signs everybody out.",
  }),
});
export type SsoSettings = z.infer<typeof SsoSettings>;

const USERS = ["sso", "usersSecret"];

/** Reports a sign-on without users or with two kinds of them, and one that nobody installs. It takes any value. */
export function checkSso(config: unknown, context: Pick<z.core.$RefinementCtx, "addIssue">): void {
  const { recipes, sso } = (config ?? {}) as Readonly<Record<string, unknown>>;
  if (!Array.isArray(recipes)) return;
  const report = (path: readonly string[], message: string, params: RuleParams): void => {
    context.addIssue({ code: "custom", path: [...path], message, params: { ...params } });
  };
  const installed = withDependencies(recipes.filter(isRecipe)).includes("sso");
  if (!installed) {
    const unused: RuleParams = { allowed: "nothing without the recipe sso", remove: true };
    if (sso !== undefined) report(["sso"], "is used by nothing: plinth:recipes has no sso", unused);
    return;
  }
  if (typeof (sso ?? {}) !== "object") return;
  const { usersSecret, ldap } = (sso ?? {}) as Readonly<Record<string, unknown>>;
  if (usersSecret === undefined && ldap === undefined)
    report(USERS, "is missing: without plinth:sso.ldap nobody can sign in", {
      allowed: "the name of a Secret, or a directory in plinth:sso.ldap",
      example: "authelia-users",
    });
  if (usersSecret !== undefined && ldap !== undefined)
    report(USERS, "is one of two: plinth:sso.ldap has the users already", {
      allowed: "one of plinth:sso.usersSecret and plinth:sso.ldap",
      remove: true,
    });
}
