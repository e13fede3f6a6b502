/** Config of charts' versions: `plinth:charts`. */

import { z } from "zod";
import { rangeWords } from "../../compatibility/version";
import { chartNames, chartPin, chartRange, isFix } from "../../k8s/charts";
import { nearest } from "../../nearest";
import { keyWords } from "../keys";
import type { RuleParams } from "../rules";

/** Versions of charts in place of the platform's, by the names of the charts. */
export const ChartVersions = z
  .record(z.string(), z.string())
  .default({})
  .superRefine((versions, context) => {
    const report = (name: string, message: string, params: RuleParams): void => {
      context.addIssue({ code: "custom", path: [name], message, params: { ...params } });
    };
    for (const [name, version] of Object.entries(versions)) {
      if (!chartNames.includes(name)) {
        const meant = nearest(name, chartNames);
        report(name, `is no chart of the platform${meant === undefined ? "" : `; did you mean ${meant}?`}`, {
          allowed: `${chartNames.join(", ")}`,
          remove: true,
        });
      } else if (!isFix(name, version)) {
        report(
          name,
          `is not a version that the platform's values are made for: ${rangeWords(chartRange(name))}`,
          {
            allowed: `a bug fix of ${chartPin(name).version}; another version comes with another Plinth`,
            example: chartPin(name).version,
          },
        );
      }
    }
  })
  .register(keyWords, {
    description:
      "Versions of charts in place of the platform's, by the charts' names: bug fixes that you do not want to wait for. What the platform sets in a chart is checked against one line of versions, so no other is taken.",
    allowed: "an object of versions by names of charts, as `docs/charts.md` lists them",
    examples: [{ loki: "18.13.2" }],
  });
