/** Charts that stand in for real ones: of the name and version that is asked for, with one Deployment in each. */

import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/**
 * What a chart installs: pods that ask for nothing, so that namespaces must give them sizes and let them in, and the
 * values that Helm was given.
 */
const TEMPLATE = `apiVersion: v1
kind: ConfigMap
metadata:
  name: {{ .Release.Name }}-values
  namespace: {{ .Release.Namespace }}
data:
  values.json: {{ .Values | toJson | quote }}
---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: {{ .Release.Name }}-stand-in
  namespace: {{ .Release.Namespace }}
spec:
  replicas: 1
  selector:
    matchLabels: { stand-in: {{ .Release.Name }} }
  template:
    metadata:
      labels: { stand-in: {{ .Release.Name }} }
    spec:
      securityContext:
        runAsNonRoot: true
        runAsUser: 1000
        seccompProfile: { type: RuntimeDefault }
      containers:
        - name: main
          image: example.test/stand-in:1
          securityContext:
            allowPrivilegeEscalation: false
            capabilities: { drop: [ALL] }
`;

/** One chart in one version, as Helm packs it. */
export function packedChart(name: string, version: string): Buffer {
  const folder = mkdtempSync(join(tmpdir(), "plinth-chart-"));
  try {
    mkdirSync(join(folder, name, "templates"), { recursive: true });
    writeFileSync(join(folder, name, "Chart.yaml"), `apiVersion: v2\nname: ${name}\nversion: ${version}\n`);
    writeFileSync(join(folder, name, "templates", "stand-in.yaml"), TEMPLATE);
    execFileSync("tar", ["-czf", "chart.tgz", name], { cwd: folder });
    return readFileSync(join(folder, "chart.tgz"));
  } finally {
    rmSync(folder, { recursive: true });
  }
}
