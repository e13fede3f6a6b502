"""plinth_ray/images.py"""

import json

from plinth_ray.images import MOST_IMAGES, RequestError, images_of

import pytest


def test_scales_grey_values() -> None:
    body = json.dumps({"images": [[0] * 63 + [16], [8] * 64]}).encode()
    images = images_of("POST", body)
    assert images.shape == (2, 64)
    assert (images[0, 63], images[1, 0]) == (1, 0.5)


@pytest.mark.parametrize(
    ("body", "status", "message"),
    [
        ("{", 400, "is not JSON"),
        ("[]", 422, "has no images"),
        ("{}", 422, "has no images"),
        ('{"images": []}', 422, "has no images"),
        ('{"images": "x"}', 422, "has no images"),
        ('{"images": [[1, 2]]}', 422, "has not 64 values"),
        ('{"images": [1]}', 422, "has not 64 values"),
        ('{"images": [["x"]]}', 422, "is not a list of 64 numbers"),
        ('{"images": [[1], [1, 2]]}', 422, "is not a list of 64 numbers"),
        (json.dumps({"images": [[17] * 64]}), 422, "is not between 0 and 16"),
        (json.dumps({"images": [[float("nan")] * 64]}), 422, "is not between 0 and 16"),
        (json.dumps({"images": [[]] * (MOST_IMAGES + 1)}), 422, "at most 10000"),
    ],
)
def test_says_what_is_wrong(body: str, status: int, message: str) -> None:
    with pytest.raises(RequestError, match=message) as raised:
        images_of("POST", body.encode())
    assert raised.value.status == status


def test_answers_to_posts_alone() -> None:
    with pytest.raises(RequestError, match="Send a POST") as raised:
        images_of("GET", b"")
    assert raised.value.status == 405
