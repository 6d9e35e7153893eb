"""The loss of real networks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from vizlab.landscapes.network import SurfaceRecipe
from vizlab.landscapes.network.sharpness import BatchesRecipe
from vizlab.snippets.text import call


def surface(recipe: SurfaceRecipe, drawing: str, beside: Sequence[SurfaceRecipe], *, log: bool) -> str:
    """Compute a surface, or find it finished, and draw it as `contours` or `relief`, in one scale with those beside it."""
    others = "".join(f", network.frames_of({call(other)})[-1].arrays['loss']" for other in beside)
    return f"""{_start(recipe, f"{drawing}, shared_range")}
between = shared_range([last["loss"]{others}], log={log})
titles, path = network.axis_titles(recipe, record), network.path_columns(record)
figure = {drawing}(last["x"], last["y"], last["loss"], log={log}, between=between, titles=titles, path=path)
figure.write_html("surface.html")
"""


def flicker(recipe: SurfaceRecipe) -> str:
    """The surface of each mini-batch, one after the other."""
    return f"""{_start(recipe, "flicker")}
thin = network.thinned(last)
figure = flicker(**thin, titles=network.axis_titles(recipe, record))
figure.write_html("flicker.html", auto_play=False)
"""


def hump(recipe: SurfaceRecipe) -> str:
    """The loss on a straight line between two models."""
    return f"""{_start(recipe, "hump")}
figure = hump(last["x"], last["loss"][0], ends=network.end_titles(recipe))
figure.write_html("line.html")
"""


def gap(recipe: SurfaceRecipe) -> str:
    """The loss of each epoch on the plane and where it truly was."""
    return f"""{_start(recipe, "lines", "progress")}
figure = lines(network.gap(record), x_title="epoch", y_title="loss, nats", log=True, height_px=340)
figure.write_html("path.html")
"""


def orders(recipe: SurfaceRecipe) -> str:
    """How far the loss lies from its parabola."""
    return f"""{_start(recipe, "orders")}
figure = orders(record["taylor"]["places"], network.taylor_lines(record))
figure.write_html("taylor.html")
"""


def noise(named: Mapping[str, SurfaceRecipe]) -> str:
    """How much random weight noise raises the loss, of each network by name."""
    recipes = ", ".join(f"{name!r}: {call(recipe)}" for name, recipe in named.items())
    return f"""from vizlab.figures.progress import lines
from vizlab.landscapes import network
from vizlab.landscapes.network import SurfaceRecipe

records = {{name: [*network.explore(recipe)][-1].result for name, recipe in {{{recipes}}}.items()}}
figure = lines(network.rises(records), x_title="noise, in lengths of each filter", y_title="rise of the loss, nats")
figure.write_html("noise.html")
"""


def toy() -> str:
    """The hump between the smallest network and its twin."""
    return """from vizlab.figures.landscape_network import hump
from vizlab.landscapes import network

t, loss, halfway = network.toy_columns()
print(loss[len(loss) // 2], halfway)
figure = hump(t, loss, ends=("two units", "swapped"), y_title="mean squared error")
figure.write_html("toy.html")
"""


def sharpness(recipe: BatchesRecipe, names: Mapping[str, str]) -> str:
    """What the batch size does to the minimum at the end."""
    return f"""from vizlab.figures.landscape_network import sharpness as spread
from vizlab.frames import Frames
from vizlab.landscapes.network import sharpness
from vizlab.landscapes.network.sharpness import BatchesRecipe

recipe = {call(recipe)}
*_, done = sharpness.compare(recipe)
frames = Frames(sharpness.KIND, recipe).read()
rows = sharpness.rows(frames, {dict(names)!r})
figure = spread([frame.index for frame in frames], rows, y_title="at the end of training")
figure.write_html("sharpness.html")
"""


def _start(recipe: SurfaceRecipe, drawing: str, module: str = "landscape_network") -> str:
    return f"""from vizlab.figures.{module} import {drawing}
from vizlab.landscapes import network
from vizlab.landscapes.network import SurfaceRecipe

recipe = {call(recipe)}
*_, done = network.explore(recipe)
record, last = done.result, network.frames_of(recipe)[-1].arrays"""
