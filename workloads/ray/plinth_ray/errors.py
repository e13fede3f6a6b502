"""Errors whose text is meant for the person who runs a job."""


class JobError(Exception):
    """A failure with one clear sentence. ``exit_code`` is what the process ends with."""

    exit_code = 1


class SettingsError(JobError):
    """The environment or an option is wrong. Trying again does not help."""

    exit_code = 2
