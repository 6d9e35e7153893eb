"""Plain auto-encoders of digits: what a bottleneck keeps, why codes cannot be drawn at random, how many labels are saved.

`study` runs the three experiments as jobs, cell by cell; `network` is what all of them train.
"""
