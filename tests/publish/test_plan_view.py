"""What is shown of a plan, whatever it is shown on."""

from __future__ import annotations

import dataclasses

import pytest
from planning import after, all_published, bundle, changed, page, published, snapshot

from sphinx_to_confluence.bundle.model import Attachment
from sphinx_to_confluence.publish.operations import (
    Archive,
    Attach,
    Change,
    Create,
    Detach,
    Orphan,
    Plan,
    Stays,
    Update,
)
from sphinx_to_confluence.publish.plan import make_plan
from sphinx_to_confluence.publish.plan_text import diff_lines, note_lines, tree_lines
from sphinx_to_confluence.publish.plan_view import Mark, PlanView
from sphinx_to_confluence.publish.plan_words import limit_note, order_note
from sphinx_to_confluence.publish.policy import EditedPages, Orphans, Policy
from sphinx_to_confluence.publish.rendered.blocks import rendered_lines
from sphinx_to_confluence.publish.rendered.diff import text_diff, whole_text
from sphinx_to_confluence.publish.report import LostComment
from sphinx_to_confluence.publish.survey import Survey
from sphinx_to_confluence.publish.texts import Comparison
from sphinx_to_confluence.rest.model import RemotePage, Status

INDEX, GUIDE, API, SAME = page("index"), page("guide"), page("api", parent="guide"), page("same")
OLD, LEFT = page("old"), page("left")
PICTURE = Attachment("a.png", "a.png", "image/png", "ab" * 32, 12_345)


def view_of(wanted, state, policy=None, **comparisons):
    """Return what is shown of the plan for a bundle and a state."""
    policy = policy or Policy()
    found = Survey(wanted, state, policy, make_plan(wanted, state, policy))
    return PlanView(found, comparisons)


def view(wanted, *operations, state=None, comparisons=None, policy=None, **plan):
    """Return what is shown of these operations."""
    found = Survey(wanted, state or after(INDEX), policy or Policy(), Plan(operations, **plan))
    return PlanView(found, comparisons or {})


def lines(shown):
    """The tree, without the columns of blanks."""
    return [" ".join(line.split()) for line in tree_lines(shown)]


def update(docname, *changes, version=2, **more):
    """Return an update of a page."""
    return Update(docname, "10", version, docname.title(), changes, **more)


