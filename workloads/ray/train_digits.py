"""Trains a classifier of handwritten digits on as many workers as are asked for, and keeps it in MLflow.

    python train_digits.py --workers 2

Data, training and evaluation are Ray's; the job knows one variable of its environment (see plinth_ray/settings.py) and
runs the same on a laptop, in a test and in a cluster.
"""

import argparse
import json
import sys
import time
from collections.abc import Sequence
from typing import Any

from plinth_ray import tracking
from plinth_ray.digits import datasets
from plinth_ray.errors import JobError
from plinth_ray.settings import Settings
from plinth_ray.training import Steps, Workers, accuracy, train

import mlflow
import ray


def run(options: argparse.Namespace, settings: Settings) -> dict[str, Any]:
    """Data, training, evaluation, MLflow; what came of it."""
    workers = Workers(options.workers, options.cpus_per_worker, options.gpus_per_worker)
    steps = Steps(options.steps, options.learning_rate)
    losses: list[tuple[int, float, int]] = []
    with tracking.run(settings, options.experiment, "train-digits") as run_id:
        mlflow.log_params(vars(options))
        train_data, test_data = datasets(options.test_size, options.seed)
        started = time.monotonic()
        weights = train(
            train_data, workers, steps, lambda step, loss: losses.append((step, loss, round(time.time() * 1000)))
        )
        seconds = time.monotonic() - started
        result = {"accuracy": accuracy(test_data, weights), "loss": losses[-1][1]}
        tracking.log_losses(run_id, losses)
        mlflow.log_metrics({"accuracy": result["accuracy"], "training_seconds": seconds})
        tracking.log_weights(weights)
    return {"run_id": run_id, **result}


def options_of(argv: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description="Trains a classifier of handwritten digits.", formatter_class=argparse.ArgumentDefaultsHelpFormatter
    )
    parser.add_argument("--workers", type=_whole, default=2, help="workers that train together")
    parser.add_argument("--cpus-per-worker", type=_share, default=1, help="CPUs of each worker")
    parser.add_argument("--gpus-per-worker", type=float, default=0, help="GPUs of each worker")
    parser.add_argument("--steps", type=_whole, default=60, help="steps of the training")
    parser.add_argument("--learning-rate", type=_share, default=0.5, help="how far a step goes")
    parser.add_argument("--test-size", type=_part, default=0.25, help="share of the images for the evaluation")
    parser.add_argument("--seed", type=int, default=7, help="decides which images those are")
    parser.add_argument("--experiment", default="ray-digits", help="experiment in MLflow")
    return parser.parse_args(argv)


def _whole(text: str) -> int:
    value = int(text)
    if value < 1:
        raise argparse.ArgumentTypeError(f"{text} is not 1 or more")
    return value


def _share(text: str) -> float:
    value = float(text)
    if not value > 0:
        raise argparse.ArgumentTypeError(f"{text} is not above 0")
    return value


def _part(text: str) -> float:
    value = float(text)
    if not 0 < value < 1:
        raise argparse.ArgumentTypeError(f"{text} is not between 0 and 1")
    return value


def main(argv: Sequence[str] | None = None) -> int:
    """Exit codes: 0 done, 1 the job failed, 2 a wrong option or setting."""
    options = options_of(argv)
    try:
        settings = Settings.from_env()
        # In a cluster Ray finds it by RAY_ADDRESS; elsewhere it starts one for the moment.
        ray.init(logging_level="warning", log_to_driver=False, ignore_reinit_error=True)
        print(json.dumps(run(options, settings)))
    except JobError as error:
        print(f"train-digits: {error}", file=sys.stderr)
        return error.exit_code
    return 0


if __name__ == "__main__":
    sys.exit(main())
