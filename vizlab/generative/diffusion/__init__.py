"""Diffusion: noise is added step by step, and a network learns the way back; on pictures here, on the plane in `families`."""