class TestTree:
    """The tree of pages with what is done to them."""

    def test_everything(self):
        """Signs and words, each page as deep as it is in the tree, and the number of the others."""
        before = changed(
            GUIDE, attachments=(PICTURE, dataclasses.replace(PICTURE, filename="b.png"))
        )
        wanted = bundle(
            INDEX,
            page("new", attachments=(PICTURE,), labels=("one", "two"), full_width=True),
            SAME,
            changed(before, title="Handbook", attachments=(PICTURE,)),
            changed(API, parent="index"),
            page("taken"),
        )
        state = after(INDEX, before, API, SAME, OLD, LEFT)
        foreign = RemotePage("99", "Taken", "7", "1", Status.CURRENT, 5, "")
        state = dataclasses.replace(
            state,
            titles={**state.titles, "taken": foreign},
            pages={**state.pages, "left": published(LEFT, version=3, message="fixed a typo")},
        )
        shown = view_of(wanted, state, Policy(EditedPages.KEEP, orphans=Orphans.TRASH))
        assert list(tree_lines(shown)) == [
            "            index",
            '+ create      new: "New"; labels +one +two; width full-width; put before guide; new file a.png (12.3 KB)',
            "> order       same: put after new",
            '~ update      guide: "Guide" becomes "Handbook"; file b.png taken off',
            "> move        api: moved below index",
            '! conflict    taken: the page 99, which is not known to be of this project, has the title "Taken": '
            "https://wiki/99",
            f'? left      left: "Left" (page {published(LEFT).id}): its document is gone; {Stays.EDITED.value}',
            f'? left      old: "Old" (page {published(OLD).id}): its document is gone; {Stays.PARTIAL.value}',
        ]

    def test_branches_without_a_change_are_folded(self):
        """Behind each page that is shown stands how many pages below it are not."""
        wanted = bundle(
            INDEX,
            GUIDE,
            page("guide/a", parent="guide"),
            page("guide/b", parent="guide"),
            page("guide/b/c", parent="guide/b"),
            SAME,
            page("other"),
            page("other/a", parent="other"),
        )
        assert lines(view(wanted, update("guide/a", Change.TITLE))) == [
            "index",
            "guide",
            "~ rename guide/a",
            "(2 unchanged)",
            "(3 unchanged)",
        ]

    def test_pages_that_were_not_chosen(self):
        """They are left as they are, and counted by themselves."""
        pages = all_published(INDEX, GUIDE, SAME)
        wanted = bundle(INDEX, changed(GUIDE), changed(SAME))
        shown = view_of(wanted, snapshot(pages), Policy(allowlist=("guide",)))
        assert lines(shown) == ["index", "~ update guide: content", "(1 left as they are)"]
        assert shown.summary == "3 pages: 1 to update, 2 passed over"

    def test_nothing(self):
        """There is no tree of a plan that does nothing."""
        shown = view_of(bundle(INDEX), after(INDEX))
        assert list(tree_lines(shown)) == []
        assert shown.summary == "1 page: 1 unchanged"

    @pytest.mark.parametrize(
        ("policy", "line"),
        [
            (EditedPages.KEEP, "= keep guide: stays as it was edited on Confluence"),
            (EditedPages.OVERWRITE, "~ update guide: over the edit of version 3"),
            (
                EditedPages.FAIL,
                "! conflict guide: somebody edited it on Confluence since the last publish (version 3): "
                "https://wiki/11",
            ),
        ],
    )
    def test_edits(self, policy, line):
        """What becomes of an edit is said in each case."""
        pages = all_published(INDEX, SAME) | {
            "guide": published(GUIDE, version=3, message="fixed a typo")
        }
        shown = view_of(bundle(INDEX, SAME, GUIDE), snapshot(pages), Policy(policy))
        assert lines(shown)[1] == line

    def test_files(self):
        """Up to three by their names, with sizes; and whether that is certain."""
        files = tuple(dataclasses.replace(PICTURE, filename=f"{name}.png") for name in "abcd")
        wanted = bundle(
            dataclasses.replace(INDEX, attachments=files),
            dataclasses.replace(GUIDE, attachments=files),
        )
        attach = [Attach("index", each.filename, each.sha256, is_new=False) for each in files]
        shown = view(
            wanted,
            *attach[:2],
            *(Detach("index", f"{name}.txt") for name in "abcd"),
            update("index", Change.FILES),
            *(dataclasses.replace(each, docname="guide") for each in attach),
            update("guide", Change.FILES),
        )
        assert lines(shown) == [
            "~ update index: file a.png changed (12.3 KB); file b.png changed (12.3 KB); 4 files taken off",
            "~ update guide: 4 files (49.4 KB)",
        ]
        assert shown.summary == "2 pages: 2 to update; files: 6 changed, 4 to take off (74.1 KB)"
        unknown = view(wanted, attach[0], update("index", Change.UNKNOWN, is_known=False))
        assert (
            lines(unknown)[0] == "~ update index: content; file a.png (12.3 KB), unless it is there"
        )

    def test_hostile_names(self):
        """What a terminal would obey is shown."""
        wanted = bundle(INDEX, page("a\x1b[2J"))
        shown = view(wanted, Create("a\x1b[2J", "T\x1b]0;x\x07\u202e", "index"))
        assert lines(shown)[1] == r'+ create a\x1b[2J: "T\x1b]0;x\x07\u202e"'


