"""What content is: pictures found for each layer, gradients of several layers, and changes that layers forgive."""

from __future__ import annotations

from vizlab.snippets.style_statistics import studied
from vizlab.style.studies.recipe import StudyRecipe


def depth(recipe: StudyRecipe, step: int) -> tuple[str, str, str]:
    """Draw what each layer brings back after so many iterations, how the errors grow with depth, and how the losses fell."""
    start = studied(recipe)
    return (
        f"""{start}
from vizlab.figures.style_statistics import wall

shown = {{f"{{each.label}}, {{each.layer}}": each.at({step}) for each in found}}
figure = wall({{"the photograph": original(recipe)}} | shown, columns=3)
figure.write_html("depth.html")
""",
        f"""{start}
from vizlab.figures.style_reconstruction import errors

layers = [each.layer for each in found]
figure = errors(layers, [each.numbers["rms"] for each in found], [each.fell_to for each in found])
figure.write_html("errors.html")
""",
        f"""{start}
from vizlab.figures.style_statistics import curves

lines = {{each.label: tuple(zip(*each.losses)) for each in found}}
figure = curves(lines, titles=("iteration", "content loss"), at={step}, logs="y")
figure.write_html("losses.html")
""",
    )


def several(content: str, network: str, layers: list[str], seed: int) -> str:
    """Draw the gradient of each layer's loss and the gradient of their sum."""
    return f"""from vizlab.figures.style_statistics import maps
from vizlab.style.reconstruction import gradients
from vizlab.style.statistics import looking

found = gradients.pulls(looking.open_eyes({network!r}), looking.shown({content!r}, gradients.SIDE_PX), {layers!r}, {seed})
print(found.apart, found.cosines)
figure = maps(gradients.drawn(found), signed=True)
figure.write_html("several.html")
"""


def changes(content: str, network: str, chosen: str) -> tuple[str, str]:
    """Draw one change of the photograph, and how much each layer notices of every change."""
    start = f"""from vizlab.style.reconstruction import changes
from vizlab.style.statistics import looking

photograph = looking.shown({content!r})"""
    return (
        f"""{start}
from vizlab.figures.style_statistics import wall

other = changes.changed(photograph, {chosen!r})
difference = changes.difference(photograph, other)
figure = wall({{"the photograph": photograph, {chosen!r}: other, "their difference": difference}}, columns=3)
figure.write_html("changed.html")
""",
        f"""{start}
from vizlab.figures.style_statistics import cells

found = changes.table(looking.open_eyes({network!r}), photograph)
figure = cells(found.values, found.changes, found.layers, noun="content loss", chosen={chosen!r})
figure.write_html("changes.html")
""",
    )
