"""The figures as tables: on the screen and in docs/performance.md, between its two marks."""

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from tests.bench.load import Figures

if TYPE_CHECKING:  # models can be imported only after Django is set up
    from tests.bench.scenarios import Scenario

BEGIN, END = "<!-- figures: make bench -->", "<!-- end of figures -->"


def line(scenario: "Scenario", figures: Figures) -> str:
    """One run as one line."""
    wrong = {status: count for status, count in figures.statuses.items() if status >= 400}
    return (
        f"{scenario.name:22} {figures.clients} clients: {figures.rate:7.1f}/s  p50 {figures.percentile(0.5):6.1f}"
        f"  p95 {figures.percentile(0.95):6.1f}  p99 {figures.percentile(0.99):6.1f} ms"
        f"  {'!! ' + str(wrong) if wrong else ''}"
    )


def write(
    path: Path,
    *,
    rows: list[tuple["Scenario", Figures]],
    statements: dict[str, int],
    rush: tuple[float, Counter[tuple[int, str]]],
    memory: dict[str, float],
    profile: dict[str, dict[str, float]],
    reading: list[str],
    conditions: dict[str, str],
) -> None:
    """Replaces what stands between the marks of `path`; makes the file when there is none."""
    parts = [
        BEGIN, "", f"Measured {conditions['date']}: {conditions['machine']}, Python {conditions['python']}; two web processes"
        f" (uvicorn, 4 threads each), one worker, PostgreSQL and Redis, and the load generator on the same cores;"
        f" 50 events, 10,000 orders at one of them; {conditions['seconds']} s a run. Five million additions in"
        f" Python took {conditions['loop']} s at the end: a measure of what the machine gave us that hour.", "", *_table(rows, statements), "",
        *_rush(rush), "", *_memory(memory), "", *reading, "", *_profile(profile), "", END,
    ]  # fmt: skip
    text = path.read_text() if path.exists() else f"# Performance\n\n{BEGIN}\n{END}\n"
    head, _, rest = text.partition(BEGIN)
    _, _, tail = rest.partition(END)
    path.write_text(head + "\n".join(parts) + tail)


def _table(rows: list[tuple["Scenario", Figures]], statements: dict[str, int]) -> list[str]:
    lines = [
        "| request | clients | requests/s | p50 ms | p95 ms | p99 ms | SQL | pretix 2026.8.0: req/s, p95, SQL | ratio |",
        "|---|---:|---:|---:|---:|---:|---:|---|---:|",
    ]
    for scenario, figures in rows:
        rate, p95, sql = scenario.reference
        eight = figures.clients == 8
        lines.append(
            f"| {scenario.name} | {figures.clients} | {figures.rate:.0f} | {figures.percentile(0.5):.1f} |"
            f" {figures.percentile(0.95):.1f} | {figures.percentile(0.99):.1f} | {statements[scenario.name]} |"
            f" {f'{rate}, {p95}, {sql}' if eight else ''} | {f'{figures.rate / rate:.1f}x' if eight else ''} |"
        )
    return lines


def _rush(rush: tuple[float, Counter[tuple[int, str]]]) -> list[str]:
    seconds, outcomes = rush
    words = ", ".join(
        f"{count} x {status} {word}".strip() for (status, word), count in sorted(outcomes.items())
    )
    return [
        f"300 buyers at once for 100 units: all answered in {seconds:.2f} s (pretix: 14-18 s): {words}."
    ]


def _memory(memory: dict[str, float]) -> list[str]:
    return [
        f"Memory after the runs (PSS): web {memory['web']:.0f} MiB for both processes and their parent,"
        f" worker {memory['worker']:.0f} MiB, together {sum(memory.values()):.0f} MiB (pretix: 1.4 GB)."
    ]


def _profile(profile: dict[str, dict[str, float]]) -> list[str]:
    lines = ["Where the time of a request goes (own time by package, cProfile in one process):", ""]
    for name, shares in profile.items():
        lines.append(
            f"- {name}: "
            + ", ".join(f"{package} {share:.0f} %" for package, share in shares.items())
        )
    return lines
