/** One row of the catalogue: what a client sees, and what a person can do about it. */
interface ErrorEntry {
  /** HTTP status, used where the answer has not begun yet. */
  readonly status: number;
  /** `type` of OpenAI's error object. */
  readonly type: "invalid_request_error" | "rate_limit_error" | "upstream_error" | "server_error";
  /** When it happens; the README's table carries the same words. */
  readonly when: string;
  /** What to do about it; ends every message. Empty where the message itself says it. */
  readonly fix: string;
}

/** Every error that the router makes itself. Errors of the upstream keep their own code. */
export const errorCatalogue = {
  missing_required_parameter: {
    status: 400,
    type: "invalid_request_error",
    when: "a required field of the body is missing",
    fix: "",
  },
  invalid_type: {
    status: 400,
    type: "invalid_request_error",
    when: "a field of the body has the wrong type",
    fix: "",
  },
  invalid_value: {
    status: 400,
    type: "invalid_request_error",
    when: "a field of the body is out of its range",
    fix: "",
  },
  unsupported_parameter: {
    status: 400,
    type: "invalid_request_error",
    when: "the request asks for what no backend does, as to keep a response or to run a hosted tool",
    fix: "",
  },
  invalid_json: {
    status: 400,
    type: "invalid_request_error",
    when: "the body is not JSON, or nested too deep",
    fix: "Send one JSON object.",
  },
  invalid_http_request: {
    status: 400,
    type: "invalid_request_error",
    when: "the request is not valid HTTP",
    fix: "Send a well-formed HTTP/1.1 request.",
  },
  invalid_api_key: {
    status: 401,
    type: "invalid_request_error",
    when: "the request has no key, or one that is not in force",
    fix: "Ask whoever runs the router for a key.",
  },
  model_not_allowed: {
    status: 403,
    type: "invalid_request_error",
    when: "the key is not for this model",
    fix: "GET /v1/models lists those that it is for.",
  },
  rate_limit_exceeded: {
    status: 429,
    type: "rate_limit_error",
    when: "the key has asked for more in a minute than it may",
    fix: "Send the request again after the time in retry-after.",
  },
  budget_exceeded: {
    status: 429,
    type: "rate_limit_error",
    when: "the key has spent its budget",
    fix: "Ask whoever runs the router for a larger one.",
  },
  key_not_found: {
    status: 404,
    type: "invalid_request_error",
    when: "there is no key with this id (admin API)",
    fix: "GET /admin/v1/keys lists them.",
  },
  entry_not_found: {
    status: 404,
    type: "invalid_request_error",
    when: "the store has no model or backend of this name (admin API)",
    fix: "GET /admin/v1/registry lists what there is, and where it comes from.",
  },
  entry_conflict: {
    status: 409,
    type: "invalid_request_error",
    when: "the registry would not fit together, or the entry stands in the file or the environment (admin API)",
    fix: "",
  },
  route_not_found: {
    status: 404,
    type: "invalid_request_error",
    when: "no route has this path",
    fix: "Check the base URL: it ends in /v1.",
  },
  unsupported_by_model: {
    status: 400,
    type: "invalid_request_error",
    when: "the request needs tools, a JSON schema or images, and no target of the model has them",
    fix: "Ask another model, or leave that out.",
  },
  unsupported_by_backend: {
    status: 400,
    type: "invalid_request_error",
    when: "the backend's own API has no way to say what the request asks for",
    fix: "Ask another model, or leave that out.",
  },
  context_length_exceeded: {
    status: 400,
    type: "invalid_request_error",
    when: "the prompt, by its estimated tokens, is over the context of every target",
    fix: "Send a shorter prompt, ask for a shorter answer, or ask a model that holds more.",
  },
  model_not_found: {
    status: 404,
    type: "invalid_request_error",
    when: "the registry has no model of this name",
    fix: "GET /v1/models lists what there is.",
  },
  method_not_allowed: {
    status: 405,
    type: "invalid_request_error",
    when: "the path exists, but not for this method",
    fix: "",
  },
  request_timeout: {
    status: 408,
    type: "invalid_request_error",
    when: "the client took too long to send its request",
    fix: "Send it again over a faster connection.",
  },
  body_too_large: {
    status: 413,
    type: "invalid_request_error",
    when: "the body is over `ROUTER_BODY_LIMIT_MIB`",
    fix: "Send less, or raise ROUTER_BODY_LIMIT_MIB.",
  },
  unsupported_media_type: {
    status: 415,
    type: "invalid_request_error",
    when: "the body is not declared as JSON",
    fix: "Send the header content-type: application/json.",
  },
  headers_too_large: {
    status: 431,
    type: "invalid_request_error",
    when: "the request's headers are over 16 KiB",
    fix: "Send fewer or shorter headers.",
  },
  client_left: {
    status: 499,
    type: "invalid_request_error",
    when: "the client closed its connection first (seen in logs only)",
    fix: "",
  },
  hedge_lost: {
    status: 499,
    type: "upstream_error",
    when: "another target answered first (seen in no answer)",
    fix: "",
  },
  internal_error: {
    status: 500,
    type: "server_error",
    when: "a fault of the router itself",
    fix: "Look for this request's id in the router's log.",
  },
  upstream_error: {
    status: 502,
    type: "upstream_error",
    when: "the upstream failed with an error that is not in OpenAI's shape; its own status is kept",
    fix: "Look into the upstream's log.",
  },
  upstream_unreachable: {
    status: 502,
    type: "upstream_error",
    when: "no connection to the upstream",
    fix: "Start it, or set ROUTER_UPSTREAM_URL to an address that the router can reach.",
  },
  upstream_address_forbidden: {
    status: 502,
    type: "upstream_error",
    when: "the backend's URL leads to an address that the router does not connect to",
    fix: "Give the backend another URL, or see ROUTER_STORED_BACKENDS.",
  },
  upstream_connection_lost: {
    status: 502,
    type: "upstream_error",
    when: "the upstream closed the connection before its answer was whole",
    fix: "Send the request again; if it happens often, look into the upstream's log.",
  },
  upstream_stream_cut: {
    status: 502,
    type: "upstream_error",
    when: "the upstream's stream ended before the answer was whole",
    fix: "The answer is incomplete: send the request again.",
  },
  upstream_invalid_response: {
    status: 502,
    type: "upstream_error",
    when: "the upstream's answer is not what an OpenAI-compatible server sends",
    fix: "Check that ROUTER_UPSTREAM_URL is the base URL of an OpenAI-compatible server; it mostly ends in /v1.",
  },
  upstream_response_too_large: {
    status: 502,
    type: "upstream_error",
    when: "the upstream's answer, or one event of its stream, is over `ROUTER_RESPONSE_LIMIT_MIB`",
    fix: "Ask for less, or raise ROUTER_RESPONSE_LIMIT_MIB.",
  },
  upstream_redirect: {
    status: 502,
    type: "upstream_error",
    when: "the upstream answered with a redirect, which is never followed",
    fix: "Set ROUTER_UPSTREAM_URL to the final address.",
  },
  upstream_key_refused: {
    status: 503,
    type: "upstream_error",
    when: "the upstream refuses the router's key (`/readyz` only)",
    fix: "Put a valid key into the file that ROUTER_UPSTREAM_API_KEY_FILE names.",
  },
  no_healthy_target: {
    status: 503,
    type: "upstream_error",
    when: "every target of the model failed lately and is left alone for its cool-down time",
    fix: "Send the request again in a while, or ask another model.",
  },
  database_unavailable: {
    status: 503,
    type: "server_error",
    when: "the router's database does not answer, or cannot be written",
    fix: "Send the request again in a moment.",
  },
  cache_unavailable: {
    status: 503,
    type: "server_error",
    when: "kept answers are to be forgotten, and Redis does not answer or there is none",
    fix: "Send the request again once Redis answers, or set REDIS_URL_FILE.",
  },
  shutting_down: {
    status: 503,
    type: "server_error",
    when: "the router is stopping",
    fix: "Send the request again in a moment.",
  },
  upstream_timeout: {
    status: 504,
    type: "upstream_error",
    when: "no connection, or no first byte, within its limit",
    fix: "Raise ROUTER_CONNECT_TIMEOUT_SECONDS or ROUTER_FIRST_BYTE_TIMEOUT_SECONDS if the upstream needs longer.",
  },
  upstream_stalled: {
    status: 504,
    type: "upstream_error",
    when: "the upstream fell silent in the middle of its answer",
    fix: "The answer is incomplete: send the request again, or raise ROUTER_STALL_TIMEOUT_SECONDS.",
  },
} as const satisfies Record<string, ErrorEntry>;
