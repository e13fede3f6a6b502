/** A program `aws` that knows what `eks.Cluster` and kubeconfigs ask of it. */

import { writeFileSync } from "node:fs";
import { join } from "node:path";

const script = `#!/bin/sh
# Stands in for the AWS CLI; it talks to nobody.
case "$*" in
  --version) echo "aws-cli/2.31.0 Python/3.13.7 stand-in" ;;
  *"eks get-token"*)
    echo '{"kind":"ExecCredential","apiVersion":"client.authentication.k8s.io/v1beta1","status":{"token":"stand-in"}}' ;;
  *) echo "the stand-in for the AWS CLI does not know: aws $*" >&2; exit 2 ;;
esac
`;

/** Writes the program into a folder, for PATH. */
export function writeAwsCli(folder: string): void {
  writeFileSync(join(folder, "aws"), script, { mode: 0o755 });
}
