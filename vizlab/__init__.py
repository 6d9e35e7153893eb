"""vizlab: see deep learning work, on real networks trained in front of you.

The layers, low to high (a module imports only from layers below its own):
ground (`errors`, `recipes`, `progress`, `randomness`, `store`, `devices`, `images`), material (`data`, `models`),
work (`training`, `library`, `jobs`), topics (`saliency`, ...), pictures (`figures`).
Importing `vizlab` itself loads none of them, so that the home page stays free of torch.
"""

import os

# An idle OpenMP thread spins by default, which is fatal where the app and a worker share two cores: both together made 20 small
# training steps a second instead of 480. The variable is read when torch is first loaded, so it is set here, before anyone can.
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")

__version__ = "0.11.0"
