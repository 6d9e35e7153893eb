"""Benchmarks: `python -m benchmarks` prints one table of what vizlab reaches, against its peers or a bare loop in the same run.

To add one: a file here with `rows(options) -> Iterator[Row]` and a line in `TOPICS` of `__main__`.
"""
