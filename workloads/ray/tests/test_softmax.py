"""plinth_ray/softmax.py: what data-parallel training rests on."""

from plinth_ray import softmax
from plinth_ray.digits import CLASSES, PIXELS

import numpy as np


def sample(rows: int = 12) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    random = np.random.default_rng(3)
    return random.normal(size=(PIXELS + 1, CLASSES)), random.random((rows, PIXELS)), random.integers(0, CLASSES, rows)


def test_gradients_of_parts_add_up() -> None:
    weights, images, digits = sample()
    whole, loss = softmax.gradient(weights, images, digits)
    one, one_loss = softmax.gradient(weights, images[:5], digits[:5])
    other, other_loss = softmax.gradient(weights, images[5:], digits[5:])
    np.testing.assert_allclose(one + other, whole)
    assert np.isclose(one_loss + other_loss, loss)


def test_the_gradient_is_that_of_the_loss() -> None:
    weights, images, digits = sample()
    found, loss = softmax.gradient(weights, images, digits)
    step = 1e-6
    for row, column in [(0, 0), (17, 4), (PIXELS, 9)]:
        moved = weights.copy()
        moved[row, column] += step
        slope = (softmax.gradient(moved, images, digits)[1] - loss) / step
        assert np.isclose(slope, found[row, column], atol=1e-3)


def test_probabilities_add_up_to_one() -> None:
    weights, images, _ = sample()
    np.testing.assert_allclose(softmax.scores(weights * 1e4, images).sum(axis=1), 1)
