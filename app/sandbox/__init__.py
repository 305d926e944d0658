"""Five simulated vendors behind real HTTP, true to the vendors' documents.

Nothing here is shared with the facade that reads them: a client and its simulator must not share a mistake.
"""
