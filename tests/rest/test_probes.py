"""Finding out which scopes a token has, by calls that do nothing."""

from __future__ import annotations

import pytest

from sphinx_to_confluence.rest.operations import Cloud, operations
from sphinx_to_confluence.rest.probes import (
    NOTHING,
    PROBES,
    Outcome,
    Verdict,
    judge,
    try_probe,
)
from sphinx_to_confluence.sandbox import LABEL_SCOPES, TWELVE_SCOPES

ALL = TWELVE_SCOPES | LABEL_SCOPES | {f"{verb}:comment:confluence" for verb in ("read", "write")}
NO_CALL = {f"{verb}:content.property:confluence" for verb in ("read", "write")}
PROBED = ALL - NO_CALL


@pytest.fixture
def seen(sandbox, in_sandbox):
    """Probe a token with some scopes; checks that nothing was changed by that."""

    def make(scopes):
        caller = in_sandbox(scopes=scopes).client._caller
        before = sandbox.state("DOC")
        found = judge({probe.operation: try_probe(caller, probe) for probe in PROBES})
        assert sandbox.state("DOC") == before
        assert all(call.status >= 400 for call in sandbox.writes if "convert" not in call.path)
        return found

    return make


def test_all_scopes(seen):
    """A token with all scopes."""
    assert seen(ALL) == dict.fromkeys(PROBED, Verdict.GRANTED)


@pytest.mark.parametrize("lacking", sorted(PROBED))
def test_each_scope(seen, lacking):
    """The scope that is missing is the one that is found missing."""
    expected = dict.fromkeys(PROBED, Verdict.GRANTED) | {lacking: Verdict.MISSING}
    if lacking == "read:content-details:confluence":
        # The one call that uploads needs this scope as well, and is refused either way.
        expected["write:attachment:confluence"] = Verdict.UNKNOWN
    assert seen(ALL - {lacking}) == expected


def test_every_scope_is_probed():
    """Whatever scope a call needs, something tells whether it is there; each row says why it is harmless."""
    probed = {scope for probe in PROBES for scope in probe.operation.granular}
    needed = {scope for row in operations(Cloud) for scope in row.granular}
    assert probed == needed
    assert all(probe.harmless.endswith(".") for probe in PROBES)
    assert all(
        probe.operation.reads or NOTHING in probe.path.values() or not probe.path
        for probe in PROBES
    )


def test_failing_server(open_wiki):
    """A server that fails tells nothing."""
    wiki = open_wiki("cloud", scopes=ALL)
    wiki.sandbox.faults.fail(path="attachments")
    outcomes = {probe.operation.name: try_probe(wiki.client._caller, probe) for probe in PROBES}
    assert {name for name, outcome in outcomes.items() if outcome is Outcome.UNKNOWN} == {
        "attachments",
        "delete_attachment",
    }
