"""Trains a classifier of handwritten digits and keeps it in MLflow.

    python train_digits.py --test-size 0.3

The data are the 1,797 real 8 x 8 images that come with scikit-learn. The flow logs parameters, metrics, the
confusion matrix as a picture and the model, registers the model, and proves that it could read its secret in
Vault by a digest. It reads only the environment: see plinth_flows/settings.py.
"""

import hashlib
import sys
import time
from dataclasses import dataclass
from typing import Annotated, Any

from plinth_flows import tracking, vault
from plinth_flows.by_hand import run_by_hand
from plinth_flows.retry import RETRY_TRANSIENT
from plinth_flows.settings import Settings

from prefect import flow, get_run_logger, task
from prefect.cache_policies import NO_CACHE
from prefect.runtime import flow_run
from pydantic import Field

# NumPy, scikit-learn, Matplotlib and MLflow are imported where they are used: they take seconds, and neither
# `--help` nor the deployment of this file needs them.

SECRET_PATH = "flows/train-digits"
SECRET_KEY = "model_owner"
DIGEST_CHARACTERS = 12

DEPLOYMENT = {"tags": ["example"]}


@dataclass(frozen=True)
class Split:
    """Images as rows of 64 grey values (0 to 16) and their digits, for training and for testing."""

    train_images: Any
    test_images: Any
    train_digits: Any
    test_digits: Any


@dataclass(frozen=True)
class Trained:
    """A fitted classifier, and the seconds that fitting it took."""

    model: Any
    seconds: float


@dataclass(frozen=True)
class Scores:
    """How the model does on the images that it has not seen. ``confusion`` counts true digits by predicted ones."""

    accuracy: float
    f1_macro: float
    confusion: Any


@dataclass(frozen=True)
class Labels:
    """Under which names the result is kept."""

    experiment: str
    model_name: str
    owner_digest: str


@task(cache_policy=NO_CACHE)
def load(test_size: float, random_state: int) -> Split:
    """The images, split so that every digit has the same share in both parts."""
    from sklearn.datasets import load_digits
    from sklearn.model_selection import train_test_split

    images, digits = load_digits(return_X_y=True)
    parts = train_test_split(images, digits, test_size=test_size, random_state=random_state, stratify=digits)
    get_run_logger().info("Loaded %d images: %d to train, %d to test", len(images), len(parts[0]), len(parts[1]))
    return Split(*parts)


@task(cache_policy=NO_CACHE)
def train(split: Split, gamma: float, c: float, random_state: int) -> Trained:
    """A support vector classifier with a radial basis function as its kernel."""
    from sklearn.svm import SVC

    start = time.perf_counter()
    model = SVC(gamma=gamma, C=c, random_state=random_state).fit(split.train_images, split.train_digits)
    return Trained(model, time.perf_counter() - start)


@task(cache_policy=NO_CACHE)
def evaluate(model: Any, split: Split) -> Scores:
    """The scores of the model on the test images."""
    from sklearn.metrics import accuracy_score, confusion_matrix, f1_score

    predicted = model.predict(split.test_images)
    scores = Scores(
        accuracy=float(accuracy_score(split.test_digits, predicted)),
        f1_macro=float(f1_score(split.test_digits, predicted, average="macro")),
        confusion=confusion_matrix(split.test_digits, predicted),
    )
    get_run_logger().info("Accuracy %.4f, F1 (macro) %.4f", scores.accuracy, scores.f1_macro)
    return scores


@task(cache_policy=NO_CACHE, **RETRY_TRANSIENT)
def owner_digest() -> str:
    """The start of the SHA-256 of the secret: enough to see that it was read, too little to tell what it is."""
    secret = vault.read_secret(Settings.from_env(), SECRET_PATH, SECRET_KEY)
    return hashlib.sha256(secret.encode()).hexdigest()[:DIGEST_CHARACTERS]


