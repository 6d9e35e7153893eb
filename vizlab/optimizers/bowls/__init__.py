"""Quadratics, where everything is known on paper: closed forms beside what the rules do."""
