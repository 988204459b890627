"""How are many pages written fast? In several processes, and without the garbage collector in the way."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from sphinx.locale import __
from sphinx.util import logging
from sphinx.util.display import status_iterator
from sphinx.util.parallel import ParallelTasks, make_chunks

logger = logging.getLogger(__name__)

_PAGES_BETWEEN_COLLECTIONS = 32


@contextmanager
def few_collections() -> Iterator[None]:
    """Have garbage collected by :func:`collect_after` only, and only what has become garbage within.

    A page makes and drops some hundred thousand objects. Each full collection on the way would walk over all that
    Sphinx knows of the project, which is as much work as resolving and writing the pages; and in forked processes
    it would copy the memory that they share.
    """
    enabled = gc.isenabled()
    gc.disable()
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()
        if enabled:
            gc.enable()


def collect_after(pages: int) -> None:
    """Collect garbage now and then: documents refer to themselves, so nothing else frees them."""
    if pages % _PAGES_BETWEEN_COLLECTIONS == 0 and not gc.isenabled():
        gc.collect()
        gc.freeze()  # what has survived is not looked at again


def write_in_processes(
    docnames: Sequence[str], write: Callable[[str], None], *, processes: int, verbosity: int
) -> None:
    """Write pages in forked processes; what they warn about is told by this one.

    Unlike Sphinx's own way, where only this process resolves references, which takes most of the time.

    :param write: resolves and writes a page.
    """
    # What the first page loads, the processes find loaded.
    first, *others = docnames
    write(first)

    def write_chunk(chunk: Sequence[str]) -> None:
        for docname in chunk:
            write(docname)

    chunks = make_chunks(others, processes)
    progress = status_iterator(
        chunks, __("writing output... "), "darkgreen", len(chunks), verbosity
    )
    tasks = ParallelTasks(processes)
    for chunk in chunks:
        tasks.add_task(write_chunk, chunk, lambda _chunk, _result: next(progress))
    tasks.join()
    logger.info("")
