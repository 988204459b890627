"""How long does one publish of a bundle take? Runs in a process of its own and prints JSON."""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from pathlib import Path

from sphinx_to_confluence.bundle.reader import read_bundle
from sphinx_to_confluence.config.credentials import Credentials
from sphinx_to_confluence.config.settings import Settings
from sphinx_to_confluence.errors import ConfluenceError
from sphinx_to_confluence.publish import publish_bundle

TOKEN_VARIABLE = "BENCHMARK_TOKEN"  # noqa: S105 - the name of a variable


def main() -> None:
    """Publish and print the facts; what was said goes to stderr."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("bundle", type=Path)
    parser.add_argument("settings", type=json.loads, help="fields of Settings, as JSON")
    options = parser.parse_args()
    settings = Settings(publish=True, **options.settings)
    token = os.environ[TOKEN_VARIABLE]
    credentials = (
        Credentials(server_user=settings.server_user, api_token=token)
        if settings.api_token_scoped
        else Credentials(publish_token=token)
    )

    def say(sentence: str) -> None:
        print(sentence, file=sys.stderr)

    begin = time.perf_counter()
    bundle = read_bundle(options.bundle)
    problem, report = "", None
    try:
        report = publish_bundle(bundle, settings, lambda: credentials, say=say, warn=say)
    except ConfluenceError as error:
        problem = str(error)
    print(
        json.dumps(
            {
                "wall_s": time.perf_counter() - begin,
                "pages": len(bundle.pages),
                "files": sum(len(page.attachments) for page in bundle.pages)
                + bool(bundle.inventory),
                "summary": report.summary() if report else "",
                "problem": problem,
            }
        )
    )


if __name__ == "__main__":
    main()
