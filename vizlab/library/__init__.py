"""The library: every network by a short reference that pages and URLs share.

`bundled/fashion-cnn` comes with vizlab, `run/3f9a12c4d7e0` was trained here; `@4` after either means "after four epochs",
without it the last. `imagenet/resnet18` has public weights, `mine/<id>` those of an upload. A *run* is a training run, an
*entry* is what is known of any network without its weights, a *model* is a network ready to be looked at.
"""

from vizlab.library.entries import Entry, entries, entry
from vizlab.library.opening import Model, open_model
from vizlab.library.runs import (
    NAME_LENGTH,
    Run,
    bundle,
    bundled,
    delete,
    export,
    finished_run,
    matches,
    open_run,
    rename,
    runs,
)
from vizlab.training.checkpoints import split_reference

__all__ = [
    "NAME_LENGTH",
    "Entry",
    "Model",
    "Run",
    "bundle",
    "bundled",
    "delete",
    "entries",
    "entry",
    "export",
    "finished_run",
    "matches",
    "open_model",
    "open_run",
    "rename",
    "runs",
    "split_reference",
]
