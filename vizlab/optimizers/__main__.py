"""`python -m vizlab.optimizers` sweeps every surface, and writes the table of default rates into the assets."""

from __future__ import annotations

import json

from vizlab.landscapes import SURFACES
from vizlab.optimizers.rates import NATURAL, SAME, STORED, sweep_rates
from vizlab.optimizers.rules import OPTIMIZERS

if __name__ == "__main__":
    found = {}
    for name, surface in SURFACES.items():
        aims = bool(surface.places("minimum"))
        found[name] = sweep_rates(surface, list(OPTIMIZERS)) if aims else dict.fromkeys(OPTIMIZERS, SAME) | NATURAL
    lines = ",\n".join(f" {json.dumps(name)}: {json.dumps(rates, ensure_ascii=False)}" for name, rates in found.items())
    STORED.write_text(f"{{\n{lines}\n}}\n")
