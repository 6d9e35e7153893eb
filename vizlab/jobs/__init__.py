"""Long work on Dask workers: the same code on one machine and on many.

A job is a generator of `Step`s (`KINDS`) run by a worker under a key that depends only on what is computed, so that equal
requests share it. The worker folds its steps into a `Snapshot`, complete in itself, and sends at most four a second to one
scheduler topic that every app process reads; whoever comes late reads the last one. Without `VIZLAB_SCHEDULER` a cluster of
one worker process starts as soon as a page offers a job.
"""

from vizlab.jobs.desk import Jobs
from vizlab.jobs.snapshot import Snapshot
from vizlab.jobs.worker import KINDS

__all__ = ["KINDS", "Jobs", "Snapshot"]
