"""`python -m benchmarks [NAME ...]`: run all or some topics and print one table.

It computes on the CPU unless `VIZLAB_DEVICE` says otherwise, and leaves the user's own store alone.
"""

from __future__ import annotations

import argparse
import importlib
import os
import sys
import tempfile
from pathlib import Path

TOPICS: dict[str, str] = {
    "training": "the training loop against a bare torch loop",
    "digits": "from start to 98 % on digits, worker start included",
    "fashion": "Fashion-MNIST to 91 % in three minutes",
    "shipped": "what each shipped network's record states, measured again",
    "landscapes": "the race of optimizers against torch.optim, one by one",
    "basins": "a map of 65,536 starts against torch.optim on all of them",
    "surfaces": "the loss surface of a network against the loop that sets its weights",
    "filters": "activation maps against bare hooks, one kernel against SciPy",
    "units": "the strongest pictures of every unit against brute force, and reading them again",
    "ascent": "maximisation and DeepDream against bare passes, optimised activations against real ones",
    "saliency": "every saliency method against Captum or pytorch-grad-cam, and many passes against bare ones",
    "evidence": "evidence for saliency maps over 50 pictures, and how often they point at the object",
    "style": "style transfer: first picture, an iteration against bare passes, a painting, its memory",
    "embeddings": "t-SNE of 1,797 and of 10,000 points against scikit-learn and openTSNE, and the numbers of a map",
    "lasso": "a lasso on a map of 5,000 points in the browser, until it is answered",
    "generative": "VAE and GAN loops against bare ones, and decoding a plane of codes",
    "generative_vae": "a VAE from click to samples, and the ones that ship",
    "generative_images": "a GAN on images against a bare loop, and 64 samples of each that ships",
    "slider": "a slider in the browser against a bare page",
    "drawn": "sliders in the browser until what they change is drawn, and the floor of a bare page",
    "memory": "memory of the app and of its worker",
    "figures": "a figure made and packed against plotly itself",
    "pages": "server time of each page",
}


def main() -> int:
    """Run the topics asked for; 1 if a target was missed."""
    parser = _parser()
    options = parser.parse_args()
    unknown = [name for name in options.names if name not in TOPICS]
    if unknown:
        parser.error(f"there is no topic {unknown[0]}; there are {', '.join(TOPICS)}")
    os.environ.setdefault("VIZLAB_DEVICE", "cpu")
    from benchmarks import table

    rows = []
    report = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # what servers and workers say goes to standard error; the table alone to standard output
    with tempfile.TemporaryDirectory(prefix="vizlab-benchmarks-") as folder:
        os.environ["VIZLAB_STORE"] = str(Path(folder) / "store")
        for name in options.names or TOPICS:
            print(f"{name}: {TOPICS[name]} ...", file=sys.stderr, flush=True)
            rows += list(importlib.import_module(f"benchmarks.{name}").rows(options))
    with report:
        print(f"{table.machine()}\nTimes are medians of five unless the row says otherwise.\n\n{table.text(rows)}", file=report)
    return int(any(row.met == table.verdict(False) for row in rows))


def _parser() -> argparse.ArgumentParser:
    lines = "\n".join(f"  {name:10} {about}" for name, about in TOPICS.items())
    parser = argparse.ArgumentParser(
        "python -m benchmarks", description=f"{__doc__}\n\n{lines}", formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("names", nargs="*", metavar="NAME", help="topics to run (default: all)")
    parser.add_argument("--weights", type=Path, help="saliency: a SqueezeNet 1.0 state dict instead of random weights")
    return parser


# A Dask worker is a spawned process and imports this script again under another name: nothing may run then.
if __name__ == "__main__":
    sys.exit(main())
