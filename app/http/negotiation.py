"""Which of the two media types of GraphQL over HTTP answers a request."""

from collections.abc import Iterator

from app.http.reply import GRAPHQL_JSON, JSON


def negotiate(accept: str | None) -> str | None:
    """The media type that the Accept header likes best; null where it takes neither.

    application/json where it says nothing, or where a wildcard is all that matches.
    """
    if not accept or not accept.strip():
        return JSON
    ranges = dict(media_ranges(accept))
    # A tie goes to the newer type only where it is named: a wildcard may be older than it.
    best = max((JSON, GRAPHQL_JSON), key=lambda name: (*_liking(ranges, name), name == GRAPHQL_JSON and name in ranges))
    return best if _liking(ranges, best)[0] > 0 else None


def wants_html(accept: str | None) -> bool:
    """Whether it names HTML, as browsers do when they open a page."""
    return dict(media_ranges(accept or "")).get("text/html", 0) > 0


def media_ranges(accept: str) -> Iterator[tuple[str, float]]:
    """The media ranges and their weights; of parameters only q counts (RFC 9110, 12.5.1)."""
    for item in accept.split(","):
        name, *parameters = (part.strip().lower() for part in item.split(";"))
        if name:
            yield name, _weight(parameters)


def _weight(parameters: list[str]) -> float:
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip() == "q":
            try:
                return min(1.0, max(0.0, float(value)))
            except ValueError:
                return 0.0
    return 1.0


def _liking(ranges: dict[str, float], name: str) -> tuple[float, int]:
    """Weight and precision of the most precise range that matches."""
    family = name.partition("/")[0]
    for precision, pattern in ((2, name), (1, f"{family}/*"), (0, "*/*")):
        if pattern in ranges:
            return ranges[pattern], precision
    return 0.0, 0
