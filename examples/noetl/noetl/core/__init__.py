"""What the server is made of. `ui/`, next to this file, is built from `ui-src` and not committed."""
