"""A small queue gateway: HTTP in, one of several queues out."""

from pathlib import Path

__version__ = (Path(__file__).parent.parent / "VERSION").read_text(encoding="utf-8").strip()
