"""How a command gives up; the messages are for people, in one line."""


class CommandError(Exception):
    """Something is wrong at run time."""


class UsageError(Exception):
    """The command line asks for what cannot be."""
