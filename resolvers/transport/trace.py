"""How a request is shown in the trace."""

import re
from urllib.parse import quote, unquote

from resolvers.model.http import VendorRequest

# Whatever would read as the syntax of a URL, or as nothing, stays encoded: `%26` is no `&`.
_AMBIGUOUS = re.compile(r"[^\w.~\[\]/,:;@!$'()*|-]")


def shown(request: VendorRequest) -> str:
    """Its path and query for reading: percent-encoded only where it would otherwise be ambiguous.

    It holds no credential: sign-ins travel in headers, or in a body.
    """
    path = "/".join(_segment(segment) for segment in request.path.split("/"))
    if not request.query:
        return path
    return f"{path}?{'&'.join(f'{_readable(name)}={_readable(value)}' for name, value in request.query)}"


def _segment(segment: str) -> str:
    if "%" not in segment:
        return segment
    try:
        return _readable(unquote(segment, errors="strict")).replace("/", "%2F")
    except UnicodeDecodeError:
        return segment


def _readable(text: str) -> str:
    return _AMBIGUOUS.sub(_quoted, text)


def _quoted(match: re.Match[str]) -> str:
    return quote(match[0], safe="", errors="surrogatepass")
