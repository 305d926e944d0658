"""What all mutations have in common: a failure says what became of the write, and reads that follow ask anew."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from resolvers.context import RequestContext
from resolvers.model.errors import Failure
from resolvers.model.write_outcome import Outcome, WriteFailure, outcome_of


@asynccontextmanager
async def writing(context: RequestContext) -> AsyncIterator[None]:
    """Around all that one mutation does. What fails within fails as a `WriteFailure`; reads that follow ask anew."""
    try:
        yield
    except WriteFailure:
        raise
    except Failure as failure:
        raise WriteFailure(failure, outcome_of(failure)) from failure
    except Exception as error:
        # A mistake of ours, at whatever point: nobody knows.
        raise WriteFailure(error, Outcome.UNKNOWN) from error
    finally:
        context.renew()
