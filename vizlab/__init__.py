"""vizlab: see deep learning work, on real networks trained in front of you.

The layers, low to high (a module imports only from layers below its own):
ground (`errors`, `recipes`, `progress`, `randomness`, `store`, `devices`, `images`), material (`data`, `models`),
work (`training`, `library`, `jobs`), topics (`saliency`, ...), pictures (`figures`).
Importing `vizlab` itself loads none of them, so that the home page stays free of torch.
"""

__version__ = "0.1.0"
