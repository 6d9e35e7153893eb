"""What a map is worth: neighbours kept and lost, all distances against all distances, and toys on which a map misleads.

`neighbours` (who is near in both spaces), `pairs` (all distances against all), `preservation` (neighbours kept at every k),
`scatter` (silhouette, clumps), `verdict` (one map beside its controls), `study` (the same vectors mapped again and again), `far`
(two clusters drawn apart), `toys` (small maps made while one waits), `generators` (toys whose truth is known), `lessons` (what
their maps contradict).
"""
