"""Serves the classifier that train_digits.py keeps in MLflow: images in, digits out.

    curl --json '{"images": [[0, 0, 5, 13, ...]]}' http://127.0.0.1:8000/

Ray Serve runs as many replicas of it as its config says, and knows it as ``serve_digits:application``.
"""

from typing import Any

from plinth_ray import softmax, tracking
from plinth_ray.images import RequestError, images_of
from plinth_ray.settings import Settings

from ray import serve
from starlette.requests import Request
from starlette.responses import JSONResponse


@serve.deployment
class Digits:
    """One replica, with the weights of one run of the training."""

    def __init__(self, experiment: str) -> None:
        self.settings = Settings.from_env()
        self.experiment = experiment
        self.run_id, self.weights = tracking.weights(self.settings, experiment)

    def reconfigure(self, user_config: dict[str, Any]) -> None:
        """Takes the weights of the run that ``run_id`` names, with the replica going on answering until it has them."""
        wanted = user_config.get("run_id")
        if wanted != self.run_id:
            self.run_id, self.weights = tracking.weights(self.settings, self.experiment, wanted)

    async def __call__(self, request: Request) -> JSONResponse:
        try:
            images = images_of(request.method, await request.body())
        except RequestError as error:
            return JSONResponse({"error": str(error)}, status_code=error.status)
        found = softmax.scores(self.weights, images)
        digits = found.argmax(axis=1)
        answers = [{"digit": int(digit), "score": float(row[digit])} for digit, row in zip(digits, found, strict=True)]
        return JSONResponse({"run_id": self.run_id, "answers": answers})


def application(args: dict[str, str]) -> Any:
    """The application; ``experiment`` is that of MLflow whose best run it begins with."""
    return Digits.bind(args.get("experiment", "ray-digits"))
