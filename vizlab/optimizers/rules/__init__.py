"""All optimizers. To add one: a function in the file of its family, a line in that file's table, a rate for each surface.

Those that read nothing but the gradient where the point is are in `GRADIENT_RULES` too: for them `Walker.advance(gradient)` is
all there is. The others need a surface to look at (see `vizlab.optimizers.sight`).
"""

from __future__ import annotations

from vizlab.optimizers.rules.adaptive import ADAPTIVE
from vizlab.optimizers.rules.curvature import CURVATURE
from vizlab.optimizers.rules.misprinted import MISPRINTED
from vizlab.optimizers.rules.momentum import MOMENTUM
from vizlab.optimizers.rules.search import SEARCH
from vizlab.optimizers.walker import FAMILIES, Bug, Memory, Optimizer, Rule, Vector, Walker

__all__ = [
    "CLASSICS",
    "FAMILIES",
    "GRADIENT_RULES",
    "OPTIMIZERS",
    "Bug",
    "Memory",
    "Optimizer",
    "Rule",
    "Vector",
    "Walker",
]

CLASSICS = ("GD", "momentum", "Nesterov", "AdaGrad", "RMSProp", "Adam")
_ALL = {**MOMENTUM, **ADAPTIVE, **CURVATURE, **SEARCH, **MISPRINTED}
OPTIMIZERS: dict[str, Optimizer] = {**{name: _ALL[name] for name in CLASSICS}, **_ALL}
GRADIENT_RULES: dict[str, Optimizer] = {name: known for name, known in OPTIMIZERS.items() if known.gradient_only}
