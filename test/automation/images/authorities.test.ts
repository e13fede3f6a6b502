import assert from "node:assert/strict";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { rootCertificates } from "node:tls";
import {
  authoritiesFolder,
  extraAuthorities,
  shareAuthorities,
} from "../../../automation/images/authorities";

const authority = readFileSync(join(__dirname, "../../fixtures/images/authority.crt"), "utf8").trim();
const usual = rootCertificates.slice(0, 3).join("\n");

describe("automation/images/authorities", () => {
  let root: string;
  let added: string;

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), "plinth-authorities-"));
    added = join(root, "added");
    mkdirSync(added);
  });
  afterEach(() => rmSync(root, { recursive: true, force: true }));

  const extra = (environment: NodeJS.ProcessEnv = {}): string[] => [
    ...extraAuthorities(environment, added).values(),
  ];

  it("finds nothing on a machine that has added nothing", () => {
    assert.deepEqual(extra(), []);
    assert.deepEqual(extraAuthorities({}, join(root, "absent")), new Map());
  });

  it("finds what was added to the machine", () => {
    writeFileSync(join(added, "own.crt"), authority);
    assert.deepEqual(extra(), [authority]);
  });

  it("finds the added one among the usual ones of a bundle, once", () => {
    const bundle = join(root, "bundle.pem");
    writeFileSync(bundle, `${usual}\n${authority}\n`);
    writeFileSync(join(added, "own.crt"), authority);
    assert.deepEqual(extra({ PIP_CERT: bundle, NODE_EXTRA_CA_CERTS: bundle }), [authority]);
  });

  it("passes over files that are missing, damaged or a folder", () => {
    writeFileSync(
      join(added, "damaged.crt"),
      "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
    );
    assert.deepEqual(extra({ PIP_CERT: join(root, "absent.pem"), SSL_CERT_FILE: root }), []);
  });

  it("keeps the folder of the build stages up to date and leaves the user's files alone", () => {
    const folder = join(root, authoritiesFolder);
    shareAuthorities(root, new Map([["aa".repeat(32), authority]]));
    assert.deepEqual(readdirSync(folder), ["host-aaaaaaaaaaaaaaaa.crt"]);
    writeFileSync(join(folder, "mine.crt"), authority);
    shareAuthorities(root, new Map());
    assert.deepEqual(readdirSync(folder), ["mine.crt"]);
    assert.ok(existsSync(join(folder, "mine.crt")));
  });
});
