/** What `up` would change, for a person. */

import type { Changes } from "../automation/changes";
import type { Colours } from "./colours";
import { formatTable } from "./table";

const marks: Readonly<Record<string, string>> = { create: "+", delete: "-", keep: " ", same: " " };

/** A line for each thing, and how many there are of each kind. */
export function formatChanges({ changes, summary }: Omit<Changes, "engine">, colours: Colours): string {
  const paint = (action: string): ((text: string) => string) =>
    action === "create"
      ? colours.green
      : action === "delete"
        ? colours.red
        : action === "keep" || action === "same"
          ? colours.dim
          : colours.yellow;
  const rows = changes.map(({ name, type, action }) =>
    [marks[action] ?? "~", action, name, type].map((cell) => paint(action)(cell)),
  );
  const counts = Object.entries(summary).map(([action, count]) => `${count} to ${action}`);
  return [
    ...(rows.length === 0 ? [] : [formatTable(rows), ""]),
    `${counts.join(", ") || "nothing to do"}.`,
  ].join("\n");
}
