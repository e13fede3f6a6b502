import assert from "node:assert/strict";

import { addressIn, refusalOf } from "../../src/upstream/addresses.ts";

const NEVER = [
  "0.0.0.0",
  "169.254.169.254",
  "169.254.170.2",
  "100.100.100.200",
  "168.63.129.16",
  "224.0.0.1",
  "255.255.255.255",
  "::",
  "fe80::1",
  "fe80::1%eth0",
  "febf::1",
  "fd00:ec2::254",
  "fd20:ce::254",
  "ff02::1",
  "::ffff:169.254.169.254",
  "::ffff:a9fe:a9fe",
  "64:ff9b::a9fe:a9fe",
  "2002:a9fe:a9fe::1",
];
const PRIVATE = [
  "127.0.0.1",
  "10.1.2.3",
  "172.16.0.1",
  "172.31.255.255",
  "192.168.1.1",
  "100.64.0.1",
  "::1",
  "fd12:3456::1",
  "::ffff:10.0.0.1",
  "64:ff9b::a00:1",
];
const PUBLIC = ["1.1.1.1", "172.32.0.1", "169.253.1.1", "100.128.0.1", "2606:4700::1111", "64:ff9b::101:101"];

describe("upstream/addresses", () => {
  it("never allows link-local, metadata, multicast and reserved addresses, however they are written", () => {
    for (const reach of ["any", "public"] as const)
      assert.deepEqual(
        NEVER.filter((address) => refusalOf(address, reach) === undefined),
        [],
      );
  });

  it("allows private and loopback addresses where they are wanted", () => {
    assert.deepEqual(
      PRIVATE.filter((address) => refusalOf(address, "any") !== undefined),
      [],
    );
    assert.deepEqual(
      PRIVATE.filter((address) => refusalOf(address, "public") === undefined),
      [],
    );
  });

  it("allows public addresses, those next to a closed range among them", () => {
    assert.deepEqual(
      PUBLIC.filter((address) => refusalOf(address, "public") !== undefined),
      [],
    );
  });

  it("finds the address in a URL, in every way to write it", () => {
    const urls = ["http://2130706433/", "http://0x7f.1/v1", "http://[::ffff:127.0.0.1]:8080/", "http://a.b/"];
    assert.deepEqual(urls.map(addressIn), ["127.0.0.1", "127.0.0.1", "::ffff:7f00:1", undefined]);
  });
});
