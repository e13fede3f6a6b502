"""Runs a flow from a shell: its parameters become options, its failures one sentence and an exit code.

Exit codes: 0 done, 1 the flow failed, 2 a wrong option or setting, 130 interrupted.
"""

import argparse
import inspect
import json
import sys
from collections.abc import Callable, Sequence
from typing import Any

from plinth_flows.errors import FlowError, ServiceError, SettingsError, cause_of
from plinth_flows.prefect_api import api_url, wait_for_api
from plinth_flows.settings import Settings

from prefect import Flow
from pydantic import TypeAdapter, ValidationError

Check = Callable[[Settings], None]


def run_by_hand(flow: Flow[..., Any], checks: Sequence[Check] = (), argv: Sequence[str] | None = None) -> int:
    """Run ``flow`` with options from ``argv`` and print what it returns as JSON; the exit code.

    ``checks`` run first, so that a service that is missing is said before any work is done.
    """
    try:
        parameters = _parameters(flow, argv)
        if checks:
            settings = Settings.from_env()
            for check in checks:
                check(settings)
        if api_url():
            wait_for_api(timeout_seconds=5)
        result = _run(flow, parameters)
    except FlowError as error:
        print(f"{flow.name}: {error}", file=sys.stderr)
        return error.exit_code
    except KeyboardInterrupt:
        print(f"{flow.name}: interrupted.", file=sys.stderr)
        return 130
    print(json.dumps(result, indent=2))
    return 0


def _run(flow: Flow[..., Any], parameters: dict[str, Any]) -> Any:
    try:
        return flow(**parameters)
    except FlowError:
        raise
    except Exception as error:
        # Prefect has logged the traceback by now.
        raise ServiceError(f"the flow failed: {type(error).__name__}: {cause_of(error)}") from error


def _parameters(flow: Flow[..., Any], argv: Sequence[str] | None) -> dict[str, Any]:
    """The flow's parameters from options. Types and bounds are those of its annotations, as in a deployment."""
    parser = argparse.ArgumentParser(prog=flow.name, description=(flow.description or "").partition("\n\n")[0])
    declared = inspect.signature(flow.fn, eval_str=True).parameters
    for name, parameter in declared.items():
        parser.add_argument(
            _option(name), dest=name, metavar="VALUE", help=_help(flow, name, parameter), required=_required(parameter)
        )
    given = {name: text for name, text in vars(parser.parse_args(argv)).items() if text is not None}
    values: dict[str, Any] = {}
    problems: list[str] = []
    for name, text in given.items():
        try:
            values[name] = TypeAdapter(declared[name].annotation).validate_python(text)
        except ValidationError as error:
            problems += [f"{_option(name)} is {text!r}: {issue['msg']}" for issue in error.errors()]
    if problems:
        raise SettingsError(f"{'; '.join(problems)}. `--help` lists the options.")
    return values


def _option(name: str) -> str:
    return f"--{name.replace('_', '-')}"


def _required(parameter: inspect.Parameter) -> bool:
    return parameter.default is inspect.Parameter.empty


def _help(flow: Flow[..., Any], name: str, parameter: inspect.Parameter) -> str:
    """What the docstring's ``Args`` says about the parameter. Prefect shows the same in its UI."""
    text = flow.parameters.properties[name].get("description", "")
    default = "required" if _required(parameter) else f"default: {parameter.default}"
    return f"{text} ({default})".strip().replace("%", "%%")
