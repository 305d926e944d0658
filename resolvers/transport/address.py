"""Where a request goes: the URL of a vendor request, percent-encoded here once and for all."""

from collections.abc import Iterable
from functools import lru_cache
from urllib.parse import quote, urlsplit


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
    return "&".join(f"{_escape(name)}={_escape(value)}" for name, value in query)


def url_of(origin: str, path: str, query: Iterable[tuple[str, str]]) -> str:
    """The whole URL. ValueError for a path with dot segments, which would name another resource."""
    if not path.startswith("/") or "?" in path or "#" in path:
        raise ValueError("a path starts with a slash and is percent-encoded")
    if "/." in path and any(segment in (".", "..") for segment in path.split("/")):
        raise ValueError("a path has no dot segments")
    encoded = encode_query(query)
    return f"{origin}{path}?{encoded}" if encoded else f"{origin}{path}"


@lru_cache(maxsize=1024)
def _escape(text: str) -> str:
    return quote(text, safe="")
