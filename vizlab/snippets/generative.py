"""Sampling: the lines that every snippet of a trained run begins with."""

from __future__ import annotations

from vizlab.generative import GanRecipe, VaeRecipe
from vizlab.snippets.text import call


def finished_run(kind: str, recipe: VaeRecipe | GanRecipe) -> str:
    """Lines that leave the recipe in `recipe`, its run in `run` and its frames in `frames`, training it if need be."""
    name = type(recipe).__name__
    return f"""from vizlab.frames import Frames
from vizlab.generative import {name}, train_{kind}

recipe = {call(recipe)}
run = Frames({kind!r}, recipe)
if run.record() is None:
    list(train_{kind}(recipe))
frames = run.read()"""
