"""Takes docs/images/playground.png: GraphiQL with a query and its answer, as `make serve` shows it.

usage: python -m docs.screenshot

Needs what the end-to-end tests need: Chromium, and the playground built. The sandbox makes the same people on every
machine, so that the answer is the same on every one.
"""

import shutil
import sys
import tempfile
from pathlib import Path
from typing import Final

from playwright.sync_api import Page, sync_playwright

from tests.e2e.conftest import FLAGS, answers, free_port
from tests.e2e.processes import ROOT, run, running, touchpoint

PICTURE: Final = Path(__file__).parent / "images" / "playground.png"
MOST_BYTES: Final = 150_000
EDITOR: Final = ".graphiql-query-editor .monaco-editor"

QUERY: Final = """\
# One timeline of all sources
query Timeline {
  touchpoints(
    first: 3
    filter: {
      occurredAt: {
        to: "2026-04-28T12:00:00Z"
      }
    }
  ) {
    nodes {
      source
      occurredAt
      summary
    }
    sources {
      source
      status
      requests
      returned
    }
  }
}
"""


def take(page: Page, origin: str) -> None:
    """Paste the query, run it, wait for the answer, and take the picture."""
    page.goto(f"{origin}/graphql")
    page.wait_for_selector(f"{EDITOR} .view-line")
    page.click(f"{EDITOR} .view-lines")
    page.keyboard.press("Control+A")
    page.keyboard.press("Delete")
    # Pasted: what is typed, the editor indents by itself.
    page.evaluate("text => navigator.clipboard.writeText(text)", QUERY)
    page.keyboard.press("Control+V")
    page.wait_for_selector(".graphiql-tab:has-text('Timeline')")
    with page.expect_response(lambda response: response.request.method == "POST") as answer:
        page.click(".graphiql-execute-button")
    if "errors" in answer.value.json():
        raise RuntimeError(answer.value.json()["errors"])
    page.wait_for_selector(".result-window :text('touchpoints')")
    # No caret that blinks, and no tooltip of the button.
    page.mouse.move(5, 5)
    page.evaluate("document.activeElement.blur()")
    page.wait_for_timeout(500)
    page.screenshot(path=PICTURE, scale="css")


def main() -> int:
    """Serve, look, and end."""
    chromium = shutil.which("chromium")
    if chromium is None:
        sys.stderr.write("chromium is not installed; on Debian: apt-get install chromium\n")
        return 1
    run(sys.executable, ROOT / "playground" / "build.py")
    PICTURE.parent.mkdir(exist_ok=True)
    port = free_port()
    origin = f"http://127.0.0.1:{port}"
    command: list[str | Path] = [touchpoint(), "serve", "--sandbox", "--port", str(port)]
    with (
        tempfile.TemporaryDirectory() as folder,
        running(command, lambda _: answers(f"{origin}/readyz"), cwd=Path(folder), log=Path(folder) / "log"),
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=chromium, headless=True, args=FLAGS)
        context = browser.new_context(viewport={"width": 1280, "height": 680}, color_scheme="light")
        context.grant_permissions(["clipboard-read", "clipboard-write"], origin=origin)
        take(context.new_page(), origin)
        browser.close()
    if PICTURE.stat().st_size > MOST_BYTES:
        sys.stderr.write(f"{PICTURE.name} has {PICTURE.stat().st_size} bytes, more than {MOST_BYTES}\n")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
