import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stringify } from "yaml";
import { alertmanagerConfig, mailPorts, receiversSecret } from "../../../model/k8s/alertmanager";
import type { AlertReceivers } from "../../../model/k8s/alertmanager";
import { skipBecause } from "../../helpers/skip";

const both = ["critical", "warning"] as const;
const secret = (key: string) => ({ store: "vault", key });

/** One receiver of each kind. */
const receivers: AlertReceivers = {
  oncall: { kind: "pagerduty", severities: ["critical"], secret: secret("alerts/pagerduty") },
  team: { kind: "slack", severities: both, channel: "#ml", secret: secret("alerts/slack") },
  hook: { kind: "webhook", severities: both, secret: secret("alerts/hook") },
  mail: {
    kind: "email",
    severities: ["warning"],
    to: "a@example.org",
    from: "b@example.org",
    smtp: "smtp.example.org:587",
    user: "alerts",
    secret: secret("alerts/mail"),
  },
  relay: {
    kind: "email",
    severities: both,
    to: "a@example.org",
    from: "b@example.org",
    smtp: "relay.example.org:25",
  },
};

describe("model/k8s/alertmanager", () => {
  it("tells each receiver of its severities, and nobody of what nobody asked for", () => {
    const { route } = alertmanagerConfig(receivers);
    assert.equal(route.receiver, "nobody");
    assert.deepEqual(
      route.routes.map(({ receiver, matchers }) => [receiver, ...matchers]),
      [
        ["nobody", 'alertname =~ "Watchdog|InfoInhibitor"'],
        ["oncall", 'severity =~ "critical"'],
        ["team", 'severity =~ "critical|warning"'],
        ["hook", 'severity =~ "critical|warning"'],
        ["mail", 'severity =~ "warning"'],
        ["relay", 'severity =~ "critical|warning"'],
      ],
    );
  });

  it("has no secret in it, only the files of the Secret that External Secrets fills", () => {
    const text = JSON.stringify(alertmanagerConfig(receivers));
    const files = [...text.matchAll(/"(\w+_file)":"([^"]+)"/g)].map(([, key, file]) => [key, file]);
    const folder = "/etc/alertmanager/secrets/alert-receivers";
    assert.deepEqual(files, [
      ["routing_key_file", `${folder}/oncall`],
      ["api_url_file", `${folder}/team`],
      ["url_file", `${folder}/hook`],
      ["auth_password_file", `${folder}/mail`],
    ]);
    const keys = receiversSecret(receivers)?.spec.data.map(({ secretKey }) => secretKey);
    assert.deepEqual(keys, ["oncall", "team", "hook", "mail"]);
  });

  it("takes each secret from the store that its receiver names", () => {
    assert.deepEqual(receiversSecret(receivers)?.spec.data[0], {
      secretKey: "oncall",
      remoteRef: { key: "alerts/pagerduty" },
      sourceRef: { storeRef: { kind: "ClusterSecretStore", name: "vault" } },
    });
  });

  it("needs no Secret where no receiver has one", () => {
    assert.equal(receiversSecret({}), undefined);
    const { relay } = receivers;
    assert.ok(relay !== undefined);
    assert.equal(receiversSecret({ relay }), undefined);
  });

  it("knows the ports of mail servers, each once", () => {
    assert.deepEqual(mailPorts(receivers), [25, 587]);
    assert.deepEqual(mailPorts({}), []);
  });

  it("is a config that Alertmanager takes", function () {
    if (spawnSync("amtool", ["--version"]).error !== undefined)
      skipBecause(this, "amtool is not on PATH: install the package prometheus-alertmanager");
    const folder = mkdtempSync(join(tmpdir(), "plinth-alertmanager-"));
    try {
      // `url_file` came with 0.26, and the package of Debian 12 has 0.25.
      const known = Object.fromEntries(Object.entries(receivers).filter(([name]) => name !== "hook"));
      writeFileSync(join(folder, "alertmanager.yml"), stringify(alertmanagerConfig(known)));
      const result = spawnSync("amtool", ["check-config", "alertmanager.yml"], {
        cwd: folder,
        encoding: "utf8",
      });
      assert.equal(result.status, 0, result.stdout + result.stderr);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
