"""What lives as long as the process is left out of the search for garbage.

Python looks through everything that is alive whenever enough that is new has outlived two smaller searches: with the
content, the net and the libraries in memory that stops the process for a sixth of a second, in the middle of a webhook
or a page. What is there once the service is ready stays anyway.
"""

from __future__ import annotations

import gc


def keep_for_good() -> None:
    """From now on only what comes later is searched."""
    gc.collect()
    gc.freeze()
