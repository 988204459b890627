"""What is left on Confluence to know our pages again: marks, digests, stubs, the manifest."""

from __future__ import annotations

import dataclasses

import pytest

from sphinx_to_confluence.bundle.model import Attachment, Editor, Page
from sphinx_to_confluence.errors import ConfigurationError
from sphinx_to_confluence.publish.state import (
    MAX_SHARD_BYTES,
    Entry,
    Mark,
    Written,
    attachment_comment,
    attachment_sha256,
    is_stub_of,
    page_digest,
    read_manifest,
    stub_body,
    write_manifest,
)
from sphinx_to_confluence.rest.model import RemoteProperty

PAGE = Page(
    docname="guide",
    title="Guide",
    parent="index",
    body="guide.conf",
    body_sha256="00" * 32,
    source="guide.rst",
    links=("index",),
)


def as_properties(shards):
    """Return shards as a page on Confluence shows them."""
    return [RemoteProperty(str(n), key, value, 1) for n, (key, value) in enumerate(shards.items())]


def test_mark_survives_the_message():
    """What is written into the comment of a version is read back, whatever stands before it."""
    mark = Mark.of("my-project", "guide", "0123456789abcdef")
    another = Mark.of("other", "guide", "fedcba9876543210")
    assert Mark.read(mark.message("commit [4f1c2ab]")) == mark
    assert Mark.read(mark.message(another.message("quoted"))) == mark


def test_message_is_cut_before_the_mark():
    """A long comment loses its end, never the mark, and the message fits Confluence's 255 characters."""
    mark = Mark.of("my-project", "guide", "0123456789abcdef")
    message = mark.message("x" * 1000)
    assert len(message) == 255
    assert Mark.read(message) == mark


@pytest.mark.parametrize(
    "message", ["", "a person's edit", "[sphinx:xyz]", "[sphinx:12345678.12345678]"]
)
def test_no_mark_in_the_words_of_a_person(message):
    """Comments that are not ours have no mark."""
    assert Mark.read(message) is None


@pytest.mark.parametrize(
    "change",
    [
        {"title": "Other"},
        {"body_sha256": "11" * 32},
        {"labels": ("a",)},
        {"full_width": True},
    ],
)
def test_digest_is_over_all_a_reader_sees(change):
    """Title, text, labels and width each change the digest."""
    changed = dataclasses.replace(PAGE, **change)
    assert page_digest(changed, {"index": "1"}) != page_digest(PAGE, {"index": "1"})


def test_digest_follows_the_pages_linked_to():
    """A page that was deleted and made again has another address, so pages that link to it are written anew."""
    assert page_digest(PAGE, {"index": "1"}) != page_digest(PAGE, {"index": "2"})
    assert page_digest(PAGE, {"index": "1", "other": "7"}) == page_digest(PAGE, {"index": "1"})


def test_stub_names_its_owner():
    """A stub is recognised by the project and document it was made for, and by no other."""
    body = stub_body("project", "guide")
    assert is_stub_of(body, "project", "guide")
    assert not is_stub_of(body, "project", "other")
    assert not is_stub_of(body, "other", "guide")


def test_attachment_comment_is_read_back():
    """The hash in the comment of a file is read back; another comment is none of ours."""
    assert attachment_sha256(attachment_comment("ab" * 32)) == "ab" * 32
    assert attachment_sha256("holiday picture") is None


def test_manifest_is_read_back():
    """What was written into shards is read back."""
    written = Written("ab", "cd", {"a.png": "ef"}, ("one", "two"), "full-width")
    entries = {
        "index": Entry("1", 2, "aa"),
        "guide": Entry("3", 4, "bb", written),
        "bare": Entry("5", 6, "cc", Written()),
    }
    shards = write_manifest(entries, "project")
    assert len(shards) == 1
    assert read_manifest(as_properties(shards), "project")[0] == entries


def test_only_what_is_there_takes_room():
    """A page without links, files, labels and width has but the hash of its text in the manifest."""
    entry = Entry("1", 2, "aa", Written.of(dataclasses.replace(PAGE, links=()), {}, Editor.CLOUD))
    (shard,) = write_manifest({"guide": entry}, "project").values()
    assert shard["pages"] == {"guide": ["1", 2, "aa", {"text": "0" * 12}]}


def test_what_is_left_on_a_page():
    """Hashes of text, links and files, the labels and the width; the width on Cloud only."""
    page = dataclasses.replace(
        PAGE,
        labels=("a", "b"),
        attachments=(Attachment("a.png", "a.png", "image/png", "ab" * 32, 1),),
        full_width=False,
    )
    written = Written.of(page, {"index": "1"}, Editor.CLOUD)
    assert dataclasses.replace(written, links="") == Written(
        "0" * 12, "", {"a.png": "ab" * 6}, ("a", "b"), "default"
    )
    assert written.links != Written.of(page, {"index": "2"}, Editor.CLOUD).links
    assert Written.of(page, {}, Editor.DATA_CENTER).width == ""


def test_large_manifest_is_sharded():
    """Two thousand documents need several shards, each small enough, and one change touches one shard."""
    entries = {
        f"chapter/page-{n}": Entry(str(10**9 + n), 3, "0123456789abcdef") for n in range(2000)
    }
    shards = write_manifest(entries, "project")
    assert len(shards) > 1
    assert all(len(str(shard)) <= MAX_SHARD_BYTES for shard in shards.values())
    assert read_manifest(as_properties(shards), "project")[0] == entries
    entries["chapter/page-7"] = Entry("1", 4, "fedcba9876543210")
    changed = [
        key for key, shard in write_manifest(entries, "project").items() if shards[key] != shard
    ]
    assert len(changed) == 1


@pytest.mark.parametrize(
    "value",
    [
        None,
        "text",
        {"schema": "99"},
        {"schema": 1, "pages": {"index": ["1", 1, "a"]}},
        {"schema": 2, "pages": []},
        {"schema": 2, "pages": {"index": ["../x", 1, "a"]}},
    ],
)
def test_damaged_manifest_counts_as_empty(value):
    """What somebody else wrote under our key is not believed."""
    (key,) = write_manifest({"index": Entry("1", 1, "a")}, "project")
    assert read_manifest([RemoteProperty("9", key, value, 1)], "project")[0] == {}


def test_manifest_of_a_newer_release():
    """It is not replaced by one that knows less: the run ends, and says which release to take."""
    (key,) = write_manifest({"index": Entry("1", 1, "a")}, "project")
    newer = RemoteProperty("9", key, {"schema": 3, "pages": {"index": {"id": "1"}}}, 1)
    with pytest.raises(ConfigurationError, match=r"newer release(?s:.*)schema 3"):
        read_manifest([newer], "project")


@pytest.mark.parametrize(
    "facts",
    [None, "text", {"text": 1}, {"labels": "a"}, {"labels": [1]}, {"files": {"a": 1}}, {"new": ""}],
)
def test_damaged_facts_are_not_known(facts):
    """The page is still found; what was left on it counts as not known."""
    (key,) = write_manifest({"index": Entry("1", 1, "a")}, "project")
    value = {"schema": 2, "pages": {"index": ["1", 1, "a", facts]}}
    entries, _ = read_manifest([RemoteProperty("9", key, value, 1)], "project")
    assert entries == {"index": Entry("1", 1, "a")}


def test_projects_do_not_see_each_other():
    """The manifest of another project on the same page is not ours."""
    shards = write_manifest({"index": Entry("1", 1, "a")}, "other project")
    assert read_manifest(as_properties(shards), "project") == ({}, {})
