import assert from "node:assert/strict";
import { serviceUrls } from "../../model/service-urls";
import { variables } from "../../model/variables";

describe("model/service-urls", () => {
  it("names a URL for each service that a user calls, at the port that the variables give", () => {
    const standards = Object.fromEntries(variables.map(({ name, standard }) => [name, standard]));
    assert.deepEqual(serviceUrls({ ...standards, PLINTH_PORT_MLFLOW: "15050" }), {
      "prefect-server": "http://127.0.0.1:4200",
      mlflow: "http://127.0.0.1:15050",
      vault: "http://127.0.0.1:8200",
      router: "http://127.0.0.1:8000/v1",
      traefik: "http://traefik.localhost:8080/dashboard/",
    });
  });
});
