/** A real Vault in a container of its own, with a configuration of ours, and how it is asked. */

import { randomBytes } from "node:crypto";
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { request } from "node:https";
import type { RequestOptions } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TLSSocket } from "node:tls";
import { setTimeout as sleep } from "node:timers/promises";
import { VAULT_TLS_FOLDER, vaultPorts, vaultUser } from "../../model/k8s/vault";
import { docker, execute } from "./stack";
import { freePort, makeCertificates } from "./state-servers";

/** How long Vault may take to come up, and to answer a question beside other work: it makes its store on the first. */
const START_MS = 30_000;

/** What Vault answered, and the fingerprint of the certificate that it did so by. */
export interface VaultAnswer {
  readonly status: number;
  readonly body: string;
  readonly certificate: string;
}

/** What it is asked. */
export interface VaultQuestion {
  readonly method?: "GET" | "PUT";
  readonly token?: string;
  readonly body?: object;
}

type Port = "api" | "metrics";

/** One server, confined as its pod is. */
export class VaultContainer {
  readonly #name = `plinth-test-vault-${randomBytes(4).toString("hex")}`;
  readonly #folder = mkdtempSync(join(tmpdir(), "plinth-vault-"));
  #ports: Readonly<Record<Port, number>> = { api: 0, metrics: 0 };
  #started = false;

  /**
   * Starts it.
   *
   * @throws Error where it does not answer in time, with its log
   */
  async start(image: string, configuration: string): Promise<void> {
    this.#ports = { api: await freePort(), metrics: await freePort() };
    this.renewCertificate();
    const file = join(this.#folder, "vault.hcl");
    writeFileSync(file, configuration);
    chmodSync(this.#folder, 0o755);
    const publish = (port: Port) => [
      "--publish",
      `127.0.0.1:${String(this.#ports[port])}:${String(vaultPorts[port])}`,
    ];
    const confined = ["--read-only", "--cap-drop", "ALL", "--security-opt", "no-new-privileges"];
    // What the chart says to each server.
    const env = {
      VAULT_API_ADDR: "https://localhost:8200",
      VAULT_CLUSTER_ADDR: "https://localhost:8201",
      VAULT_RAFT_NODE_ID: "vault-0",
    };
    this.#started = true;
    await docker(
      ...["run", "--detach", "--name", this.#name, ...publish("api"), ...publish("metrics"), ...confined],
      ...["--user", `${String(vaultUser.user)}:${String(vaultUser.group)}`],
      ...["--tmpfs", "/vault/data:mode=1777", "--tmpfs", "/tmp:mode=1777"],
      ...["--volume", `${this.#folder}:${VAULT_TLS_FOLDER}:ro`],
      ...Object.entries(env).flatMap(([key, value]) => ["--env", `${key}=${value}`]),
      ...["--entrypoint", "vault", image, "server", `-config=${VAULT_TLS_FOLDER}/vault.hcl`],
    );
    await this.until(async () => (await this.ask("api", "/v1/sys/health")).status === 501);
  }

  /** Makes another authority and certificate, in the files that Vault reads. */
  renewCertificate(): void {
    makeCertificates(this.#folder);
    chmodSync(join(this.#folder, "tls.key"), 0o644);
  }

  /** Tells it to read its files again. */
  async reload(): Promise<void> {
    await docker("kill", "--signal", "HUP", this.#name);
  }

  /** Waits for something. @throws Error where it does not come, with what Vault said last */
  async until(come: () => Promise<boolean>): Promise<void> {
    const end = Date.now() + START_MS;
    while (Date.now() < end) {
      if (await come().catch(() => false)) return;
      await sleep(100);
    }
    const { stdout, stderr } = await execute("docker", ["logs", "--tail", "20", this.#name]);
    throw new Error(`Vault did not come so far. It said: ${stdout}${stderr}`);
  }

  /** Asks it by TLS; its certificate must be of the authority whose file it was given last. */
  ask(port: Port, path: string, { method = "GET", token, body }: VaultQuestion = {}): Promise<VaultAnswer> {
    const options: RequestOptions = {
      ...{ host: "127.0.0.1", port: this.#ports[port], path, method, agent: false, timeout: START_MS },
      ...{ ca: readFileSync(join(this.#folder, "ca.crt")), servername: "localhost" },
      headers: token === undefined ? {} : { "x-vault-token": token },
    };
    return new Promise((resolve, reject) => {
      const question = request(options, (answer) => {
        const certificate = (answer.socket as TLSSocket).getPeerCertificate().fingerprint256;
        const parts: Buffer[] = [];
        answer.on("data", (part: Buffer) => parts.push(part));
        answer.on("error", reject);
        answer.on("end", () => {
          const { statusCode: status = 0 } = answer;
          resolve({ status, body: Buffer.concat(parts).toString(), certificate });
        });
      });
      question.on("timeout", () => question.destroy(new Error("Vault did not answer in time.")));
      question.on("error", reject);
      question.end(body === undefined ? undefined : JSON.stringify(body));
    });
  }

  /** Initialises and unseals it. @returns the root token */
  async open(): Promise<string> {
    const body = { secret_shares: 1, secret_threshold: 1 };
    const { body: said } = await this.ask("api", "/v1/sys/init", { method: "PUT", body });
    const { keys, root_token: token } = JSON.parse(said) as { keys: readonly string[]; root_token: string };
    await this.ask("api", "/v1/sys/unseal", { method: "PUT", body: { key: keys[0] } });
    await this.until(async () => (await this.ask("api", "/v1/sys/health")).status === 200);
    return token;
  }

  /** Ends it and takes away all that it had. */
  async remove(): Promise<void> {
    if (this.#started) await execute("docker", ["rm", "--force", "--volumes", this.#name]);
    rmSync(this.#folder, { recursive: true });
  }
}
