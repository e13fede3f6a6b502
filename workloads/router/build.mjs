// Bundles the server and its health check into one file each, so that the image needs no node_modules.
// CommonJS, because that is what most of what is bundled is; names stay, because stack traces need them.
import { build } from "esbuild";

await build({
  entryPoints: { server: "src/server.ts", healthcheck: "src/healthcheck.ts" },
  outdir: "dist",
  bundle: true,
  platform: "node",
  target: "node22.13",
  format: "cjs",
  minifySyntax: true,
  minifyWhitespace: true,
  legalComments: "linked",
  logLevel: "info",
});
