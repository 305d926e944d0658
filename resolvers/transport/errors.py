"""What the engine raises beyond httpx's own exceptions; each is an httpx exception too.

No message holds a URL, a header or a body: queries carry personal data and headers carry credentials.
"""

import httpx


class MalformedResponse(httpx.RemoteProtocolError):
    """The server sent something that is not HTTP."""


class ResponseTooLarge(httpx.RemoteProtocolError):
    """The body, decompressed, is longer than the engine reads."""

    def __init__(self, limit: int) -> None:
        super().__init__(f"the body is longer than {limit} bytes")
        self.limit = limit
