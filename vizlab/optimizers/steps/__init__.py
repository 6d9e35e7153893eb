"""One optimizer, one step at a time: the rule's own arithmetic on a board, its path up close, and experiments on rules."""