class TestTexts:
    """The differences of the texts."""

    def test_differences_of_pages(self):
        """A heading for each page; new pages only when they are asked for."""
        wanted = bundle(INDEX, GUIDE, page("new"))
        comparisons = {
            "guide": Comparison(
                text_diff(rendered_lines("<p>old</p>"), rendered_lines("<p>new</p>"))
            ),
            "new": Comparison(whole_text(rendered_lines("<p>a</p>")), is_new=True),
        }
        operations = (update("guide", Change.TEXT), Create("new", "New", "index"))
        shown = view(wanted, *operations, comparisons=comparisons)
        guide = ["", 'guide: "Guide" (version 2)', "@@ @@", "-old", "+new"]
        assert list(diff_lines(shown)) == guide
        assert list(diff_lines(shown, new_pages=True)) == [*guide, "", 'new: "New" (new)', "+a"]
        assert lines(shown)[1:] == ["~ update guide: text +1 -1", '+ create new: "New", 1 line']
        assert shown.summary == "3 pages: 1 to create, 1 to update, 1 unchanged; text: +1 -1 lines"

    def test_no_difference_for_readers(self):
        """Such as other ids of parts of the page, or only other addresses."""
        comparisons = {"guide": Comparison(text_diff([], []))}
        wanted = bundle(INDEX, GUIDE)
        shown = view(wanted, update("guide", Change.TEXT), comparisons=comparisons)
        assert lines(shown)[1] == "~ update guide: no difference for readers"
        shown = view(wanted, update("guide", Change.LINKS), comparisons=comparisons)
        assert lines(shown)[1] == (
            "~ update guide: no difference for readers; pages that it links to have other addresses"
        )

    def test_lost_comments(self):
        """Which words, where they would stand, and who said what."""
        lost = LostComment("guide", "Guide", "https://wiki/11", "guide.rst:4", "old", "Ann", "Why?")
        comparison = Comparison(
            text_diff([], rendered_lines("<p>new</p>")), comments_kept=2, comments_lost=(lost,)
        )
        wanted = bundle(INDEX, GUIDE)
        shown = view(wanted, update("guide", Change.TEXT), comparisons={"guide": comparison})
        assert lines(shown)[1] == (
            "~ update guide: text +1 -0; 1 inline comment would lose its words"
        )
        assert list(note_lines(shown)) == [
            'note  guide.rst:4: an inline comment by Ann on "old" would lose its words; it says "Why?": '
            "https://wiki/11"
        ]
        assert shown.summary.endswith(
            "inline comments: 2 stay on their words, 1 would lose its words"
        )


class TestNotes:
    """What is said once."""

    def test_limit_of_orphans(self):
        """With the numbers, and the value that would do."""
        pages = [page(f"old{number}") for number in range(7)]
        state = after(INDEX, *pages)
        policy = Policy(orphans=Orphans.TRASH)
        shown = view_of(bundle(INDEX), state, policy)
        assert {each.stays for each in shown.plan.all(Orphan)} == {Stays.LIMIT}
        assert limit_note(shown.survey) == (
            "7 pages of documents that are gone are left: not more than 2 of 8 may be removed at once "
            "(confluence_orphans_limit is 20%). Raise that for one run if all of them are to go: "
            "-D confluence_orphans_limit=0.88"
        )
        raised = view_of(bundle(INDEX), state, dataclasses.replace(policy, orphans_limit=0.88))
        assert limit_note(raised.survey) == ""

    def test_order_on_data_center(self):
        """A few names, and how many more."""
        assert order_note(Plan()) == ""
        assert order_note(Plan(unordered=tuple("abcdefg"))) == (
            "Data Center has no call to change the order of pages; out of order: a, b, c, d, e and 2 more"
        )

    def test_advice_comes_once(self):
        """Two pages that were edited need one piece of advice."""
        pages = all_published(INDEX, GUIDE, SAME)
        for name, wanted in (("guide", GUIDE), ("same", SAME)):
            pages[name] = published(wanted, version=3, message="fixed a typo")
        shown = view_of(bundle(INDEX, GUIDE, SAME), snapshot(pages))
        (note,) = shown.notes
        assert note.startswith("For pages that were edited")


def test_every_mark_is_counted():
    """The summary names what becomes of pages in one order."""
    wanted = bundle(INDEX, GUIDE, SAME)
    operations = (update("guide", Change.TITLE), Archive("old", "1", "Old"))
    shown = view(wanted, *operations)
    assert list(shown.counts) == [Mark.RENAME, Mark.ARCHIVE, Mark.SAME]
    assert shown.summary == "4 pages: 1 to rename, 1 to archive, 2 unchanged"
