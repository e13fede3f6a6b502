#!/bin/sh
# Writes the lock file: exact versions and hashes, for every platform and Python 3.11 to 3.13.
# Needs `uv` (pip install uv). `./lock.sh --upgrade` takes newer versions.
set -eu
cd "$(dirname "$0")"
export UV_CUSTOM_COMPILE_COMMAND="workloads/router/test/python/lock.sh"
uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
  --output-file requirements.txt "$@" requirements.in
