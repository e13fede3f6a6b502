"""Data-parallel training: each worker holds a part of the data, and the sum of their gradients is one step."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from plinth_ray import softmax

import numpy as np
import ray

MOMENTUM = 0.9


@dataclass(frozen=True)
class Workers:
    """How many workers there are, and what each of them takes of the cluster."""

    count: int = 2
    cpus: float = 1
    gpus: float = 0


@dataclass(frozen=True)
class Steps:
    """How the weights are found."""

    count: int = 60
    learning_rate: float = 0.5


class Shard:
    """A worker with its part of the data. It has no other state, so that one in place of it goes on at once."""

    def __init__(self, rows: Any) -> None:
        batch = rows.take_batch(rows.count(), batch_format="numpy")
        self.images, self.digits = np.stack(batch["image"]), batch["digit"]

    def gradient(self, weights: np.ndarray) -> tuple[np.ndarray, float]:
        return softmax.gradient(weights, self.images, self.digits)


def train(data: Any, workers: Workers, steps: Steps, on_step: Callable[[int, float], None]) -> np.ndarray:
    """The weights after all steps. ``on_step`` is told the number of each step and the mean loss before it.

    Ray starts a worker whose node is taken away again on another one, with the same part, and asks it once more.
    """
    rows = data.count()
    # As it is: what rows a worker has decides nothing, since their gradients add up.
    # Held to the end: Ray frees what it makes of an argument itself, and a worker that is started again finds nothing.
    parts = [ray.put(part) for part in data.repartition(workers.count).split(workers.count)]
    # Without a limit: spot nodes go as often as they do, and a job has a limit on its time.
    actor = ray.remote(num_cpus=workers.cpus, num_gpus=workers.gpus, max_restarts=-1, max_task_retries=-1)(Shard)
    shards = [actor.remote(part) for part in parts]
    weights, speed = softmax.initial(), np.zeros_like(softmax.initial())
    for step in range(steps.count):
        shared = ray.put(weights)
        answers = ray.get([shard.gradient.remote(shared) for shard in shards])
        on_step(step, sum(loss for _, loss in answers) / rows)
        speed = MOMENTUM * speed - steps.learning_rate * sum(part for part, _ in answers) / rows
        weights = weights + speed
    for shard in shards:
        ray.kill(shard)
    return weights


def accuracy(data: Any, weights: np.ndarray) -> float:
    """Share of the images whose digit is found, counted where the images are."""

    def right(batch: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
        found = softmax.scores(weights, np.stack(batch["image"])).argmax(axis=1)
        return {"right": (found == batch["digit"]).astype(np.int64)}

    return float(data.map_batches(right, batch_format="numpy").sum("right") / data.count())
