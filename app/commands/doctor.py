"""touchpoint doctor"""

import argparse
import asyncio
import logging
import sys
from collections.abc import Iterable, Sequence

import msgspec

from app.commands.checkup import Finding, examine
from app.settings import Settings, SettingsError


class Report(msgspec.Struct, frozen=True):
    """What `--json` prints. `problems` are those of the settings; without usable settings no source is asked."""

    ok: bool
    problems: Sequence[str]
    settings: Sequence["Setting"]
    sources: Sequence[Finding]


class Setting(msgspec.Struct, frozen=True):
    """An effective setting; a secret is shown as ***."""

    name: str
    value: str
    default: bool


def run(arguments: argparse.Namespace) -> int:
    """Check and print; 1 where something is wrong."""
    # What is wrong is in the report.
    logging.disable(logging.CRITICAL)
    try:
        report = _report()
    finally:
        logging.disable(logging.NOTSET)
    if arguments.json:
        sys.stdout.write(msgspec.json.format(msgspec.json.encode(report), indent=2).decode() + "\n")
    else:
        sys.stdout.writelines(f"{line}\n" for line in _lines(report))
    sys.stdout.flush()
    return 0 if report.ok else 1


def _report() -> Report:
    try:
        settings = Settings.load()
    except SettingsError as error:
        return Report(ok=False, problems=error.problems, settings=(), sources=())
    effective = [Setting(name, value, default) for name, value, default in settings.effective()]
    findings = asyncio.run(examine(settings))
    return Report(not any(finding.wrong for finding in findings), (), effective, findings)


def _lines(report: Report) -> Iterable[str]:
    if report.problems:
        yield "The settings are wrong:"
        yield from (f"  {problem}" for problem in report.problems)
        return
    yield "Settings"
    yield from _table([(row.name, "default" if row.default else "set", row.value or "-") for row in report.settings])
    yield ""
    yield "Sources"
    yield from _table([_row(finding) for finding in report.sources])
    if not any(finding.configured for finding in report.sources):
        yield ""
        yield "No source is configured: set TOUCHPOINT_<SOURCE>__BASE_URL, or serve with --sandbox."


def _row(finding: Finding) -> tuple[str, ...]:
    latency = "" if finding.latency_ms is None else f"{finding.latency_ms:.0f} ms"
    said = ": ".join(part for part in (finding.code, finding.message) if part)
    return finding.source, finding.state, latency, said


def _table(rows: Sequence[tuple[str, ...]]) -> Iterable[str]:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        cells = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        yield f"  {'  '.join(cells)}".rstrip()
