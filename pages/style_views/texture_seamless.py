"""The topic Seamless of the view Texture: a texture as a tile, and the jump where two tiles meet."""

from __future__ import annotations

import streamlit as st

from pages import common
from pages.style_views.texture_grown import Grown, pick_recipe, result
from vizlab.figures.filter_dream import row
from vizlab.recipes import run_id
from vizlab.snippets import style_texture as code
from vizlab.style import view
from vizlab.style.texture.seam import seam, tiled


def look() -> None:
    """URL: tiles, and as of `pick_recipe`."""
    left, right = st.columns([2, 5], gap="large")
    with left:
        times = common.choose(st.segmented_control, "Laid side by side", [2, 3, 4], key="tiles")
        recipe = pick_recipe()
    with right, common.friendly():
        found = result(recipe)
        if found is not None:
            show(found, int(times))


def show(found: Grown, times: int) -> None:
    recipe = found.made.recipe
    shown = {"Texture": found.texture, "Source": found.source}
    titles = [f"{name}: jump at the seam {seam(pixels).ratio:.2f} ×" for name, pixels in shown.items()]
    figure = row([tiled(pixels, times) for pixels in shown.values()], titles, columns=2)
    common.snug("tiles", figure)
    common.show(
        figure,
        key="tiles",
        alt=f"Texture and source, each laid {times} by {times} times",
        code=code.tiles(recipe, times),
        arrays={"texture": found.texture, "source": found.source},
    )
    ours, plain = seam(found.texture), seam(found.source)
    common.metrics(
        {
            "Jump inside the tile": f"{ours.inside:.1f}",
            "where two meet": f"{ours.across:.1f}",
            "where two sources meet": f"{plain.across:.1f}",
        }
    )
    st.caption("The mean jump from pixel to pixel, in levels of 255. At 1 × an edge is like any other place.")
    if not recipe.seamless:
        st.info("This texture was grown with edges; “No edges” under More makes it fit itself.")
    name = f"vizlab-tile-{run_id(recipe)}.png"
    st.download_button("Tile as PNG", lambda: view.png(found.texture), name, "image/png", key="png-tile", on_click="ignore")
