#!/bin/sh
# Writes both lock files: exact versions and hashes, for every platform and Python 3.11 to 3.13.
# Needs `uv` (pip install uv). `./lock.sh --upgrade` takes newer versions.
set -eu
cd "$(dirname "$0")"
export UV_CUSTOM_COMPILE_COMMAND="workloads/ray/lock.sh"
for name in requirements requirements-dev; do
  uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
    --output-file "$name.txt" "$@" "$name.in"
done
