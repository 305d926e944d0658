"""Somebody who follows a page from top to bottom: runs each example, and compares what comes with what is shown.

Every example meets a process of `touchpoint serve` that has just been started, as the pages say, over one sandbox with
default options. What a page changes there stays changed until its end.
"""

import re
import shlex
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import httpx
import msgspec

from app.main import create_app
from app.sandbox import discovery
from app.sandbox.server import Sandbox
from app.settings import Settings
from tests.app.serving import Graph, serving
from tests.docs.markdown import Block, commands

GRAPH: Final = "http://127.0.0.1:8000"
SANDBOX: Final = {f"http://127.0.0.1:{9000 + index}": source for index, source in enumerate(discovery.sources())}
"""The addresses that the pages name."""

_SECONDS: Final = re.compile(r"after [\d.e-]+ s\b")
"""How long a request was out, which differs each time."""

_SERVE: Final = ("touchpoint", "serve")


class Reader:
    """Follows one page."""

    def __init__(self, sandbox: Sandbox, folder: Path) -> None:
        self._sandbox = sandbox
        self._folder = folder
        self._own: dict[str, str] = {}
        sandbox.reset()

    def output(self, block: Block) -> str | None:
        """What a block gives when it is run; null where it is nothing to run."""
        match block.language:
            case "graphql":
                with self._serving() as graph:
                    return _shown(graph.query(block.text))
            case "python":
                with self._serving() as graph:
                    return self._script(block.text.replace(GRAPH, str(graph.http.base_url).rstrip("/")))
            case "bash":
                outputs = [self._command(line) for line in commands(block)]
                return next((output for output in reversed(outputs) if output is not None), None)
        return None

    @contextmanager
    def _serving(self) -> Iterator[Graph]:
        environment = {**self._sandbox.environment(), **self._own}
        with serving(create_app(Settings.load(environment, env_file=None))) as graph:
            yield graph

    def _command(self, line: str) -> str | None:
        words = shlex.split(line.split(" > ", maxsplit=1)[0])
        given = dict(words.pop(0).split("=", 1) for _ in list(words) if "=" in words[0])
        if Path(words[0]).name == "curl":
            return self._curl(words[1:])
        if (Path(words[0]).name, *words[1:2]) == _SERVE and "--sandbox" not in words:
            self._own = given
        return None

    def _curl(self, words: list[str]) -> str | None:
        """The options that the pages use, and no others."""
        method, url, headers, body = "GET", "", {}, None
        options = iter(words)
        for word in options:
            match word:
                case "-s":
                    pass
                case "-X":
                    method = next(options)
                case "-H":
                    name, _, value = next(options).partition(":")
                    headers[name] = value.strip()
                case "-d":
                    body = next(options)
                case _:
                    assert word.startswith("http://"), f"curl {word}"
                    url = word
        method = "POST" if body is not None and method == "GET" else method
        source = SANDBOX.get(url[: len(GRAPH)])
        if source is not None:
            answer = httpx.request(
                method, self._sandbox.urls[source] + url[len(GRAPH) :], headers=headers, content=body
            )
        else:
            assert url.startswith(GRAPH), url
            with self._serving() as graph:
                answer = graph.http.request(method, url[len(GRAPH) :], headers=headers, content=body)
        assert answer.status_code != 404, f"{method} {url}: {answer.text}"
        return _shown(answer.json()) if answer.content else None

    def _script(self, text: str) -> str:
        script = self._folder / "example.py"
        script.write_text(text, encoding="utf-8")
        # -I: nothing of this checkout but what is installed, as for anybody who copies the example.
        ran = subprocess.run(  # noqa: S603 our own interpreter and our own text
            [sys.executable, "-I", str(script)], capture_output=True, text=True, timeout=60, check=False
        )
        assert ran.returncode == 0, ran.stderr
        return ran.stdout


def _shown(value: Mapping[str, Any]) -> str:
    return msgspec.json.format(msgspec.json.encode(value), indent=2).decode() + "\n"


def same(block: Block, output: str) -> bool:
    """Whether what came is what the page shows; JSON is compared as values, laid out as the page likes.

    How long a request took is not compared.
    """
    assert block.answer is not None
    shown, output = (_SECONDS.sub("after 0 s", text) for text in (block.answer.text, output))
    if block.answer.language == "json":
        return bool(msgspec.json.decode(shown) == msgspec.json.decode(output))
    return shown == output
