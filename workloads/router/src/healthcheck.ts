import { get } from "node:http";

/** The container's health check: exits 0 where `/healthz` answers 200. Plain node:http starts faster than fetch. */
const { ROUTER_HOST: host = "", ROUTER_PORT: port = "8000" } = process.env;
const reachable = ["", "0.0.0.0", "::"].includes(host) ? "127.0.0.1" : host;
const request = get(
  { host: reachable, port, path: "/healthz", agent: false, timeout: 3000 },
  ({ statusCode }) => {
    process.exit(statusCode === 200 ? 0 : 1);
  },
);
request.on("timeout", () => request.destroy(new Error("no answer in 3 s")));
request.on("error", (error) => {
  process.stderr.write(`${error.message}\n`);
  process.exit(1);
});
