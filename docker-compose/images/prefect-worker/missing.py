"""Prints the part of a hash-locked requirements file that this Python does not have in exactly that version.

    python3 missing.py requirements.txt > missing.txt

Requirements of other platforms and other versions of Python are left out. Only pip is needed.
"""

import sys
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from pip._vendor.packaging.requirements import Requirement


def entries(text: str) -> list[str]:
    """The requirements of the file, each with its continuation lines of hashes."""
    lines = [line for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#")]
    return "\n".join(lines).replace("\\\n", "\0").splitlines()


def is_missing(entry: str) -> bool:
    """Whether the requirement applies here and is not installed in the locked version."""
    requirement = Requirement(entry.split("\0")[0].strip())
    if requirement.marker and not requirement.marker.evaluate():
        return False
    try:
        return version(requirement.name) not in requirement.specifier
    except PackageNotFoundError:
        return True


if __name__ == "__main__":
    for item in entries(Path(sys.argv[1]).read_text(encoding="utf-8")):
        if is_missing(item):
            print(item.replace("\0", "\\\n"))
