"""The web UI: whether it is on, and which file answers which path."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote

UI_FOLDER = Path(__file__).resolve().parent / "ui"

SWITCH = "NOETL_ENABLE_UI"

_BOOLEANS = {"true": True, "1": True, "yes": True, "false": False, "0": False, "no": False}

# Written out, because what `mimetypes` knows depends on the files of the machine it runs on.
_CONTENT_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".ico": "image/x-icon",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".map": "application/json",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
    ".webmanifest": "application/manifest+json",
    ".woff2": "font/woff2",
}


@dataclass(frozen=True)
class UiOff:
    """There is no UI to serve. The reason is told to clients too, so it names no path of the machine."""

    reason: str


@dataclass(frozen=True)
class UiOn:
    """A folder that holds a built UI."""

    root: Path

    def find(self, url_path: str) -> Path | None:
        """The file that answers `url_path`, or None. Never a file outside the folder."""
        relative = unquote(url_path).lstrip("/") or "index.html"
        try:
            # Resolving first also catches `..` that was percent-encoded, and links that lead out.
            path = (self.root / relative).resolve()
            return path if path.is_relative_to(self.root) and path.is_file() else None
        except (OSError, ValueError):  # a name that is too long, or holds a NUL byte
            return None


def find_ui(folder: Path, enabled: bool) -> UiOn | UiOff:
    """Decides whether there is a UI. A folder without `index.html` is a placeholder, not a UI."""
    if not enabled:
        return UiOff(f"{SWITCH} is false")
    if not folder.is_dir():
        return UiOff("its folder does not exist; `cargo xtask ui-build` makes it")
    if not (folder / "index.html").is_file():
        return UiOff("its folder has no index.html; `cargo xtask ui-build` makes it")
    return UiOn(folder.resolve())


def parse_switch(text: str | None) -> bool:
    """Reads `NOETL_ENABLE_UI`: unset means on, and a word that is neither yes nor no is a mistake."""
    if text is None:
        return True
    try:
        return _BOOLEANS[text.strip().lower()]
    except KeyError:
        raise ValueError(f"{SWITCH} is {text!r}; expected one of {', '.join(_BOOLEANS)}") from None


def content_type(path: Path) -> str:
    return _CONTENT_TYPES.get(path.suffix.lower(), "application/octet-stream")


def cache_control(path: Path) -> str:
    """Vite puts a content hash into the names below `assets/`; everything else may change in place."""
    return "public, max-age=31536000, immutable" if path.parent.name == "assets" else "no-cache"
