/** Reads of the API server without kubectl, which takes a tenth of a second of CPU from what is measured each time. */

import { readFileSync } from "node:fs";
import { Agent, get } from "node:https";
import { parse } from "yaml";
import type { Cluster } from "../control-plane/cluster";

/** As much of a kubeconfig as is read here. */
interface Kubeconfig {
  readonly clusters: readonly [{ readonly cluster: { readonly "certificate-authority": string } }];
  readonly users: readonly [{ readonly user: { readonly token: string } }];
}

/** The API server of a cluster, for its administrator. */
export class Api {
  private readonly agent: Agent;
  private readonly token: string;

  constructor(private readonly cluster: Cluster) {
    const { clusters, users } = parse(readFileSync(cluster.kubeconfig, "utf8")) as Kubeconfig;
    this.token = users[0].user.token;
    this.agent = new Agent({
      keepAlive: true,
      ca: readFileSync(clusters[0].cluster["certificate-authority"]),
    });
  }

  /**
   * The object or list at a path.
   *
   * @throws Error where there is no answer, or another than success.
   */
  get<Answer>(path: string): Promise<Answer> {
    const options = { agent: this.agent, headers: { authorization: `Bearer ${this.token}` } };
    return new Promise((resolve, reject) => {
      const request = get(`${this.cluster.server}${path}`, options, (response) => {
        const chunks: Buffer[] = [];
        response.on("data", (chunk: Buffer) => chunks.push(chunk));
        response.once("error", reject);
        response.once("end", () => {
          const text = Buffer.concat(chunks).toString();
          if (response.statusCode === 200) resolve(JSON.parse(text) as Answer);
          else reject(new Error(`${path} was answered with ${response.statusCode}: ${text}`));
        });
      });
      request.once("error", reject);
    });
  }
}
