/** Published ports, in Compose's short and long form. */

import { z } from "zod";
import { integer, judgedBy, mustBe, strict, textLike } from "./fields";
import type { PortModel } from "./types";

const IPV4 = String.raw`\d{1,3}(?:\.\d{1,3}){3}`;
const RANGE = String.raw`\d{1,5}(?:-\d{1,5})?`;
const SHORT = new RegExp(
  String.raw`^(?:(?:(?<ip>${IPV4}|\[[0-9a-fA-F:]+\]):)?(?:(?<published>${RANGE})?:))?(?<target>${RANGE})(?:/(?<protocol>tcp|udp|sctp))?$`,
);
const LAST_PORT = 65535;

const FORM =
  '"address:host:container" such as "127.0.0.1:8080:80", the address and "/udp" optional, in quotes';

/** A port in the short form; a range gives one port for each of its numbers. */
const shortPort = z.union([z.string(), z.number()], mustBe(FORM)).transform((value, context): PortModel[] => {
  const ports = readShort(String(value));
  if (ports !== undefined) return ports;
  context.addIssue(mustBe(FORM).error({ input: value }));
  return z.NEVER;
});

function readShort(value: string): PortModel[] | undefined {
  const { ip, published, target, protocol = "tcp" } = SHORT.exec(value)?.groups ?? {};
  const targets = target === undefined ? undefined : readRange(target);
  const hosts = published === undefined ? undefined : readRange(published);
  if (targets === undefined || (published !== undefined && hosts?.length !== targets.length))
    return undefined;
  return targets.map((port, index) => ({
    hostIp: ip?.replace(/^\[|\]$/g, ""),
    published: hosts?.[index],
    target: port,
    protocol: protocol as PortModel["protocol"],
  }));
}

function readRange(range: string): number[] | undefined {
  const [first = 0, last = first] = range.split("-").map(Number);
  if (first < 1 || last < first || last > LAST_PORT) return undefined;
  return Array.from({ length: last - first + 1 }, (_, index) => first + index);
}

const portNumber = (what: string) => integer(1, LAST_PORT, what);

/** Keys of a port's long form. */
export const longPortShape = {
  target: portNumber("the port in the container"),
  published: portNumber("the port on the host").optional(),
  protocol: z.enum(["tcp", "udp", "sctp"], mustBe("tcp, udp or sctp")).default("tcp"),
  host_ip: textLike(/^[0-9a-fA-F.:]+$/, "an IP address").optional(),
};

const longPort = strict(longPortShape, FORM).transform(
  ({ target, published, protocol, host_ip }): PortModel[] => [
    { hostIp: host_ip, published, target, protocol },
  ],
);

const port = z
  .unknown()
  .transform((value, context): PortModel[] =>
    judgedBy(typeof value === "object" && value !== null ? longPort : shortPort, value, context),
  );

/** The ports of a service, sorted by the port in the container, as the engine reports them. */
export const portList = z.array(port, mustBe("a list of ports")).transform((lists, context) => {
  const ports = lists.flat().sort((a, b) => a.target - b.target || a.protocol.localeCompare(b.protocol));
  for (const [index, { target, protocol }] of ports.entries()) {
    const before = ports[index - 1];
    if (before?.target !== target || before.protocol !== protocol) continue;
    context.addIssue(
      `publish the container's port ${String(target)}/${protocol} twice; Pulumi's Docker provider would replace the container on every run`,
    );
  }
  return ports;
});
