"""The simulated vendors there are: every module of `app.sandbox.vendors` holds one."""

import importlib

from app.sandbox import vendors
from app.sandbox.vendor import Vendor


def vendor_classes() -> list[type[Vendor]]:
    """In the order of their ports: by `place`, and by name where that is the same.

    TypeError names a module that does not hold one vendor, called as the module is.
    """
    return sorted(map(_vendor_class, vendors.names()), key=lambda kind: (kind.place, kind.source))


def sources() -> list[str]:
    """What they are called, in the order of their ports."""
    return [kind.source for kind in vendor_classes()]


def _vendor_class(name: str) -> type[Vendor]:
    module = importlib.import_module(f"{vendors.__name__}.{name}")
    found = [
        value
        for value in vars(module).values()
        if isinstance(value, type) and issubclass(value, Vendor) and value.__module__ == module.__name__
    ]
    if [kind.source for kind in found] != [name.upper()]:
        raise TypeError(f"{module.__name__} has to hold one subclass of Vendor, with the source {name.upper()}")
    return found[0]
