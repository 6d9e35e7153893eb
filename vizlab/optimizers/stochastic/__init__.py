"""Gradients of mini-batches: their noise, the paths they make, and what lower rates, averages and restarts do about it."""
