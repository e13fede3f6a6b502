import assert from "node:assert/strict";
import { eventually, http } from "./stack";
import type { TestStack } from "./stack";

interface FlowRun {
  id: string;
  state: { type: string; message?: string | null };
}

/**
 * Starts the deployment of a flow through the Prefect API and waits for its end.
 * @returns the type of the final state, for example `COMPLETED`
 */
export async function runDeployment(stack: TestStack, flow: string, timeoutSeconds = 300): Promise<string> {
  const found = await http(stack.ports.prefect, "/api/deployments/filter", {
    method: "POST",
    body: { flows: { name: { any_: [flow] } } },
  });
  assert.equal(found.status, 200, found.body.toString());
  const [deployment] = found.json<{ id: string }[]>();
  assert.ok(deployment, `the flow '${flow}' has no deployment`);
  const created = await http(stack.ports.prefect, `/api/deployments/${deployment.id}/create_flow_run`, {
    method: "POST",
    body: { state: { type: "SCHEDULED" } },
  });
  assert.equal(created.status, 201, created.body.toString());
  const { id } = created.json<FlowRun>();
  return eventually(`the end of flow run ${id}`, timeoutSeconds, async () => {
    const { state } = (await http(stack.ports.prefect, `/api/flow_runs/${id}`)).json<FlowRun>();
    if (state.type === "FAILED" || state.type === "CRASHED") return `${state.type}: ${state.message ?? ""}`;
    return ["COMPLETED", "CANCELLED"].includes(state.type) ? state.type : undefined;
  });
}

export interface DigitsRun {
  runId: string;
  accuracy: number;
}

/** The newest finished run over all experiments of MLflow. */
export async function newestRun(stack: TestStack): Promise<DigitsRun> {
  const experiments = await http(stack.ports.mlflow, "/api/2.0/mlflow/experiments/search?max_results=100");
  const ids = experiments
    .json<{ experiments: { experiment_id: string }[] }>()
    .experiments.map(({ experiment_id }) => experiment_id);
  const answer = await http(stack.ports.mlflow, "/api/2.0/mlflow/runs/search", {
    method: "POST",
    body: { experiment_ids: ids, max_results: 1, order_by: ["attributes.start_time DESC"] },
  });
  assert.equal(answer.status, 200, answer.body.toString());
  const { runs } = answer.json<{
    runs?: { info: { run_id: string }; data: { metrics: { key: string; value: number }[] } }[];
  }>();
  const run = runs?.[0];
  assert.ok(run, "MLflow knows no run");
  const accuracy = run.data.metrics.find(({ key }) => key === "accuracy");
  assert.ok(accuracy, "the run has no metric 'accuracy'");
  return { runId: run.info.run_id, accuracy: accuracy.value };
}

/** An artifact of a run as MLflow's page would fetch it. */
export async function artifactBytes(stack: TestStack, runId: string, path: string): Promise<Buffer> {
  const answer = await http(
    stack.ports.mlflow,
    `/get-artifact?run_id=${runId}&path=${encodeURIComponent(path)}`,
  );
  assert.equal(answer.status, 200, answer.body.toString().slice(0, 500));
  return answer.body;
}

/** How many versions of a model the registry holds. */
export async function registeredVersions(stack: TestStack, model: string): Promise<number> {
  const filter = encodeURIComponent(`name='${model}'`);
  const answer = await http(stack.ports.mlflow, `/api/2.0/mlflow/model-versions/search?filter=${filter}`);
  assert.equal(answer.status, 200, answer.body.toString().slice(0, 500));
  return answer.json<{ model_versions?: unknown[] }>().model_versions?.length ?? 0;
}
