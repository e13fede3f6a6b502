/** One row of the catalogue: what a client sees, and what a person can do about it. */
interface ErrorEntry {
  /** HTTP status, used where the answer has not begun yet. */
  readonly status: number;
  /** When it happens; the README's table carries the same words. */
  readonly when: string;
  /** What to do about it; ends every message. Empty where the message itself says it. */
  readonly fix: string;
}

/** Every error that the agent answers with. The router knows these codes from its own catalogue and OpenAI's. */
export const errorCatalogue = {
  missing_required_parameter: { status: 400, when: "the body has no `prompt`", fix: "" },
  invalid_type: { status: 400, when: "a field of the body has the wrong type", fix: "" },
  invalid_value: { status: 400, when: "a field of the body is out of its range", fix: "" },
  unsupported_parameter: {
    status: 400,
    when: "the body has a field that the agent does not know",
    fix: "Leave it out.",
  },
  invalid_json: { status: 400, when: "the body is not one JSON object", fix: "Send one JSON object." },
  invalid_http_request: {
    status: 400,
    when: "the request is not valid HTTP",
    fix: "Send a well-formed HTTP/1.1 request.",
  },
  context_length_exceeded: {
    status: 400,
    when: "the prompt's tokens and `max_tokens` are together over the context",
    fix: "",
  },
  web_page: {
    status: 403,
    when: "a web page in a browser sent the request: it has an `Origin`",
    fix: "Let the page ask the router, which asks the agent.",
  },
  route_not_found: {
    status: 404,
    when: "no route has this path",
    fix: "The routes are POST /infer and GET /healthz.",
  },
  method_not_allowed: { status: 405, when: "the path exists, but not for this method", fix: "" },
  request_timeout: {
    status: 408,
    when: "the client took too long to send its request",
    fix: "Send it again over a faster connection.",
  },
  body_too_large: {
    status: 413,
    when: "the body is over `LOCAL_AGENT_BODY_LIMIT_MIB`",
    fix: "Send less, or raise LOCAL_AGENT_BODY_LIMIT_MIB.",
  },
  unsupported_media_type: {
    status: 415,
    when: "the body is not declared as JSON",
    fix: "Send the header content-type: application/json.",
  },
  queue_full: {
    status: 429,
    when: "all answers that may be made at once are under way, and the queue is full",
    fix: "Send the request again after the time in retry-after, or raise LOCAL_AGENT_QUEUE_LIMIT.",
  },
  headers_too_large: {
    status: 431,
    when: "the request's headers are over 16 KiB",
    fix: "Send fewer or shorter headers.",
  },
  client_left: {
    status: 499,
    when: "the client closed its connection first (seen in logs only)",
    fix: "",
  },
  internal_error: {
    status: 500,
    when: "a fault of the agent or of the model's engine",
    fix: "Look for this request's id in the agent's log.",
  },
  model_loading: {
    status: 503,
    when: "the model is not loaded yet",
    fix: "Send the request again after the time in retry-after.",
  },
  shutting_down: {
    status: 503,
    when: "the agent is stopping",
    fix: "Send the request again once it runs again.",
  },
} as const satisfies Record<string, ErrorEntry>;
