"""Run an embedded Confluence on this machine, to try things in and to look at pages.

With --publish it also builds a documentation and publishes it: through the gateway and with a scoped token, as on
Confluence Cloud, or with a personal access token, as on Data Center.
"""

from __future__ import annotations

import argparse
import json
import math
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from sphinx.util.console import nocolor

from sphinx_to_confluence.cli.console import Console
from sphinx_to_confluence.cli.project import add_json
from sphinx_to_confluence.errors import ConfigurationError, RunStopped

if TYPE_CHECKING:
    from sphinx_to_confluence.sandbox import Addresses, Sandbox

NAME = "sandbox"
HELP = "run an embedded Confluence, and publish into it"
EXAMPLES = """examples:
  sphinx-to-confluence sandbox                       an empty Confluence, until Ctrl-C
  sphinx-to-confluence sandbox --publish doc         build and publish doc, then stay for looking at it
  sphinx-to-confluence sandbox --publish doc --exit  the same as a check, without staying
  sphinx-to-confluence sandbox --store try.sqlite    keep the pages for the next time
  sphinx-to-confluence sandbox --flavour datacenter --context-path /confluence
  sphinx-to-confluence sandbox --latency 0.05 --fail 10 --rate-limit 20
"""

ACCOUNT = "docs@serviceaccount.sandbox.example"


