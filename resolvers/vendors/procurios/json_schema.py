"""A value held against a JSON Schema, draft 7, that a vendor serves. Nothing is fetched, and no value is told."""

import re
from collections.abc import Iterator, Sequence
from typing import Any

import msgspec
from jsonschema import Draft7Validator
from jsonschema.exceptions import SchemaError, UnknownType, ValidationError
from referencing import Registry
from referencing.exceptions import Unresolvable

from resolvers.model.user_errors import DUPLICATE, INVALID, REQUIRED, TOO_LONG

_REGISTRY: Registry[Any] = Registry()
"""Empty, and without a way to retrieve: a reference to another document is one that cannot be followed."""

_CODES = {"maxLength": TOO_LONG, "uniqueItems": DUPLICATE}

_NOT_FOLLOWED = (
    RecursionError,
    UnknownType,
    re.error,
    ValueError,
    TypeError,
    LookupError,
    AttributeError,
    ArithmeticError,
)
"""What comes of a schema that is checked as far as it is one: a reference may lead to a part that nobody checked."""

_MAPS = ("properties", "patternProperties", "definitions", "dependencies")


class UnusableSchema(Exception):
    """It is no schema, or it cannot be followed. The message says why."""


class Violation(msgspec.Struct, frozen=True):
    """Where in the value, and what is wrong there; `code` is that of a user error."""

    path: tuple[str | int, ...]
    message: str
    code: str = INVALID


def violations(schema: object, value: object) -> tuple[Violation, ...]:
    """Everything in the value that the schema forbids, each once; `UnusableSchema` where it cannot tell."""
    try:
        usable = _objects(schema)
        Draft7Validator.check_schema(usable)
        found = Draft7Validator(usable, registry=_REGISTRY).iter_errors(value)
        return tuple(dict.fromkeys(told for error in found for told in _told(error)))
    except SchemaError as error:
        place = "/".join(map(str, error.absolute_path))
        raise UnusableSchema(f"it is not a JSON Schema of draft 7, at /{place}") from error
    except Unresolvable as error:
        raise UnusableSchema("it refers to what it does not hold") from error
    except _NOT_FOLLOWED as error:
        raise UnusableSchema(f"it cannot be followed: {type(error).__name__}") from error


def _objects(schema: object) -> Any:
    """The schema with maps that are empty as maps: PHP writes them as empty lists, which draft 7 has no use for."""
    if isinstance(schema, list):
        return [_objects(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    kept = {key: value for key, value in schema.items() if not (key == "pattern" and not _compiles(value))}
    return {key: {} if key in _MAPS and value == [] else _objects(value) for key, value in kept.items()}


def _compiles(pattern: object) -> bool:
    """Draft 7 has the patterns of JavaScript: one that is none here is left to the vendor."""
    try:
        return not isinstance(pattern, str) or re.compile(pattern) is not None
    except re.error:
        return False


def _told(error: ValidationError) -> Iterator[Violation]:
    path = tuple(error.absolute_path)
    if error.validator == "required":
        for name in _missing(error):
            yield Violation((*path, name), f"{name} is needed", REQUIRED)
    elif error.validator == "additionalProperties" and isinstance(error.instance, dict):
        for name in _additional(error):
            yield Violation((*path, name), f"{name} is not a property of this type")
    else:
        yield Violation(path, _message(error), _CODES.get(str(error.validator), INVALID))


def _missing(error: ValidationError) -> Sequence[str]:
    names: Any = error.validator_value
    held: Any = error.instance
    return [name for name in names if name not in held]


def _additional(error: ValidationError) -> Sequence[str]:
    """Also those for which the schema has a rule that they break are told by that rule, at their own place."""
    rules: Any = error.schema
    held: Any = error.instance
    patterns = rules.get("patternProperties", {})
    return [
        name
        for name in held
        if name not in rules.get("properties", {}) and not any(re.search(pattern, name) for pattern in patterns)
    ]


_RULES = {
    "maxLength": "must have at most {} characters",
    "minLength": "must have at least {} characters",
    "maxItems": "must have at most {} items",
    "minItems": "must have at least {} items",
    "uniqueItems": "must not have the same item twice",
    "minimum": "must be at least {}",
    "maximum": "must be at most {}",
    "pattern": "must match {}",
}


_COUNTED = ("maxLength", "minLength", "maxItems", "minItems")


def _message(error: ValidationError) -> str:
    """In words where the rule is a common one, without the value: it may be about a person."""
    rule: Any = error.validator_value
    name = str(error.validator)
    if name == "type":
        return f"must be of type {' or '.join(rule) if isinstance(rule, list) else rule}"
    if name in {"enum", "const"}:
        allowed = rule if name == "enum" else [rule]
        return f"must be one of {msgspec.json.encode(allowed).decode()}"
    told = _RULES.get(name, f"does not fit the schema of the type: {name}").format(rule)
    return told.removesuffix("s") if rule == 1 and name in _COUNTED else told
