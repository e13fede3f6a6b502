/** What can go wrong with a stack on AWS: its part of the catalogue of errors. */

import { exitCodes } from "../exit-codes";
import type { CatalogueEntry } from "../exit-codes";

/** The entries, by code. */
export const awsErrors = {
  "aws-credentials": {
    title: "There are no credentials that AWS takes.",
    exitCode: exitCodes.machine,
    fix: "Log in to the stack's account (`aws sso login`, or set AWS_PROFILE), then run the command again.",
  },
  "aws-account": {
    title: "The credentials are those of another AWS account than the stack's.",
    exitCode: exitCodes.machine,
    fix: "Use credentials of the account in `plinth:accountId`.",
  },
  "aws-denied": {
    title: "AWS does not allow a call.",
    exitCode: exitCodes.machine,
    fix: "Allow the action that the message names to the role that you work with.",
  },
  "aws-unreachable": {
    title: "AWS does not answer.",
    exitCode: exitCodes.machine,
    fix: "Check the connection, `plinth:region` and AWS_ENDPOINT_URL, then run the command again.",
  },
  "drain-refused": {
    title: "A network was to be drained of what controllers made, and its cluster still runs.",
    exitCode: exitCodes.failed,
    fix: "Keep the drain in the program while the cluster is in it; to delete all, destroy the whole stack.",
  },
  "drain-unfinished": {
    title: "AWS has not deleted all that controllers in the cluster had made.",
    exitCode: exitCodes.failed,
    fix: "Delete what is listed, then run the destroy again: it goes on from here. docs/how-to/tear-down.md has the commands.",
  },
  "stack-not-up": {
    title: "The stack has no outputs, as it is not up.",
    exitCode: exitCodes.state,
    fix: "Bring it up with `pulumi up --stack <stack>`, then read its outputs.",
  },
  "outputs-incomplete": {
    title: "Outputs of the stack are missing or of another form.",
    exitCode: exitCodes.state,
    fix: "Run `pulumi up --stack <stack>` with this version of the program: it writes every output.",
  },
} as const satisfies Record<string, CatalogueEntry>;
