/** The admin key of the tests. */
export const ADMIN = "an-admin-key-of-the-test";

/** Asks the admin API of a router that was started with it. */
export function askAdmin(base: string, method: string, path: string, body?: object): Promise<Response> {
  return fetch(`${base}/admin/v1/${path}`, {
    method,
    headers: { authorization: `Bearer ${ADMIN}`, "content-type": "application/json" },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
}

/** Makes a key; gives the header that shows it. @throws Error where there is none */
export async function newKey(base: string, settings: object = {}): Promise<{ authorization: string }> {
  const response = await askAdmin(base, "POST", "keys", { name: "ci", tenant: "t", ...settings });
  const answer = (await response.json()) as { key?: string };
  if (answer.key === undefined) throw new Error(`${String(response.status)} ${JSON.stringify(answer)}`);
  return { authorization: `Bearer ${answer.key}` };
}
