"""Studies: several small paintings that differ in one thing only, and what is measured of each.

`recipe`: which studies there are. `paintings`: the recipes of their paintings. `measures`: what is measured. `study`: the work.
`result`: what it found.
"""
