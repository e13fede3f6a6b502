/** Signed calls to the few APIs of AWS of which a handful of actions is needed, and no whole client. */

import { createHash, createHmac } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";

/** Credentials as the SDK finds them. */
export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string | undefined;
}

/** Where a service answers. */
export interface Endpoint {
  /** Name of the service, as in its host and its signature. */
  readonly service: string;
  /** Region of the signature. */
  readonly region: string;
  readonly url: string;
}

/** One request. */
export interface SignedRequest {
  readonly endpoint: Endpoint;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** An error that a service answered with; its name is the service's code. The status stands where the SDK has it. */
export class ServiceError extends Error {
  readonly $metadata: { readonly httpStatusCode: number };

  constructor(code: string, message: string, httpStatusCode: number) {
    super(message === "" ? code : message);
    this.name = code;
    this.$metadata = { httpStatusCode };
  }
}

const attempts = 6;
const firstPauseMs = 200;
const timeoutMs = 60_000;

/**
 * Signs by version 4: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 *
 * @returns the request's headers with the signature.
 */
export function sign(
  { endpoint, headers, body }: SignedRequest,
  { accessKeyId, secretAccessKey, sessionToken }: Credentials,
  at: Date,
): Record<string, string> {
  const time = at.toISOString().replaceAll(/[:-]|\.\d{3}/g, "");
  const all: Record<string, string> = {
    ...headers,
    host: new URL(endpoint.url).host,
    "x-amz-date": time,
    ...(sessionToken === undefined ? {} : { "x-amz-security-token": sessionToken }),
  };
  const names = Object.keys(all).sort();
  const signed = names.join(";");
  const lines = names.map((name) => `${name}:${all[name] ?? ""}\n`).join("");
  const canonical = ["POST", "/", "", lines, signed, digest(body)].join("\n");
  const day = time.slice(0, 8);
  const scope = `${day}/${endpoint.region}/${endpoint.service}/aws4_request`;
  const text = ["AWS4-HMAC-SHA256", time, scope, digest(canonical)].join("\n");
  const key = [day, endpoint.region, endpoint.service, "aws4_request"].reduce<string | Buffer>(
    (before, part) => createHmac("sha256", before).update(part).digest(),
    `AWS4${secretAccessKey}`,
  );
  const signature = createHmac("sha256", key).update(text).digest("hex");
  return {
    ...all,
    authorization: `AWS4-HMAC-SHA256 Credential=${accessKeyId}/${scope}, SignedHeaders=${signed}, Signature=${signature}`,
  };
}

function digest(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

/**
 * Sends a request, and again, more slowly, while the service is busy.
 *
 * @returns the answer's text.
 * @throws ServiceError where the service refuses; what `fetch` throws where it does not answer.
 */
export async function send(request: SignedRequest, credentials: () => Promise<Credentials>): Promise<string> {
  for (let attempt = 1; ; attempt++) {
    const headers = sign(request, await credentials(), new Date());
    const response = await fetch(request.endpoint.url, {
      ...{ method: "POST", headers, body: request.body },
      signal: AbortSignal.timeout(timeoutMs),
    });
    const text = await response.text();
    if (response.ok) return text;
    const error = errorOf(text, response.status);
    const busy =
      response.status >= 500 || response.status === 429 || /Throttl|RequestLimit/i.test(error.name);
    if (!busy || attempt === attempts) throw error;
    await sleep(firstPauseMs * 2 ** (attempt - 1) * (0.5 + Math.random() / 2));
  }
}

/** Services answer errors in XML or in JSON, each with a code; what has none was not written by AWS. */
function errorOf(text: string, status: number): ServiceError {
  if (text.trimStart().startsWith("{")) {
    const { __type = "", message = "", Message = "" } = JSON.parse(text) as Readonly<Record<string, string>>;
    return new ServiceError(__type.split("#").at(-1) ?? __type, message || Message, status);
  }
  const code = elements(text, "Code")[0] ?? `Status${status}`;
  return new ServiceError(code, elements(text, "Message")[0] ?? "", status);
}

/** Texts of the elements with a name, in a document whose elements of that name hold text only. */
export function elements(xml: string, name: string): string[] {
  const found = xml.matchAll(new RegExp(`<${name}>([^<]*)</${name}>`, "g"));
  return [...found].map(([, text = ""]) => unescaped(text));
}

function unescaped(text: string): string {
  const characters: Readonly<Record<string, string>> = { lt: "<", gt: ">", quot: '"', apos: "'", amp: "&" };
  return text.replaceAll(/&(lt|gt|quot|apos|amp);/g, (whole, name: string) => characters[name] ?? whole);
}