@task(cache_policy=NO_CACHE, **RETRY_TRANSIENT)
def log(trained: Trained, split: Split, scores: Scores, parameters: dict[str, Any], labels: Labels) -> dict[str, str]:
    """Put everything into one MLflow run and register the model; the ids of both.

    A second try goes on with the run that the first one began.
    """
    import mlflow

    settings = Settings.from_env()
    with tracking.run(settings, labels.experiment, str(flow_run.id), "train-digits") as run_id:
        mlflow.log_params(parameters)
        mlflow.log_metrics(
            {"accuracy": scores.accuracy, "f1_macro": scores.f1_macro, "training_seconds": trained.seconds}
        )
        mlflow.set_tags({"plinth.flow": "train-digits", "plinth.model_owner_sha256": labels.owner_digest})
        mlflow.log_figure(_picture(scores.confusion), "confusion_matrix.png")
        version = tracking.register(_log_model(trained.model, split), labels.model_name, run_id)
    get_run_logger().info("MLflow run %s, model %s version %s", run_id, labels.model_name, version)
    return {"run_id": run_id, "model_version": version}


def _log_model(model: Any, split: Split) -> str:
    import mlflow
    import sklearn
    from mlflow.models import infer_signature

    logged = mlflow.sklearn.log_model(
        model,
        name="model",
        signature=infer_signature(split.test_images, model.predict(split.test_images[:1])),
        # Stated, because MLflow would find them out by loading the model in another process, for many seconds.
        pip_requirements=[f"scikit-learn=={sklearn.__version__}", "skops"],
    )
    return str(logged.model_uri)


def _picture(confusion: Any) -> Any:
    # A bare Figure draws into memory: no pyplot, so no window and no state that outlives the task.
    import numpy as np
    from matplotlib.figure import Figure

    figure = Figure(figsize=(6, 5.5), layout="constrained")
    axes = figure.subplots()
    picture = axes.imshow(confusion, cmap="Blues")
    figure.colorbar(picture, label="images")
    axes.set(xlabel="predicted", ylabel="true", title="Digits: confusion matrix", xticks=range(10), yticks=range(10))
    for (row, column), count in np.ndenumerate(confusion):
        colour = "white" if count > confusion.max() / 2 else "black"
        axes.text(column, row, str(count), ha="center", va="center", color=colour)
    return figure


@flow
def train_digits(
    test_size: Annotated[float, Field(ge=0.05, le=0.9)] = 0.25,
    gamma: Annotated[float, Field(gt=0)] = 0.001,
    c: Annotated[float, Field(gt=0)] = 1.0,
    random_state: Annotated[int, Field(ge=0, le=2**32 - 1)] = 7,
    experiment: Annotated[str, Field(min_length=1)] = "train-digits",
    model_name: Annotated[str, Field(min_length=1)] = "digits-classifier",
) -> dict[str, Any]:
    """Trains a classifier of handwritten digits, logs it to MLflow and registers it.

    Args:
        test_size: share of the images that is kept for testing, 0.05 to 0.9
        gamma: how closely the kernel follows single images, above 0
        c: penalty for a training image that is misread, above 0
        random_state: seed of the split
        experiment: experiment in MLflow
        model_name: name in MLflow's model registry
    """
    # First, so that a wrong setting or login fails before any work is done.
    digest = owner_digest()
    split = load(test_size, random_state)
    trained = train(split, gamma, c, random_state)
    scores = evaluate(trained.model, split)
    parameters = {"classifier": "SVC", "test_size": test_size, "gamma": gamma, "c": c, "random_state": random_state}
    logged = log(trained, split, scores, parameters, Labels(experiment, model_name, digest))
    return {**logged, "model_name": model_name, "accuracy": scores.accuracy, "f1_macro": scores.f1_macro}


if __name__ == "__main__":
    sys.exit(run_by_hand(train_digits, checks=[tracking.check, vault.check]))
