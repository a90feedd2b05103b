"""How long `jiaokan --help` takes beside bare Python: medians of interleaved whole processes.

python benchmarks/startup.py
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import time

COMMANDS = {"bare": [sys.executable, "-c", "pass"], "help": [sys.executable, "-m", "jiaokan", "--help"]}
ROUNDS = 25


def seconds(command: list[str]) -> float:
    """The time of one whole process."""
    begun = time.perf_counter()
    subprocess.run(command, stdout=subprocess.DEVNULL, check=True)
    return time.perf_counter() - begun


def main() -> None:
    """Print both medians and their ratio."""
    times: dict[str, list[float]] = {name: [] for name in COMMANDS}
    for _ in range(ROUNDS):
        for name, command in COMMANDS.items():
            times[name].append(seconds(command))
    bare, told = (statistics.median(times[name]) for name in COMMANDS)
    print(f"bare Python {bare * 1000:.1f} ms, jiaokan --help {told * 1000:.1f} ms, ratio {told / bare:.2f}")


if __name__ == "__main__":
    main()
