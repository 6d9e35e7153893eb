"""A variational auto-encoder of small pictures: its recipe, its training, its bound, and its space of codes."""
