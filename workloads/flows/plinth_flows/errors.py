"""Errors whose text is meant for the person who runs a flow. None of them ever carries a secret."""


class FlowError(Exception):
    """A failure with one clear sentence. ``exit_code`` is what the process ends with when run by hand."""

    exit_code = 1
    transient = False


class SettingsError(FlowError):
    """The environment or an argument is wrong. Trying again does not help."""

    exit_code = 2


class ServiceError(FlowError):
    """A service refused or did not answer.

    ``transient`` is true where the same request may succeed later: no connection, a restart, a sealed Vault.
    """

    def __init__(self, message: str, *, transient: bool = False) -> None:
        super().__init__(message)
        self.transient = transient


def cause_of(error: BaseException, limit: int = 200) -> str:
    """The first line of an error, cut to ``limit`` characters, for the end of a sentence."""
    lines = str(error).strip().splitlines()
    text = lines[0] if lines else type(error).__name__
    return text if len(text) <= limit else f"{text[:limit]}…"