def add_server(parser: argparse.ArgumentParser) -> None:
    """Declare where the sandbox is to be found, and what it is."""
    parser.add_argument(
        "--port", type=int, default=0, help="port on 127.0.0.1 (default: a free one)"
    )
    parser.add_argument(
        "--space", metavar="KEY", default="DOC", help="key of the space (default: %(default)s)"
    )
    parser.add_argument(
        "--flavour",
        choices=("cloud", "datacenter"),
        default="cloud",
        help="which Confluence it is (default: %(default)s)",
    )


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of the command."""
    parser.add_argument(
        "--publish", metavar="SOURCEDIR", type=Path, help="build this documentation and publish it"
    )
    parser.add_argument(
        "--exit", action="store_true", help="leave when everything is published (with --publish)"
    )
    add_server(parser)
    parser.add_argument(
        "--store",
        metavar="FILE",
        type=Path,
        help="keep everything in this file (default: in memory)",
    )
    parser.add_argument(
        "--context-path",
        metavar="PATH",
        default="",
        help="what all paths of a Data Center begin with, such as /confluence",
    )
    parser.add_argument(
        "--latency",
        metavar="SECONDS",
        type=amount,
        default=0.0,
        help="let every request take so long",
    )
    parser.add_argument(
        "--fail",
        metavar="PERCENT",
        type=amount,
        default=0.0,
        help="answer that many of a hundred requests 503, chosen at random but always the same ones",
    )
    parser.add_argument(
        "--rate-limit",
        metavar="NUMBER",
        type=amount,
        default=0.0,
        help="answer 429 to a user who sends more requests a second than that",
    )
    add_json(parser)


def amount(text: str) -> float:
    """Read a number that is not negative; argparse shows the name of this function when it is none."""
    value = float(text)
    if not 0 <= value < math.inf:
        raise ValueError
    return value


def run(arguments: argparse.Namespace, console: Console) -> int:
    """Serve until Ctrl-C, or until everything is published with ``--exit``."""
    # Parsing the arguments of another command needs no network, so that it does not load what this one needs.
    from sphinx_to_confluence.preview.site import overview

    if arguments.exit and arguments.publish is None:
        raise ConfigurationError(
            "--exit goes with --publish", remedy="Name the documentation to publish."
        )
    if arguments.publish is not None and not (arguments.publish / "conf.py").is_file():
        raise ConfigurationError(
            f"{arguments.publish} is no Sphinx documentation",
            answered="There is no conf.py in it.",
            remedy="Name the directory with the conf.py.",
        )
    if arguments.context_path and arguments.flavour == "cloud":
        raise ConfigurationError(
            "--context-path goes with --flavour datacenter",
            answered="All paths of a Cloud site begin with /wiki.",
            remedy="Leave it out, or ask for a Data Center.",
        )
    sandbox = open_sandbox(
        arguments.flavour,
        arguments.space,
        "Documentation",
        store=arguments.store,
        context_path=arguments.context_path,
    )
    _disturb(sandbox, arguments)
    with (
        sandbox,
        serving(sandbox, arguments.port) as server,
        # There until the end: people are told of the objects.inv in it.
        tempfile.TemporaryDirectory() as out,
    ):
        code = 0
        if arguments.publish is not None:
            code = _publish(arguments.publish, Path(out), sandbox, server, arguments.space, console)
            address = overview(sandbox, server, arguments.space)
            gone = f"The pages were at {address}; without --exit the sandbox stays for looking at them."
            console.say(f"\n{gone if arguments.exit else f'Open {address}'}")
            console.result(overview=address)
        else:
            options, tokens = _offer(sandbox, server, arguments.space)
            account = _service_account(sandbox, server)
            console.say(_how_to_publish(options, tokens, account))
            console.result(options=options, tokens=tokens, service_account=account)
        if not arguments.exit:
            if code == RunStopped.exit_code:
                console.say("That Ctrl-C has ended the publish only; the sandbox goes on.")
            console.say("Ctrl-C ends the sandbox.")
            console.finish(code)
            _wait_for_interrupt(console)
    return code


def open_sandbox(
    flavour: Literal["cloud", "datacenter"],
    space: str,
    name: str,
    *,
    store: Path | None = None,
    context_path: str = "",
) -> Sandbox:
    """Make a sandbox with a space in it.

    :raises ConfigurationError: when the extra is not installed.
    """
    try:
        from sphinx_to_confluence.sandbox import Sandbox
    except ModuleNotFoundError as error:
        raise ConfigurationError(
            "the sandbox is not installed",
            answered=f"The module {error.name} is missing.",
            remedy='Install it: python -m pip install "sphinx-to-confluence[sandbox]"',
        ) from None
    path = context_path.strip("/")
    sandbox = Sandbox(store, flavour=flavour, context_path=f"/{path}" if path else "")
    if all(existing.key != space for existing in sandbox.store.spaces()):
        sandbox.add_space(space, name)
    return sandbox


def _disturb(sandbox: Sandbox, arguments: argparse.Namespace) -> None:
    """Have the sandbox misbehave as asked for."""
    sandbox.faults.latency_s = arguments.latency
    if arguments.fail:
        sandbox.faults.fail(probability=arguments.fail / 100)
    if arguments.rate_limit:
        burst = max(1, math.ceil(arguments.rate_limit))
        sandbox.faults.limit_rate(burst, per_second=arguments.rate_limit)


@contextmanager
def serving(sandbox: Sandbox, port: int) -> Iterator[Addresses]:
    """Serve a sandbox while the block lasts.

    :raises ConfigurationError: when the port is taken.
    """
    with ExitStack() as stack:
        try:
            server = stack.enter_context(sandbox.serve(port))
        except OSError as error:
            raise ConfigurationError(
                f"cannot serve on port {port}",
                answered=f"{error.strerror or error}.",
                remedy="Name another port, or leave --port out to take any that is free.",
            ) from error
        yield server


def _publish(
    source: Path, out: Path, sandbox: Sandbox, server: Addresses, space: str, console: Console
) -> int:
    """Build and publish; return 0, or what ``sphinx-build`` would have ended with.

    :param out: folder for the bundle and the doctrees.
    """
    from sphinx_to_confluence.preview.building import Order, build
    from sphinx_to_confluence.preview.site import local_site

    if not console.has_colours:
        nocolor()
    order = Order(str(source), str(source), str(out), local_site(sandbox, server, space))
    outcome = build(order, status=console.lines, warning=sys.stderr)
    if outcome.failure and outcome.code == 1:
        print(outcome.failure, file=sys.stderr)
    return outcome.code


def _offer(
    sandbox: Sandbox, server: Addresses, space: str
) -> tuple[dict[str, object], dict[str, str]]:
    """Return what conf.py has to say to publish into this sandbox, and tokens that are good for nothing else.

    :returns: options; tokens by their kind.
    """
    from sphinx_to_confluence.preview.site import USER
    from sphinx_to_confluence.sandbox import TWELVE_SCOPES

    options: dict[str, object] = {
        "confluence_server_url": server.site_url,
        "confluence_space_key": space,
    }
    if sandbox.flavour == "datacenter":
        token = sandbox.add_token("pat", user=USER)
        return options | {"confluence_cloud": False}, {"pat": token}
    options |= {
        "confluence_api_gateway": f"{server.origin}/ex/confluence/",
        "confluence_api_token_scoped": True,
        "confluence_server_user": USER,
    }
    tokens = {
        "scoped": sandbox.add_token("scoped", scopes=TWELVE_SCOPES, user=USER),
        "classic": sandbox.add_token("classic", user=USER),
    }
    return options, tokens


def _service_account(sandbox: Sandbox, server: Addresses) -> dict[str, str]:
    """Return the options that sign a service account in with OAuth; none on Data Center."""
    from sphinx_to_confluence.sandbox import TWELVE_SCOPES

    if sandbox.flavour == "datacenter":
        return {}
    client_id, secret = sandbox.add_oauth_client(scopes=TWELVE_SCOPES, user=ACCOUNT)
    return {
        "confluence_oauth_client_id": client_id,
        "confluence_oauth_client_secret": secret,
        "confluence_oauth_token_url": server.token_url,
    }


def _how_to_publish(
    options: dict[str, object], tokens: dict[str, str], account: dict[str, str]
) -> str:
    """Say what a person does to publish into this sandbox."""
    lines = "\n".join(
        f"    {name} = {value if isinstance(value, bool) else json.dumps(value)}"
        for name, value in options.items()
    )
    if "pat" in tokens:
        export = f"export CONFLUENCE_PUBLISH_TOKEN={tokens['pat']}"
        more = ""
    else:
        export = f"export CONFLUENCE_API_TOKEN={tokens['scoped']}"
        more = f"""
With confluence_cloud = True instead of the flag for scoped tokens, this classic token works on the site itself:

    export CONFLUENCE_API_TOKEN={tokens["classic"]}

A service account with OAuth credentials needs neither the flag nor the user:

""" + "".join(f"    export {name.upper()}={value}\n" for name, value in account.items())
    return f"""\
An empty Confluence is at {options["confluence_server_url"]}

In conf.py:

    extensions = ["sphinx_to_confluence"]
{lines}

On the command line (the token is of this sandbox, of use nowhere else):

    {export}
    sphinx-build -b confluence doc build/confluence
    sphinx-to-confluence publish build/confluence
{more}"""


def _wait_for_interrupt(console: Console) -> None:
    try:
        threading.Event().wait()
    except KeyboardInterrupt:
        console.say("\nThe sandbox has ended.")
