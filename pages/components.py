"""The dashboard's own pieces of browser code, each three files of one name in assets/: name.html, name.css, name.js.

Before the code of each stands assets/chart_events.js, which they share.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import streamlit as st

ASSETS = Path(__file__).parent.parent / "assets"


@cache
def component(name: str, *, isolated: bool = True) -> Any:
    """The component of this name, registered at its first use. isolated: the page's style and scripts do not reach into it."""
    parts = {kind: (ASSETS / f"{name}.{kind}").read_text(encoding="utf-8") for kind in ("html", "css", "js")}
    parts["js"] = (ASSETS / "chart_events.js").read_text(encoding="utf-8") + parts["js"]
    return st.components.v2.component(f"vizlab.{name}", isolate_styles=isolated, **parts)
