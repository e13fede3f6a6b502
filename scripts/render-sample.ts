/**
 * Renders a sample cluster of every provider, with every recipe, and checks each.
 *
 *   npm run render-sample                      into out/samples, which Git ignores
 *   npm run render-sample -- --out <folder>    elsewhere
 *   npm run render-sample -- --schemas <folder of JSON schemas>
 */

import { join } from "node:path";
import { parseArgs } from "node:util";
import { renderCheck } from "../cli/render/check";
import { providerIds } from "../cli/render/providers";
import type { ProviderId } from "../cli/render/providers";
import { renderUp } from "../cli/render/up";
import { recipeIds } from "../model/fleet/recipes";

/** What each provider needs beside a name: options that no default can be given for. */
const demanded: Readonly<Record<ProviderId, Readonly<Record<string, string>>>> = {
  aws: {},
  azure: {},
  gcp: { project: "sample-project" },
  proxmox: { addresses: "10.0.0.20-10.0.0.60", gateway: "10.0.0.1", endpoint: "10.0.0.10" },
};

/** Where images that a recipe wants published would be. */
const registry = "registry.example.com/plinth";

/** What the names of services would be below. */
const domain = "plinth.example.com";

const { values } = parseArgs({ options: { out: { type: "string" }, schemas: { type: "string" } } });
const out = values.out ?? join(__dirname, "..", "out", "samples");
const { signal } = new AbortController();

async function renderSamples(): Promise<void> {
  for (const provider of providerIds) {
    const name = `sample-${provider}`;
    const recipes = recipeIds.join(",");
    const options = { provider, name, recipes, registry, domain, out, ...demanded[provider] };
    console.log((await renderUp(options, { signal })).text);
    const { text, exitCode = 0 } = renderCheck(join(out, name), values);
    console.log(`${text ?? ""}\n`);
    if (exitCode !== 0) process.exitCode = exitCode;
  }
}

void renderSamples();
