"""The Prefect server: where it is, and waiting until it answers."""

import time

from plinth_flows.errors import ServiceError

import httpx
from prefect.settings import get_current_settings

REQUEST_TIMEOUT_SECONDS = 5
PAUSE_SECONDS = 1


def api_url() -> str | None:
    """The URL from PREFECT_API_URL or the Prefect profile; None means Prefect's own temporary server."""
    return get_current_settings().api.url


def wait_for_api(timeout_seconds: float) -> None:
    """Wait until the server answers its health check; raises ServiceError after ``timeout_seconds``."""
    url = api_url()
    deadline = time.monotonic() + timeout_seconds
    while True:
        try:
            httpx.get(f"{url}/health", timeout=REQUEST_TIMEOUT_SECONDS).raise_for_status()
            return
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            if time.monotonic() >= deadline:
                raise ServiceError(
                    f"Prefect at {url} (PREFECT_API_URL) does not answer ({type(error).__name__}) after"
                    f" {timeout_seconds:g} seconds. Start the stack with `./plinth up`, or correct PREFECT_API_URL.",
                    transient=True,
                ) from None
        time.sleep(PAUSE_SECONDS)
