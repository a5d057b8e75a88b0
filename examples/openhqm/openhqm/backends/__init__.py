"""The queues that messages may go to, each a module of its own, so that a flavour is what is copied into it."""

from __future__ import annotations

import importlib
import pkgutil
from typing import Protocol
from urllib.parse import SplitResult, urlsplit

#: By the scheme of their addresses.
ALL = ("azure", "gcp", "kafka", "memory", "mqtt", "redis", "sqs")


class Queue(Protocol):
    """Where messages go."""

    def send(self, queue: str, message: bytes) -> None:
        """Sends one message; an `OSError` tells why not."""


def there() -> list[str]:
    """Those that this flavour has."""
    return sorted(module.name for module in pkgutil.iter_modules(__path__) if module.name in ALL)


def of_flavour(flavour: str) -> list[str]:
    """Those that a flavour should have."""
    match flavour:
        case "all":
            return list(ALL)
        case "minimal":
            return ["memory"]
        case one:
            return sorted(["memory", one])


def load(name: str) -> type:
    """The class of a queue."""
    return importlib.import_module(f"{__name__}.{name}").Connection


def connect(address: str) -> Queue:
    """A queue by its address; a `ValueError` if this flavour has none of that kind."""
    url: SplitResult = urlsplit(address)
    if url.scheme not in there():
        raise ValueError(f"this flavour has no queue `{url.scheme}`; it has {', '.join(there())}")
    return load(url.scheme)(url)
