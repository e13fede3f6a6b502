"""The data: scikit-learn's 1,797 images of handwritten digits, as two datasets of Ray."""

from typing import Any

import numpy as np
import ray

PIXELS = 64
CLASSES = 10

# Grey values of the images go from 0 to this.
BRIGHTEST = 16.0

Batch = dict[str, np.ndarray]


def datasets(test_size: float, seed: int) -> tuple[Any, Any]:
    """Images and digits for training and for testing; which is which follows from ``seed`` alone."""
    # Here and not above: each worker imports this file for `_scaled`, and scikit-learn would take half of its start.
    from sklearn.datasets import load_digits

    images, digits = load_digits(return_X_y=True)
    order = np.random.default_rng(seed).permutation(len(digits))
    images, digits = images[order], digits[order]
    held_back = round(len(digits) * test_size)
    return _dataset(images[held_back:], digits[held_back:]), _dataset(images[:held_back], digits[:held_back])


def _dataset(images: np.ndarray, digits: np.ndarray) -> Any:
    rows = [{"image": image, "digit": int(digit)} for image, digit in zip(images, digits, strict=True)]
    return ray.data.from_items(rows).map_batches(_scaled, batch_format="numpy")


def _scaled(batch: Batch) -> Batch:
    """Grey values from 0 to 1."""
    return {**batch, "image": np.stack(batch["image"]).astype(np.float64) / BRIGHTEST}
