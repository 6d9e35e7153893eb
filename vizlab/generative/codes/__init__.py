"""Trained models that decode, opened to walk about in their codes: planes, ways, arithmetic, memory, prior and posterior."""
