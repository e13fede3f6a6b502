import type { ServerResponse } from "node:http";

import { RouterError } from "../errors.ts";

/** For a response that is closed: an error where the client went before it had all of it, else null. */
export function clientLeft(response: ServerResponse): RouterError | null {
  return response.writableFinished
    ? null
    : new RouterError("client_left", "The client left before its answer was whole.");
}
