"""What imports have made is left out of the rounds of the garbage collector: it lives as long as the app.

Streamlit collects garbage after every run of a page. With all of torch and plotly to walk through, that takes 0.15 s, in which
no message leaves the server: a slider would answer in twice the time.
"""

from __future__ import annotations

import gc
import sys

_modules = 0  # that were loaded when this was done last


def settle() -> None:
    """Freeze what is alive, if modules were imported since this was called last."""
    global _modules
    if len(sys.modules) > _modules:
        _modules = len(sys.modules)
        gc.collect()
        gc.freeze()
