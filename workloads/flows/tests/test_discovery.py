"""plinth_flows/discovery.py"""

from pathlib import Path

from plinth_flows.discovery import Broken, find_flows
from tests.conftest import FLOWS

import pytest

GOOD = "from prefect import flow\n\n@flow\ndef hello(name: str = 'you') -> str:\n    return name\n"


def write(folder: Path, **files: str) -> None:
    for name, text in files.items():
        (folder / f"{name}.py").write_text(text)


def only_problem(folder: Path) -> Broken:
    found, broken = find_flows(folder)
    assert not found
    assert len(broken) == 1
    return broken[0]


def test_the_project_s_own_flows_are_sound() -> None:
    found, broken = find_flows(FLOWS)
    assert not broken
    assert [item.entrypoint for item in found] == ["train_digits.py:train_digits"]


def test_one_flow_per_file_by_the_order_of_names(tmp_path: Path) -> None:
    write(tmp_path, second=GOOD.replace("hello", "second"), first=GOOD, _helper="x = 1")
    (tmp_path / "tests").mkdir()
    write(tmp_path / "tests", third=GOOD)
    found, broken = find_flows(tmp_path)
    assert not broken
    assert [item.entrypoint for item in found] == ["first.py:hello", "second.py:second"]


def test_of_several_flows_the_one_named_like_the_file(tmp_path: Path) -> None:
    write(tmp_path, parent=GOOD + GOOD.replace("hello", "parent"))
    found, _ = find_flows(tmp_path)
    assert [item.entrypoint for item in found] == ["parent.py:parent"]
    write(tmp_path, parent=GOOD + GOOD.replace("hello", "other"))
    assert str(only_problem(tmp_path)).startswith("parent.py:1: it has 2 flows (hello, other).")


def test_an_imported_flow_does_not_count(tmp_path: Path) -> None:
    write(tmp_path, borrowed="from train_digits import train_digits\n")
    assert "no function is decorated with @flow" in only_problem(tmp_path).problem


def test_options_reach_the_deployment(tmp_path: Path) -> None:
    options = 'DEPLOYMENT = {"cron": "0 6 * * 1", "timezone": "Europe/Rome", "parameters": {"name": "a"}}\n'
    write(tmp_path, first=GOOD + options, second=GOOD.replace("hello", "b") + 'DEPLOYMENT = {"interval_seconds": 60}\n')
    found, broken = find_flows(tmp_path)
    assert not broken
    schedules = [item.options.schedule() for item in found]
    assert schedules[0] is not None and (schedules[0].cron, schedules[0].timezone) == ("0 6 * * 1", "Europe/Rome")
    assert schedules[1] is not None and schedules[1].interval is not None
    assert schedules[1].interval.total_seconds() == 60
    assert found[0].options.parameters == {"name": "a"}


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        ("from prefect import flow\n\nimport no_such_module\n", 3, "ModuleNotFoundError: No module named"),
        ("x = 1\n\ndef broken(:\n", 3, "SyntaxError: "),
        ("def f():\n    raise ValueError('boom')\n\nf()\n", 2, "ValueError: boom"),
        ("import sys\nsys.exit('bye')\n", 2, "SystemExit: bye"),
        ("x = 1\n", 1, "no function is decorated with @flow"),
        (GOOD + "\nDEPLOYMENT = {'schedule': 'daily'}\n", 7, "DEPLOYMENT['schedule']: Extra inputs"),
        (GOOD + "\nDEPLOYMENT = {'cron': 'every day'}\n", 7, "Invalid cron"),
        (GOOD + "\nDEPLOYMENT = {'cron': '0 6 * * *', 'interval_seconds': 5}\n", 7, "not both"),
        (GOOD + "\nDEPLOYMENT = {'cron': '0 6 * * *', 'timezone': 'Mars/Base'}\n", 7, "imezone"),
        (GOOD + "\nDEPLOYMENT: dict = {'parameters': {'nam': 'x'}}\n", 7, "has nam. The flow takes name."),
    ],
)
def test_a_broken_file_is_named_with_its_line(tmp_path: Path, text: str, line: int, says: str) -> None:
    write(tmp_path, broken=text)
    problem = only_problem(tmp_path)
    assert (problem.file, problem.line) == ("broken.py", line)
    assert says in problem.problem


def test_file_names_that_python_cannot_use_or_that_hide_a_module(tmp_path: Path) -> None:
    (tmp_path / "my-flow.py").write_text(GOOD)
    (tmp_path / "json.py").write_text(GOOD)
    (tmp_path / "requests.py").write_text(GOOD)
    found, broken = find_flows(tmp_path)
    assert not found
    assert ["hides" in item.problem for item in broken] == [True, False, True]


def test_two_files_with_the_same_flow_name(tmp_path: Path) -> None:
    write(tmp_path, first=GOOD, second=GOOD)
    found, broken = find_flows(tmp_path)
    assert [item.file for item in found] == ["first.py"]
    assert "as the one in first.py" in broken[0].problem
