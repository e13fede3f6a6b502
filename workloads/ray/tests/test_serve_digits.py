"""serve_digits.py on a Ray cluster as KubeRay makes one, deployed as KubeRay does it, asked by HTTP."""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from plinth_ray import softmax, tracking
from plinth_ray.digits import BRIGHTEST
from plinth_ray.errors import JobError
from plinth_ray.settings import Settings
from tests.cluster import START_SECONDS, Cluster, free_port, wait_until

import mlflow
import numpy as np
import pytest
import requests
from sklearn.datasets import load_digits

EXPERIMENT = "served"


def kept(mlflow_url: str, steps: int) -> str:
    """A run as train_digits.py leaves one, trained in this process: no second Ray for that."""
    images, digits = load_digits(return_X_y=True)
    images, weights = images / BRIGHTEST, softmax.initial()
    with tracking.run(Settings(mlflow_url), EXPERIMENT, "train-digits") as run_id:
        for _ in range(steps):
            weights = weights - 0.5 * softmax.gradient(weights, images, digits)[0] / len(digits)
        accuracy = float((softmax.scores(weights, images).argmax(axis=1) == digits).mean())
        mlflow.log_metrics({"accuracy": accuracy})
        tracking.log_weights(weights)
    return run_id


@dataclass(frozen=True)
class Runs:
    """Two runs, of which the one that is worse is the newer one."""

    good: str
    poor: str


@pytest.fixture(scope="module")
def runs(mlflow_url: str) -> Runs:
    return Runs(good=kept(mlflow_url, 200), poor=kept(mlflow_url, 1))


def apply(cluster: Cluster, config: dict[str, Any]) -> requests.Response:
    """What KubeRay does with `serveConfigV2`."""
    headers = {"Authorization": f"Bearer {cluster.token}"}
    return requests.put(f"{cluster.url}/api/serve/applications/", json=config, headers=headers, timeout=60)


def status(cluster: Cluster) -> dict[str, Any]:
    headers = {"Authorization": f"Bearer {cluster.token}"}
    answer = requests.get(f"{cluster.url}/api/serve/applications/", headers=headers, timeout=60)
    return answer.json()["applications"].get("digits", {})


def wait_for(cluster: Cluster, wanted: str) -> dict[str, Any]:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        found = status(cluster)
        if found.get("status") == wanted:
            return found
        time.sleep(0.5)
    return pytest.fail(f"the application is not {wanted}: {status(cluster)}")


def config_of(mlflow_url: str, port: int, **deployment: Any) -> dict[str, Any]:
    """The form that a RayService of the platform has; two replicas, so that more than one answers."""
    return {
        "proxy_location": "EveryNode",
        "http_options": {"host": "127.0.0.1", "port": port},
        "applications": [
            {
                "name": "digits",
                "route_prefix": "/",
                "import_path": "serve_digits:application",
                "runtime_env": {"env_vars": {"MLFLOW_TRACKING_URI": mlflow_url}},
                "args": {"experiment": EXPERIMENT},
                "deployments": [
                    {
                        **{"name": "Digits", "num_replicas": 2, "ray_actor_options": {"num_cpus": 0.5}},
                        # A replica that answers late on a busy machine is not to be replaced in the middle of a test.
                        **{"health_check_timeout_s": START_SECONDS, **deployment},
                    }
                ],
            }
        ],
    }


PORT = free_port()


@pytest.fixture(scope="module")
def url(cluster: Cluster, mlflow_url: str, runs: Runs) -> Iterator[str]:
    answer = apply(cluster, config_of(mlflow_url, PORT))
    assert answer.ok, answer.text
    wait_for(cluster, "RUNNING")
    url = f"http://127.0.0.1:{PORT}/"
    # Each node has a proxy, both listen on this port, and each learns of the route a little after the controller.
    wait_until(lambda: all(_has_route(url) for _ in range(20)), "the proxies do not know the application's route")
    yield url
    apply(cluster, {**config_of(mlflow_url, PORT), "applications": []})


def _has_route(url: str) -> bool:
    try:
        answer = requests.get(f"{url}-/routes", timeout=60)
        return answer.ok and "/" in answer.json()
    except (requests.RequestException, ValueError):
        return False


def asked(url: str, images: np.ndarray) -> dict[str, Any]:
    answer = requests.post(url, json={"images": images.tolist()}, timeout=60)
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_nobody_deploys_without_the_token(cluster: Cluster) -> None:
    answer = requests.put(f"{cluster.url}/api/serve/applications/", json={"applications": []}, timeout=30)
    assert answer.status_code == 401


def test_finds_digits_with_the_best_model_of_the_experiment(url: str, runs: Runs) -> None:
    images, digits = load_digits(return_X_y=True)
    found = asked(url, images[:500])
    assert found["run_id"] == runs.good
    right = [answer["digit"] == digit for answer, digit in zip(found["answers"], digits, strict=False)]
    assert sum(right) / len(right) > 0.93
    assert all(0 < answer["score"] <= 1 for answer in found["answers"])


@pytest.mark.parametrize(
    ("method", "body", "code", "sentence"),
    [
        ("GET", None, 405, "Send a POST"),
        ("POST", "{", 400, "is not JSON"),
        ("POST", '{"images": [[1]]}', 422, "has not 64 values"),
    ],
)
def test_says_what_is_wrong_with_a_request(url: str, method: str, body: str | None, code: int, sentence: str) -> None:
    answer = requests.request(method, url, data=body, timeout=60)
    assert answer.status_code == code
    assert sentence in answer.json()["error"]


def test_runs_on_the_worker_and_not_on_the_head(cluster: Cluster, url: str) -> None:
    replicas = status(cluster)["deployments"]["Digits"]["replicas"]
    headers = {"Authorization": f"Bearer {cluster.token}"}
    nodes = requests.get(f"{cluster.url}/nodes?view=summary", headers=headers, timeout=30).json()["data"]["summary"]
    heads = {node["raylet"]["nodeId"] for node in nodes if node["raylet"]["isHeadNode"]}
    assert len(replicas) == 2
    assert len(heads) == 1
    assert heads.isdisjoint(replica["node_id"] for replica in replicas)


def test_takes_another_run_without_a_new_replica(cluster: Cluster, url: str, mlflow_url: str, runs: Runs) -> None:
    before = {replica["replica_id"] for replica in status(cluster)["deployments"]["Digits"]["replicas"]}
    poor = runs.poor
    assert apply(cluster, config_of(mlflow_url, PORT, user_config={"run_id": poor})).ok
    deadline = time.monotonic() + START_SECONDS
    served = set()
    # Until both replicas have it: either may answer.
    while served != {poor} and time.monotonic() < deadline:
        served = {asked(url, np.zeros((1, 64)))["run_id"] for _ in range(20)}
    assert served == {poor}
    found = status(cluster)
    assert {replica["replica_id"] for replica in found["deployments"]["Digits"]["replicas"]} == before, found


def test_an_experiment_without_a_run_is_one_sentence(mlflow_url: str) -> None:
    with pytest.raises(JobError, match="'nothing' has no finished run to serve: train one first"):
        tracking.weights(Settings(mlflow_url), "nothing")
