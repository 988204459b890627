"""What may be told of an exception that a function of the person's raised?"""

from __future__ import annotations

import traceback


def raised(error: Exception) -> str:
    """The clause for a message: the kind of exception, and where it comes from.

    Its own text is left out, since it may quote a secret.
    """
    last = traceback.extract_tb(error.__traceback__)[-1]
    return f"raised {type(error).__name__} in {last.filename}, line {last.lineno}"
