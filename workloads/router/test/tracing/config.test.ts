import assert from "node:assert/strict";

import { ConfigError, loadConfig } from "../../src/config.ts";

const ON = { OTEL_EXPORTER_OTLP_ENDPOINT: "http://collector:4318/" };

describe("tracing/config", () => {
  it("makes no traces without a place to send them, or where they are switched off", () => {
    for (const off of [{}, { ...ON, OTEL_SDK_DISABLED: "TRUE" }, { ...ON, OTEL_TRACES_EXPORTER: "none" }])
      assert.equal(loadConfig(off).tracing, undefined);
  });

  it("adds the path to the common endpoint, and takes the one of traces as it is", () => {
    assert.equal(loadConfig(ON).tracing?.url, "http://collector:4318/v1/traces");
    const own = { ...ON, OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: "https://traces.example/in" };
    assert.equal(loadConfig(own).tracing?.url, "https://traces.example/in");
  });

  it("tells every mistake", () => {
    const wrong = {
      OTEL_EXPORTER_OTLP_ENDPOINT: "collector:4318",
      OTEL_EXPORTER_OTLP_PROTOCOL: "grpc",
      OTEL_TRACES_SAMPLER: "sometimes",
      OTEL_TRACES_SAMPLER_ARG: "2",
      OTEL_BSP_SCHEDULE_DELAY: "soon",
    };
    assert.throws(
      () => loadConfig(wrong),
      (error) => {
        assert.ok(error instanceof ConfigError);
        assert.deepEqual(
          error.issues.map((issue) => issue.split(" ")[0]),
          Object.keys(wrong),
        );
        return /OTEL_EXPORTER_OTLP_PROTOCOL is "grpc"; it must be http\/json or http\/protobuf/.test(
          error.message,
        );
      },
    );
  });
});
