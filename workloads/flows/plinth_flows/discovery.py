"""Finds the flows: every ``<name>.py`` directly in the folder, with one function decorated with @flow.

A file that cannot be used does not stop the others; it comes back as a ``Broken`` with its line.
"""

import ast
import importlib.util
import sys
import traceback
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import packages_distributions
from pathlib import Path
from types import ModuleType
from typing import Any
from zoneinfo import available_timezones

from plinth_flows.errors import cause_of

from prefect import Flow
from prefect.schedules import Cron, Interval, Schedule
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

OPTIONS_NAME = "DEPLOYMENT"
INTERVALS_BEGIN = datetime(2026, 1, 1, tzinfo=UTC)


class Options(BaseModel):
    """What a flow file may say about its deployment, as ``DEPLOYMENT = {...}``. Everything is optional."""

    model_config = ConfigDict(extra="forbid", strict=True)

    cron: str | None = None
    interval_seconds: int | None = Field(default=None, gt=0)
    timezone: str = "UTC"
    parameters: dict[str, Any] = Field(default_factory=dict)
    tags: list[str] = Field(default_factory=list)
    description: str | None = None
    concurrency_limit: int | None = Field(default=None, gt=0)

    @field_validator("timezone")
    @classmethod
    def _timezone_is_known(cls, name: str) -> str:
        # Prefect would take any text and fail when it makes the first scheduled run.
        if name not in available_timezones():
            raise ValueError(f"{name!r} is not a time zone such as Europe/Rome")
        return name

    @model_validator(mode="after")
    def _schedule_is_sound(self) -> "Options":
        if self.cron is not None and self.interval_seconds is not None:
            raise ValueError("give cron or interval_seconds, not both")
        self.schedule()
        return self

    def schedule(self) -> Schedule | None:
        """The schedule that Prefect runs it on; raises ValueError where cron or timezone is wrong."""
        if self.cron is not None:
            return Cron(self.cron, timezone=self.timezone)
        if self.interval_seconds is not None:
            # A fixed beginning, so that deploying again does not shift the intervals.
            return Interval(self.interval_seconds, timezone=self.timezone, anchor_date=INTERVALS_BEGIN)
        return None


@dataclass(frozen=True)
class Found:
    """A flow that can be deployed. ``entrypoint`` is ``<file>:<function>``, relative to the folder of the flows."""

    file: str
    entrypoint: str
    flow: Flow[..., Any]
    options: Options


@dataclass(frozen=True)
class Broken:
    """A file that cannot be deployed: where it is wrong, and why."""

    file: str
    line: int
    problem: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.problem}"


class _FileError(Exception):
    def __init__(self, line: int, problem: str) -> None:
        super().__init__(problem)
        self.line = line


def find_flows(folder: Path) -> tuple[list[Found], list[Broken]]:
    """The flows of ``folder`` and the files that hold none, both in the order of their names.

    A file whose name begins with an underscore is not a flow. Loading a file runs it, as importing does.
    """
    found: list[Found] = []
    broken: list[Broken] = []
    for path in sorted(folder.glob("[!_]*.py")):
        try:
            item = _inspect(path)
            twin = next((other.file for other in found if other.flow.name == item.flow.name), None)
            if twin:
                raise _FileError(1, f"its flow has the name {item.flow.name!r}, as the one in {twin}. Rename one.")
            found.append(item)
        except _FileError as error:
            broken.append(Broken(path.name, error.line, str(error)))
    return found, broken


def _inspect(path: Path) -> Found:
    if not path.stem.isidentifier():
        raise _FileError(1, "the file's name is not a Python name: use letters, digits and underscores.")
    if path.stem in sys.stdlib_module_names or path.stem in packages_distributions():
        # The worker puts this folder first on Python's path, so the file would hide that module from everybody.
        raise _FileError(1, f"the name hides the Python module {path.stem!r}. Rename the file.")
    module = _load(path)
    name, flow = _only_flow(path, module)
    return Found(path.name, f"{path.name}:{name}", flow, _options(path, module, flow))


def _load(path: Path) -> ModuleType:
    name = f"_plinth_flow_{path.stem}"
    spec = importlib.util.spec_from_file_location(name, path)
    if spec is None or spec.loader is None:
        raise _FileError(1, "Python cannot load this file.")
    module = importlib.util.module_from_spec(spec)
    # Dataclasses and annotations look their module up by its name.
    sys.modules[name] = module
    try:
        spec.loader.exec_module(module)
    except SyntaxError as error:
        line = error.lineno if error.filename == str(path) else _line_in(path, error)
        raise _FileError(line or 1, f"{type(error).__name__}: {error.msg}") from error
    except (Exception, SystemExit) as error:
        raise _FileError(_line_in(path, error), f"{type(error).__name__}: {cause_of(error)}") from error
    return module


def _line_in(path: Path, error: BaseException) -> int:
    frames = traceback.extract_tb(error.__traceback__)
    return next((frame.lineno or 1 for frame in reversed(frames) if frame.filename == str(path)), 1)


def _only_flow(path: Path, module: ModuleType) -> tuple[str, Flow[..., Any]]:
    """The flow named like the file, or else the only flow that the file defines. Imported flows do not count."""
    flows = {
        name: value
        for name, value in vars(module).items()
        if isinstance(value, Flow) and value.fn.__module__ == module.__name__
    }
    if path.stem in flows:
        return path.stem, flows[path.stem]
    if len(flows) == 1:
        return next(iter(flows.items()))
    if not flows:
        raise _FileError(1, "no function is decorated with @flow. Add one, or move helpers into plinth_flows/.")
    names = ", ".join(flows)
    raise _FileError(1, f"it has {len(flows)} flows ({names}). Name the one to deploy {path.stem!r}, like the file.")


def _options(path: Path, module: ModuleType, flow: Flow[..., Any]) -> Options:
    given = getattr(module, OPTIONS_NAME, {})
    line = _line_of_options(path)
    allowed = ", ".join(Options.model_fields)
    try:
        options = Options.model_validate(given)
    except ValidationError as error:
        problems = "; ".join(
            f"{OPTIONS_NAME}{''.join(f'[{part!r}]' for part in issue['loc'])}: {issue['msg']}"
            for issue in error.errors()
        )
        raise _FileError(line, f"{problems}. Allowed are {allowed}.") from error
    unknown = sorted(set(options.parameters) - set(flow.parameters.properties))
    if unknown:
        takes = ", ".join(flow.parameters.properties) or "none"
        raise _FileError(line, f"{OPTIONS_NAME}['parameters'] has {', '.join(unknown)}. The flow takes {takes}.")
    return options


def _key(location: tuple[int | str, ...]) -> str:
    return OPTIONS_NAME + "".join(f"[{part!r}]" for part in location)


def _line_of_options(path: Path) -> int:
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
        if any(isinstance(target, ast.Name) and target.id == OPTIONS_NAME for target in targets):
            return node.lineno
    return 1
