"""NoETL's server. Its command line is the Rust crate `noetlctl`."""

from pathlib import Path

# `VERSION` lies next to the package in the repository and in the image alike.
__version__ = (Path(__file__).resolve().parent.parent / "VERSION").read_text(encoding="utf-8").strip()
