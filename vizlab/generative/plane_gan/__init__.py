"""A GAN of points in the plane, small enough to see all of it: data, losses, training, and what is counted."""
