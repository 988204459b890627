"""Do clients that others wrote get on with the sandbox? Each of them is run as it is, and what it asked for is listed.

    python benchmarks/clients.py --sphinx VENV/bin/python --md2conf VENV/bin/python --atlassian VENV/bin/python

Each client lives in a virtual environment of its own: ``--sphinx`` one with sphinxcontrib-confluencebuilder,
``--md2conf`` one with markdown-to-confluence, ``--atlassian`` one with atlassian-python-api. What the sandbox refused
or does not know is listed after each run. Whose fault that is, Atlassian's OpenAPI documents say: with ``--specs``
every request and answer is held against them.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from meter import SPACE, USER, Flavour, Meter
from samples import states
from tls_front import tls_front

from sphinx_to_confluence.sandbox import TWELVE_SCOPES

HERE = Path(__file__).parent
CHECKER = HERE.parent / "tests" / "support"
MORE_SCOPES = frozenset(
    f"{name}:confluence"
    for name in (
        *("read:content", "write:content", "delete:content"),
        *("read:label", "write:label", "read:comment", "write:comment"),
    )
)
"""What the manual of md2conf lists and ours does not."""


@dataclass(frozen=True, slots=True)
class Run:
    """One program.

    :param stage: which state of the sample it publishes.
    """

    stage: str
    argv: list[str]
    environment: Mapping[str, str]


def main() -> None:
    """Run the clients that are there."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--sphinx", type=Path, help="Python with sphinxcontrib-confluencebuilder")
    parser.add_argument("--md2conf", type=Path, help="Python with markdown-to-confluence")
    parser.add_argument("--atlassian", type=Path, help="Python with atlassian-python-api")
    parser.add_argument("--specs", type=Path, help="folder with the OpenAPI documents")
    parser.add_argument("--verbose", action="store_true", help="show what the clients say")
    options = parser.parse_args()
    for name, client in (("sphinx", _sphinx), ("md2conf", _md2conf), ("atlassian", _atlassian)):
        python = getattr(options, name)
        if python is None:
            continue
        for flavour in ("cloud", "datacenter"):
            print(f"\n{name}, {flavour}", flush=True)
            # What the editor of Cloud cannot convert is no matter of the API.
            meter = Meter(flavour, strict=False)
            meter.sandbox.add_space("OTHER", "Another one")
            meter.sandbox.keep_content = options.specs is not None
            with meter.serving(), tempfile.TemporaryDirectory() as folder:
                for run in client(meter, flavour, str(python), Path(folder)):
                    _go(meter, run, verbose=options.verbose)
                    if options.specs is not None:
                        _tell_violations(meter, options.specs)


def _go(meter: Meter, run: Run, *, verbose: bool) -> None:
    meter.reset()
    done = subprocess.run(
        run.argv, capture_output=True, text=True, env={**os.environ, **run.environment}, check=False
    )
    reading = meter.read()
    print(f"  {run.stage}: exit {done.returncode}, {reading.requests} requests", flush=True)
    for line in done.stdout.splitlines():
        if line.startswith('{"step"'):
            step = json.loads(line)
            print(f"    {step['step']:18} {step['problem'] or 'works'}")
    if done.returncode or verbose:
        print("    " + "\n    ".join((done.stdout + done.stderr).splitlines()[-15:]))
    for call in meter.sandbox.requests:
        if call.operation is None or (call.status or 599) >= 400:
            print(f"    {call.status} {call.method} {call.path}")
    print(f"    pages: {json.dumps(meter.sandbox.outline(SPACE))}")


def _tell_violations(meter: Meter, specs: Path) -> None:
    """List what was sent against the documents, or answered: the client's fault or that of the sandbox."""
    if str(CHECKER) not in sys.path:
        sys.path.insert(0, str(CHECKER))
    from openapi import violations

    for violation in violations(meter.sandbox, specs):
        print(f"    against the documents: {violation}")


def _sphinx(meter: Meter, flavour: Flavour, python: str, folder: Path) -> Iterator[Run]:
    if flavour == "cloud":
        # Its own switch for scoped tokens leads to Atlassian's gateway, so it is given the address of this one.
        secret = meter.sandbox.add_token("scoped", scopes=TWELVE_SCOPES | MORE_SCOPES, user=USER)
        url, access = (
            meter.addresses.gateway_url,
            {
                "confluence_cloud": "1",
                "confluence_api_mode": "v2",
                "confluence_server_user": USER,
                "confluence_api_token": secret,
            },
        )
    else:
        url, access = meter.addresses.site_url, {"confluence_publish_token": meter.token()}
    settings = access | {
        "confluence_publish": "1",
        "confluence_server_url": url.rstrip("/") + "/",
        "confluence_space_key": SPACE,
        "confluence_parent_page": "Documentation",  # else the home page is purged with what is gone
        "confluence_page_hierarchy": "1",
        "confluence_cleanup_purge": "1",
    }
    defined = [part for name, value in settings.items() for part in ("-D", f"{name}={value}")]
    for number, (stage, source) in enumerate(states("rest", folder / "docs")):
        out = folder / f"out-{number}"
        yield Run(
            stage, [python, "-m", "sphinx", "-b", "confluence", *defined, str(source), str(out)], {}
        )


def _md2conf(meter: Meter, flavour: Flavour, python: str, folder: Path) -> Iterator[Run]:
    """Publish on Cloud through the gateway; for Data Center it knows https only."""
    home = str(meter.sandbox.store.space(SPACE).homepage_id)
    host = meter.addresses.origin.removeprefix("http://")
    with ExitStack() as stack:
        environment = {}
        if flavour == "cloud":
            scopes = TWELVE_SCOPES | MORE_SCOPES
            secret = meter.sandbox.add_token("scoped", scopes=scopes, user=USER)
            where = ["--api-url", meter.addresses.gateway_url, "-d", host, "-u", USER]
        else:
            port = int(host.partition(":")[2])
            front, certificate = stack.enter_context(tls_front(port, folder))
            environment = {"REQUESTS_CA_BUNDLE": str(certificate)}
            secret = meter.token()
            where = ["-d", front, "-p", "/confluence/", "--api-version", "v1"]
        for stage, source in states("markdown", folder / "docs"):
            yield Run(
                stage,
                [
                    *(python, "-m", "md2conf", str(source), *where, "-a", secret, "-s", SPACE),
                    *("--root-page", home, "--keep-hierarchy"),
                ],
                environment,
            )


def _atlassian(meter: Meter, flavour: Flavour, python: str, folder: Path) -> Iterator[Run]:
    del folder  # it makes what it attaches itself
    home = str(meter.sandbox.store.space(SPACE).homepage_id)
    secret = (
        meter.token() if flavour == "datacenter" else meter.sandbox.add_token("classic", user=USER)
    )
    tour = [python, str(HERE / "atlassian_tour.py"), flavour]
    yield Run("tour", [*tour, meter.addresses.site_url, USER, SPACE, home], {"TOUR_TOKEN": secret})


if __name__ == "__main__":
    main()
