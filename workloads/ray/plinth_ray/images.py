"""Images as requests bring them."""

import json

from plinth_ray.digits import BRIGHTEST, PIXELS

import numpy as np

# Images of one request: a replica answers one request after the other.
MOST_IMAGES = 10_000

FORM = f'{{"images": [[{PIXELS} grey values from 0 to {BRIGHTEST:.0f}], ...]}}'


class RequestError(Exception):
    """A request that nothing can be answered to. ``status`` is that of the answer."""

    def __init__(self, sentence: str, status: int = 422) -> None:
        super().__init__(sentence)
        self.status = status


def images_of(method: str, body: bytes) -> np.ndarray:
    """Grey values from 0 to 1, one image a row. Raises RequestError with what is wrong."""
    if method != "POST":
        raise RequestError(f"Send a POST of {FORM}.", 405)
    try:
        request = json.loads(body)
    except ValueError:
        raise RequestError(f"The body is not JSON. Send {FORM}.", 400) from None
    rows = request.get("images") if isinstance(request, dict) else None
    if not isinstance(rows, list) or not rows:
        raise RequestError(f"The body has no images. Send {FORM}.")
    if len(rows) > MOST_IMAGES:
        raise RequestError(f"The body has {len(rows)} images. Send at most {MOST_IMAGES}.")
    try:
        images = np.array(rows, dtype=np.float64)
    except (TypeError, ValueError):
        raise RequestError(f"An image is not a list of {PIXELS} numbers. Send {FORM}.") from None
    if images.shape != (len(rows), PIXELS):
        raise RequestError(f"An image has not {PIXELS} values. Send {FORM}.")
    if not ((images >= 0) & (images <= BRIGHTEST)).all():
        raise RequestError(f"A value is not between 0 and {BRIGHTEST:.0f}.")
    return images / BRIGHTEST
