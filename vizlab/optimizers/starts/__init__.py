"""Many starts and many rates at once: basins, restarts, sweeps, searches, and who wins where."""
