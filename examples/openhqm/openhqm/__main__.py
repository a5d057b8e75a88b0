"""`python -m openhqm serve` and `python -m openhqm check`."""

from __future__ import annotations

import argparse
import os
import platform
import sys

from openhqm import __version__, backends, server


def main() -> int:
    parser = argparse.ArgumentParser(prog="openhqm", description=__doc__)
    parser.add_argument("--version", action="version", version=__version__)
    verbs = parser.add_subparsers(dest="verb", required=True)
    verbs.add_parser("check", help="load every queue that this flavour has")
    serve = verbs.add_parser("serve", help="take messages by POST /queues/NAME")
    serve.add_argument("--port", type=int, default=int(os.environ.get("PORT", "8000")))
    serve.add_argument("--queue", default=os.environ.get("QUEUE_URL", "memory:"), help="where messages go: redis://HOST:PORT, …")
    args = parser.parse_args()
    if args.verb == "check":
        return check(os.environ.get("QUEUE_BACKEND", "all"))
    try:
        queue = backends.connect(args.queue)
    except ValueError as error:
        parser.error(str(error))
    return server.serve(args.port, queue)


def check(flavour: str) -> int:
    """Whether the flavour has what its name says, and nothing else."""
    wanted, there = backends.of_flavour(flavour), backends.there()
    print(f"openhqm {__version__} {flavour} on {platform.machine()}: {', '.join(there)}")
    if there != wanted:
        print(f"error: {flavour} should have {', '.join(wanted)}", file=sys.stderr)
        return 1
    for name in there:
        backends.load(name)
    return 0


if __name__ == "__main__":
    sys.exit(main())
