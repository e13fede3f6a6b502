"""Registers one deployment per flow file with the Prefect server of PREFECT_API_URL.

    python -m plinth_flows.deploy

Creates the process work pool where it is missing, registers ``<flow>/plinth`` for every file, and removes
deployments of its own whose file is gone. Running it again changes nothing. The code is not copied: the worker
finds it in the same folder, so a new flow needs no new image.

Exit codes: 0 all deployed; 1 a file is broken (the others are deployed) or the server failed; 2 wrong settings.
"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from uuid import UUID

from plinth_flows.discovery import Broken, Found, find_flows
from plinth_flows.errors import FlowError, ServiceError, SettingsError, cause_of
from plinth_flows.prefect_api import api_url, wait_for_api

import httpx
from prefect.client.orchestration import SyncPrefectClient, get_client
from prefect.client.schemas.actions import WorkPoolCreate
from prefect.client.schemas.filters import DeploymentFilter, DeploymentFilterName
from prefect.client.schemas.objects import VersionInfo, WorkPool
from prefect.client.schemas.responses import DeploymentResponse
from prefect.deployments.runner import DeploymentApplyError, RunnerDeployment
from prefect.exceptions import ObjectAlreadyExists, ObjectNotFound, PrefectHTTPStatusError
from prefect.runner.storage import LocalStorage
from prefect.workers.process import ProcessWorker

DEPLOYMENT_NAME = "plinth"
# Says that a deployment is ours, and which file it came from.
FILE_TAG = "plinth-file:"
# The pool of this type is made where it is missing; one for Kubernetes is made by its worker, with its job template.
POOL_TYPE = "process"
POOL_TYPES = (POOL_TYPE, "kubernetes")
SERVER_TIMEOUT_SECONDS = 120
PAGE = 200


def main(argv: Sequence[str] | None = None) -> int:
    """Deploy what the options say; the exit code."""
    options = _arguments(argv)
    folder: Path = options.flows.resolve()
    try:
        if not api_url():
            raise SettingsError("PREFECT_API_URL is not set: give the URL of the Prefect API, ending in /api.")
        if not folder.is_dir():
            raise SettingsError(f"--flows is {str(options.flows)!r}, which is not a folder.")
        wait_for_api(SERVER_TIMEOUT_SECONDS)
        found, broken = find_flows(folder)
        _deploy(found, broken, options.pool, options.worker_path or folder)
    except FlowError as error:
        print(f"flows-deploy: {error}", file=sys.stderr)
        return error.exit_code
    for item in broken:
        print(f"flows-deploy: {item}", file=sys.stderr)
    if broken:
        print(f"flows-deploy: {len(broken)} of {len(found) + len(broken)} files are not deployed.", file=sys.stderr)
    return 1 if broken else 0


def _arguments(argv: Sequence[str] | None) -> argparse.Namespace:
    here = Path(__file__).resolve().parents[1]
    parser = argparse.ArgumentParser(prog="plinth_flows.deploy", description="Registers the flows with Prefect.")
    parser.add_argument("--flows", type=Path, default=here, help="folder of the flow files (default: this one)")
    parser.add_argument("--worker-path", type=Path, help="where the worker sees that folder (default: the same path)")
    parser.add_argument("--pool", default="plinth", help="work pool (default: plinth)")
    return parser.parse_args(argv)


def _deploy(found: list[Found], broken: list[Broken], pool: str, worker_path: Path) -> None:
    try:
        with get_client(sync_client=True) as client:
            _ensure_pool(client, pool)
            kept = {_register(client, item, pool, worker_path) for item in found}
            _remove_gone(client, kept, {item.file for item in broken})
    except (httpx.HTTPError, PrefectHTTPStatusError, DeploymentApplyError) as error:
        raise ServiceError(
            f"Prefect at {api_url()} failed: {type(error).__name__}: {cause_of(error)}. Run it again when the server"
            " is back: it goes on from there."
        ) from error


def _ensure_pool(client: SyncPrefectClient, name: str) -> None:
    pool = _read_or_create_pool(client, name)
    if pool.type not in POOL_TYPES:
        allowed = " or ".join(map(repr, POOL_TYPES))
        raise SettingsError(
            f"The work pool {name!r} has the type {pool.type!r}, and flows need {allowed}. Delete that pool in"
            " Prefect, or choose another with --pool."
        )


def _read_or_create_pool(client: SyncPrefectClient, name: str) -> WorkPool:
    try:
        return client.read_work_pool(name)
    except ObjectNotFound:
        template = ProcessWorker.get_default_base_job_template()
    try:
        pool = client.create_work_pool(WorkPoolCreate(name=name, type=POOL_TYPE, base_job_template=template))
        print(f"flows-deploy: created the work pool {name!r}")
        return pool
    except ObjectAlreadyExists:
        # A worker that starts at the same moment creates it too.
        return client.read_work_pool(name)


def _register(client: SyncPrefectClient, item: Found, pool: str, worker_path: Path) -> UUID:
    wanted = _wanted(item, pool, worker_path)
    present = _present(client, wanted.full_name)
    if present and _facts_of_present(present) == _facts_of_wanted(wanted, item, worker_path):
        print(f"flows-deploy: {wanted.full_name} from {item.file} is as it was")
        return present.id
    if present:
        _keep_choices(wanted, present)
    # The version is the hash of the file, never a commit: the folder may hold changes that are in no commit.
    version = VersionInfo(type="prefect:simple", version=wanted.version or "")
    deployment_id = wanted.apply(work_pool_name=pool, version_info=version)
    print(f"flows-deploy: {wanted.full_name} from {item.file} is {'updated' if present else 'new'}")
    return deployment_id


def _wanted(item: Found, pool: str, worker_path: Path) -> RunnerDeployment:
    wanted = RunnerDeployment.from_flow(
        item.flow,
        name=DEPLOYMENT_NAME,
        schedule=item.options.schedule(),
        parameters=item.options.parameters,
        description=item.options.description,
        concurrency_limit=item.options.concurrency_limit,
        tags=sorted({*item.options.tags, f"{FILE_TAG}{item.file}"}),
        work_pool_name=pool,
    )
    # The server would keep the text "None" for a flow without a docstring.
    wanted.description = wanted.description or ""
    wanted.entrypoint = item.entrypoint
    # Becomes the pull step `set_working_directory`: the worker runs the file where it is mounted.
    wanted.storage = LocalStorage(str(worker_path))
    return wanted


def _present(client: SyncPrefectClient, full_name: str) -> DeploymentResponse | None:
    try:
        return client.read_deployment_by_name(full_name)
    except ObjectNotFound:
        return None


def _facts_of_wanted(wanted: RunnerDeployment, item: Found, worker_path: Path) -> list[Any]:
    """What, where it is the same, makes registering again needless."""
    steps = [LocalStorage(str(worker_path)).to_pull_step()]
    schema = item.flow.parameters.model_dump(exclude_unset=True)
    return [*_shared_facts(wanted), item.options.concurrency_limit, steps, schema]


def _facts_of_present(present: DeploymentResponse) -> list[Any]:
    limit = present.global_concurrency_limit.limit if present.global_concurrency_limit else None
    return [*_shared_facts(present), limit, present.pull_steps, present.parameter_openapi_schema]


def _shared_facts(deployment: RunnerDeployment | DeploymentResponse) -> list[Any]:
    names = ("version", "entrypoint", "tags", "parameters", "description", "work_pool_name")
    return [*(getattr(deployment, name) for name in names), [item.schedule for item in deployment.schedules or []]]


def _keep_choices(wanted: RunnerDeployment, present: DeploymentResponse) -> None:
    """What a person has paused or switched off in Prefect's UI stays so."""
    wanted.paused = present.paused
    switched_off = [item.schedule for item in present.schedules if not item.active]
    for item in wanted.schedules or []:
        item.active = item.schedule not in switched_off


def _remove_gone(client: SyncPrefectClient, kept: set[UUID], broken_files: set[str]) -> None:
    """Remove deployments that carry our tag and were not registered now. A broken file keeps what it had."""
    for deployment in _all_named_ours(client):
        files = {tag.removeprefix(FILE_TAG) for tag in deployment.tags if tag.startswith(FILE_TAG)}
        if files and deployment.id not in kept and not files & broken_files:
            client.delete_deployment(deployment.id)
            print(f"flows-deploy: removed the deployment of {', '.join(sorted(files))}, which is gone")


def _all_named_ours(client: SyncPrefectClient) -> list[DeploymentResponse]:
    ours = DeploymentFilter(name=DeploymentFilterName(any_=[DEPLOYMENT_NAME]))
    deployments: list[DeploymentResponse] = []
    while page := client.read_deployments(deployment_filter=ours, limit=PAGE, offset=len(deployments)):
        deployments += page
    return deployments


if __name__ == "__main__":
    sys.exit(main())
