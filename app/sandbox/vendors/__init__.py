"""The simulated vendors: one module each, called as its source in lower case."""

import pkgutil


def names() -> list[str]:
    """The modules here; loads none of them."""
    return [module.name for module in pkgutil.iter_modules(__path__)]
