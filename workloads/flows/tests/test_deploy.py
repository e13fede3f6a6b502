"""plinth_flows/deploy.py against a real Prefect server, and a real worker that runs what it deployed"""

import os
import subprocess
import sys
from pathlib import Path

from plinth_flows import deploy, prefect_api
from tests.real_vault import free_port

import pytest
from prefect.client.orchestration import get_client
from prefect.client.schemas.actions import DeploymentUpdate, WorkPoolCreate
from prefect.client.schemas.responses import DeploymentResponse
from prefect.deployments import run_deployment
from prefect.settings import PREFECT_API_URL, temporary_settings

pytestmark = pytest.mark.usefixtures("prefect_api")

FLOW = """
from pathlib import Path
from prefect import flow

@flow
def {name}(to: str = "nobody") -> None:
    Path(to).write_text(str(Path.cwd()))
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    path = tmp_path / "flows"
    path.mkdir()
    return path


def add(folder: Path, name: str, more: str = "") -> Path:
    path = folder / f"{name}.py"
    path.write_text(FLOW.format(name=name) + more)
    return path


def run(folder: Path, *more: str) -> int:
    return deploy.main(["--flows", str(folder), "--pool", "test", *more])


def deployments() -> dict[str, DeploymentResponse]:
    with get_client(sync_client=True) as client:
        return {item.entrypoint: item for item in client.read_deployments()}


def test_deploys_each_file_and_a_second_time_changes_nothing(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    add(folder, "first", 'DEPLOYMENT = {"cron": "0 6 * * *", "parameters": {"to": "x"}, "concurrency_limit": 2}\n')
    add(folder, "second", 'DEPLOYMENT = {"interval_seconds": 60, "tags": ["mine"], "description": "counts"}\n')
    assert run(folder) == 0
    before = deployments()
    assert set(before) == {"first.py:first", "second.py:second"}
    first = before["first.py:first"]
    assert first.name == "plinth"
    assert first.work_pool_name == "test"
    assert first.parameters == {"to": "x"}
    assert first.global_concurrency_limit is not None and first.global_concurrency_limit.limit == 2
    assert before["second.py:second"].tags == ["mine", "plinth-file:second.py"]
    assert first.pull_steps == [{"prefect.deployments.steps.set_working_directory": {"directory": str(folder)}}]
    assert "flows-deploy: second/plinth from second.py is new" in capsys.readouterr().out
    assert run(folder) == 0
    assert deployments() == before
    assert "flows-deploy: second/plinth from second.py is as it was" in capsys.readouterr().out


def test_what_a_person_switched_off_stays_off_when_the_file_changes(folder: Path) -> None:
    schedule = 'DEPLOYMENT = {"interval_seconds": 3600}\n'
    add(folder, "first", schedule)
    run(folder)
    before = deployments()["first.py:first"]
    with get_client(sync_client=True) as client:
        client.update_deployment(before.id, DeploymentUpdate(paused=True))
        client.update_deployment_schedule(before.id, before.schedules[0].id, active=False)
    add(folder, "first", schedule + "# changed\n")
    run(folder)
    after = deployments()["first.py:first"]
    assert after.id == before.id
    assert after.version != before.version
    assert after.paused
    assert [item.active for item in after.schedules] == [False]
    add(folder, "first", schedule.replace("3600", "60"))
    run(folder)
    assert [item.active for item in deployments()["first.py:first"].schedules] == [True]


def test_a_file_that_is_gone_takes_its_deployment_with_it_and_no_other(folder: Path) -> None:
    add(folder, "first")
    gone = add(folder, "second")
    run(folder)
    with get_client(sync_client=True) as client:
        flow_id = client.create_flow_from_name("first")
        theirs = client.create_deployment(flow_id=flow_id, name="somebody-else-s", entrypoint="theirs")
        also_theirs = client.create_deployment(
            flow_id=client.create_flow_from_name("x"), name="plinth", entrypoint="also theirs"
        )
    gone.unlink()
    assert run(folder) == 0
    left = deployments()
    assert set(left) == {"first.py:first", "theirs", "also theirs"}
    with get_client(sync_client=True) as client:
        for item in (theirs, also_theirs):
            client.delete_deployment(item)


def test_a_broken_file_is_named_the_others_are_deployed_and_it_keeps_what_it_had(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    add(folder, "first")
    broken = add(folder, "second")
    run(folder)
    broken.write_text("x = 1\nimport no_such_module\n")
    add(folder, "third")
    assert run(folder) == 1
    assert set(deployments()) == {"first.py:first", "second.py:second", "third.py:third"}
    errors = capsys.readouterr().err.splitlines()
    assert errors[0].startswith("flows-deploy: second.py:2: ModuleNotFoundError: No module named 'no_such_module'")
    assert errors[1] == "flows-deploy: 1 of 3 files are not deployed."


def test_options_that_are_taken_out_of_the_file_end(folder: Path) -> None:
    add(folder, "first", 'DEPLOYMENT = {"cron": "0 6 * * *", "concurrency_limit": 2, "parameters": {"to": "x"}}\n')
    run(folder)
    add(folder, "first")
    run(folder)
    first = deployments()["first.py:first"]
    assert (first.schedules, first.global_concurrency_limit, first.parameters) == ([], None, {})


def test_a_pool_of_another_type_is_refused(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    add(folder, "first")
    with get_client(sync_client=True) as client:
        client.create_work_pool(WorkPoolCreate(name="foreign", type="docker"))
    assert deploy.main(["--flows", str(folder), "--pool", "foreign"]) == 2
    assert "The work pool 'foreign' has the type 'docker'" in capsys.readouterr().err


def test_a_cluster_runs_the_flows_of_its_image(folder: Path) -> None:
    add(folder, "first")
    with get_client(sync_client=True) as client:
        client.create_work_pool(WorkPoolCreate(name="kube", type="kubernetes"))
    assert deploy.main(["--flows", str(folder), "--pool", "kube", "--worker-path", "/flows"]) == 0
    found = deployments()["first.py:first"]
    assert found.work_pool_name == "kube"
    assert found.pull_steps == [{"prefect.deployments.steps.set_working_directory": {"directory": "/flows"}}]


def test_no_url_no_folder_no_server(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run(folder / "nowhere") == 2
    assert "which is not a folder" in capsys.readouterr().err
    monkeypatch.setattr(deploy, "SERVER_TIMEOUT_SECONDS", 0)
    with temporary_settings({PREFECT_API_URL: f"http://127.0.0.1:{free_port()}/api"}):
        assert run(folder) == 1
    assert "(PREFECT_API_URL) does not answer" in capsys.readouterr().err
    with temporary_settings(restore_defaults={PREFECT_API_URL}):
        assert run(folder) == 2
    assert "PREFECT_API_URL is not set" in capsys.readouterr().err


def test_a_process_worker_runs_the_file_in_place(folder: Path, tmp_path: Path) -> None:
    """The worker sees the folder at another path, as in the stack."""
    elsewhere = tmp_path / "mounted"
    elsewhere.symlink_to(folder)
    add(folder, "first")
    assert run(folder, "--worker-path", str(elsewhere)) == 0
    output = tmp_path / "output"
    scheduled = run_deployment("first/plinth", parameters={"to": str(output)}, timeout=0)
    url = prefect_api.api_url()
    worker = subprocess.run(
        [sys.executable, "-m", "prefect", "worker", "start", "--pool", "test", "--type", "process", "--run-once"],
        env={**os.environ, "PREFECT_API_URL": str(url), "PREFECT_HOME": str(tmp_path / "home")},
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    with get_client(sync_client=True) as client:
        state = client.read_flow_run(scheduled.id).state
    assert state is not None and state.is_completed(), worker.stdout + worker.stderr
    assert Path(output.read_text()).resolve() == folder.resolve()
