"""Where a request goes: the URL of a vendor request, percent-encoded here once and for all."""

from collections.abc import Iterable
from urllib.parse import quote, urlsplit

MOST_URL_BYTES = 16 * 1024
"""Of a whole URL: no server takes much more, and what handles URLs remembers some of them."""

_TOO_LONG = f"its URL has more than {MOST_URL_BYTES} bytes; ask for fewer values at once"


def origin_of(base_url: str) -> str:
    """The base URL without trailing slashes; a path prefix stays. ValueError for what is no origin."""
    parts = urlsplit(base_url.strip())
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError("a base URL starts with http:// or https:// and a host name")
    if parts.query or parts.fragment:
        raise ValueError("a base URL has no query and no fragment")
    if "@" in parts.netloc:
        raise ValueError("a base URL holds no user name or password")
    return f"{parts.scheme}://{parts.netloc}{parts.path.rstrip('/')}"


def encode_query(query: Iterable[tuple[str, str]]) -> str:
    """The query in percent-encoding: a space is %20, + is %2B, brackets and slashes are encoded in names too.

    Polis' document spells its filters that way: `filter%5B%2Fdata%2F…%5D`.
    """
    return "&".join(f"{quote(name, safe='')}={quote(value, safe='')}" for name, value in query)


def url_of(origin: str, path: str, query: Iterable[tuple[str, str]]) -> str:
    """The whole URL. ValueError for one that is too long, and for dot segments, which would name another resource."""
    query = tuple(query)
    if len(path) + sum(len(name) + len(value) for name, value in query) > MOST_URL_BYTES:
        raise ValueError(_TOO_LONG)
    if not path.startswith("/") or "?" in path or "#" in path:
        raise ValueError("a path starts with a slash and is percent-encoded")
    if "/." in path and any(segment in (".", "..") for segment in path.split("/")):
        raise ValueError("a path has no dot segments")
    encoded = encode_query(query)
    url = f"{origin}{path}?{encoded}" if encoded else f"{origin}{path}"
    if len(url) > MOST_URL_BYTES:
        raise ValueError(_TOO_LONG)
    return url
