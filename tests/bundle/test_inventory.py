"""The file of a bundle with all that other projects can refer to."""

from __future__ import annotations

import dataclasses

import pytest

from sphinx_to_confluence.bundle.inventory import Entry, Inventory, read_inventory, write_inventory
from sphinx_to_confluence.bundle.reader import read_bundle
from sphinx_to_confluence.bundle.writer import write_manifest
from sphinx_to_confluence.errors import BundleError

INVENTORY = Inventory(
    "Größe",
    "1.0",
    (
        Entry("py:function", "run", 1, "index", "run", "-"),
        Entry("std:label", "a b", -1, "guide/a", "A-b", 'The "a"\nand b'),
    ),
)


@pytest.fixture
def offering(folder):
    """A bundle with an inventory."""
    write_inventory(folder.directory, INVENTORY)
    folder.bundle = dataclasses.replace(folder.bundle, inventory="inventory.json")
    return folder


def test_whole(offering):
    """What was written is read."""
    assert read_inventory(offering.bundle) == INVENTORY


def test_an_entry_is_a_line(offering):
    """Two inventories can be compared by lines."""
    text = (offering.directory / "inventory.json").read_text(encoding="utf-8")
    assert text.splitlines()[2] == '["py:function", "run", 1, "index", "run", "-"],'


def test_none(folder):
    """A bundle of an earlier release has none."""
    assert read_inventory(folder.bundle) is None
    folder.change(lambda manifest: (manifest.pop("inventory"), manifest.pop("inventory_sha256")))
    assert read_bundle(folder.directory).inventory is None


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{}",
        "[]",
        '["x"]',
        '[["p", "1"], ["py:function", "run"]]',
        '[["p", "1"], [1, 2, 3, 4, 5, 6]]',
        "\ud800",
    ],
)
def test_damaged(offering, text):
    """Anything else is no inventory."""
    path = offering.directory / "inventory.json"
    path.write_bytes(text.encode("utf-8", "surrogatepass"))
    with pytest.raises(BundleError) as caught:
        read_inventory(offering.bundle)
    assert "inventory.json is no inventory" in str(caught.value)


def test_of_another_build(offering):
    """It has to be the one that the manifest was written for."""
    bundle = dataclasses.replace(offering.bundle, inventory_sha256="0" * 64)
    write_manifest(bundle)
    with pytest.raises(BundleError) as caught:
        read_bundle(offering.directory)
    assert "The inventory (inventory.json) is not the one that was built." in str(caught.value)


@pytest.mark.parametrize("path", ["../inventory.json", "gone.json"])
def test_outside(offering, path):
    """It has to be there, in the bundle."""
    write_manifest(dataclasses.replace(offering.bundle, inventory=path))
    with pytest.raises(BundleError):
        read_bundle(offering.directory)
