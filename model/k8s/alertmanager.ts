/** Who Alertmanager tells, and where it reads their secrets. */

import { OBSERVABILITY_NAMESPACE } from "./observability";

/** How somebody is told. */
export const receiverKinds = ["email", "pagerduty", "slack", "webhook"] as const;

/** Somebody who is told, as the config has it. */
export interface AlertReceiver {
  readonly kind: (typeof receiverKinds)[number];
  readonly severities: readonly ("critical" | "warning")[];
  readonly secret?: { readonly store: string; readonly key: string } | undefined;
  readonly channel?: string | undefined;
  readonly to?: string | undefined;
  readonly from?: string | undefined;
  /** HOST:PORT of the server that takes mail. */
  readonly smtp?: string | undefined;
  readonly user?: string | undefined;
}

/** By names that the config gives. */
export type AlertReceivers = Readonly<Record<string, AlertReceiver>>;

/** The Secret with a key for each receiver, which Alertmanager has as files. */
export const RECEIVERS_SECRET = "alert-receivers";

/** Pods of Alertmanager. */
export const alertmanagerLabels = { "app.kubernetes.io/name": "alertmanager" } as const;

/** Receiver of what nobody asked to be told. */
const NOBODY = "nobody";

const fileOf = (name: string): string => `/etc/alertmanager/secrets/${RECEIVERS_SECRET}/${name}`;

/** What a message says, with the page that says what to do. */
const TEXT =
  "{{ range .Alerts }}{{ .Annotations.summary }}{{ .Annotations.description }} {{ .Annotations.runbook }}{{ .Annotations.runbook_url }}\n{{ end }}";

/** One receiver, as Alertmanager's own config has it; secrets stand in files. */
function receiverOf(name: string, { kind, channel, to, from, smtp, user }: AlertReceiver) {
  const common = { send_resolved: true };
  switch (kind) {
    case "slack":
      return {
        name,
        slack_configs: [
          { ...common, api_url_file: fileOf(name), ...(channel !== undefined && { channel }), text: TEXT },
        ],
      };
    case "pagerduty":
      return { name, pagerduty_configs: [{ ...common, routing_key_file: fileOf(name) }] };
    case "webhook":
      return { name, webhook_configs: [{ ...common, url_file: fileOf(name) }] };
    case "email":
      return {
        name,
        email_configs: [
          {
            ...common,
            to,
            from,
            smarthost: smtp,
            require_tls: true,
            ...(user !== undefined && { auth_username: user, auth_password_file: fileOf(name) }),
          },
        ],
      };
  }
}

/** Alertmanager's config; what it leaves out is the chart's, as that a critical alert silences the warning beside it. */
export function alertmanagerConfig(receivers: AlertReceivers) {
  const entries = Object.entries(receivers);
  return {
    route: {
      receiver: NOBODY,
      group_by: ["alertname", "namespace"],
      group_wait: "30s",
      group_interval: "5m",
      repeat_interval: "12h",
      routes: [
        // The one always fires, so that its silence is heard elsewhere; the other only holds back notes.
        { receiver: NOBODY, matchers: ['alertname =~ "Watchdog|InfoInhibitor"'] },
        ...entries.map(([name, { severities }]) => ({
          receiver: name,
          matchers: [`severity =~ "${severities.join("|")}"`],
          continue: true,
        })),
      ],
    },
    receivers: [{ name: NOBODY }, ...entries.map(([name, receiver]) => receiverOf(name, receiver))],
  };
}

/** The object by which External Secrets fills the Secret; undefined where no receiver has a secret. */
export function receiversSecret(receivers: AlertReceivers) {
  const data = Object.entries(receivers).flatMap(([secretKey, { secret }]) =>
    secret === undefined
      ? []
      : [
          {
            secretKey,
            remoteRef: { key: secret.key },
            sourceRef: { storeRef: { kind: "ClusterSecretStore", name: secret.store } },
          },
        ],
  );
  if (data.length === 0) return undefined;
  return {
    apiVersion: "external-secrets.io/v1",
    kind: "ExternalSecret",
    metadata: { name: RECEIVERS_SECRET, namespace: OBSERVABILITY_NAMESPACE },
    spec: { refreshInterval: "1h", target: { name: RECEIVERS_SECRET }, data },
  };
}

/** Ports of mail servers, to which nothing of the namespace may go otherwise. HTTPS is open to all of it. */
export function mailPorts(receivers: AlertReceivers): readonly number[] {
  const ports = Object.values(receivers).flatMap(({ smtp }) =>
    smtp === undefined ? [] : [Number(smtp.split(":").at(-1))],
  );
  return [...new Set(ports)].sort((one, other) => one - other);
}
