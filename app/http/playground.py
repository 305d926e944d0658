"""GraphiQL for browsers, from the files that `make playground` bundles: nothing comes from another host."""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

BUILT: Final = Path(__file__).with_name("playground")

# Monaco and GraphiQL set style attributes and add style elements; their fonts and pictures are data: URLs.
POLICY: Final = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "worker-src 'self'",
        "connect-src 'self'",
        "style-src 'self' 'unsafe-inline'",
        "font-src 'self' data:",
        "img-src 'self' data:",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
    )
)

HEADERS: Final = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    # The page names the assets of one build, so it is asked for anew; and at its path JSON is to be had as well.
    "Cache-Control": "no-cache",
    "Vary": "Accept",
}

# What a browser gets in place of the page while there is none.
NOT_BUILT: Final = """<!doctype html>
<html lang="en">
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <meta name="color-scheme" content="light dark">
  <link rel="icon" href="data:,">
  <title>Touchpoint</title>
  <body style="font: 16px/1.5 system-ui, sans-serif; max-width: 36em; margin: 12vh auto; padding: 0 1em">
    <h1>Touchpoint is serving</h1>
    <p>The graph answers GraphQL requests at this address, but its playground, GraphiQL, is not built yet.</p>
    <p>Run <code>make playground</code> in the checkout, with the npm registry in reach, and load this page again.
    The server may go on running.</p>
  </body>
</html>
"""

_TYPES: Final = {
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".ttf": "font/ttf",
}
# A name that the build gives: the hash of its contents is a part of it. No other file is served.
_NAME: Final = re.compile(r"[A-Za-z][\w-]*-[A-Z0-9]{8}(?P<suffix>\.[a-z]+)")


def page() -> str | None:
    """The HTML page, to be sent with HEADERS; None while it is not built."""
    try:
        return (BUILT / "index.html").read_text(encoding="utf-8")
    except FileNotFoundError:
        return None


def routes() -> Sequence[BaseRoute]:
    """The assets that the page names. They are looked for on request: a build needs no restart."""
    return [Route("/graphql/assets/{name}", _asset, methods=["GET"])]


def _asset(request: Request) -> Response:
    name: str = request.path_params["name"]
    match = _NAME.fullmatch(name)
    media_type = _TYPES.get(match["suffix"]) if match else None
    file = BUILT / "assets" / name
    if media_type is None or not file.is_file():
        return PlainTextResponse("Not found", status_code=404)
    headers = {
        "Cache-Control": "public, max-age=31536000, immutable",
        "ETag": f'W/"{name}"',
        "Vary": "Accept-Encoding",
        "X-Content-Type-Options": "nosniff",
    }
    if headers["ETag"] in request.headers.get("If-None-Match", ""):
        return Response(status_code=304, headers=headers)
    packed = file.with_name(f"{name}.gz")
    if _takes_gzip(request) and packed.is_file():
        return Response(packed.read_bytes(), media_type=media_type, headers={**headers, "Content-Encoding": "gzip"})
    return Response(file.read_bytes(), media_type=media_type, headers=headers)


def _takes_gzip(request: Request) -> bool:
    offers = request.headers.get("Accept-Encoding", "").lower().replace(" ", "").split(",")
    return any(offer.partition(";")[0] == "gzip" and not re.search(r";q=0(\.0*)?$", offer) for offer in offers)
