"""Pictures one pixel at a time: p(x) = ∏ p(x_i | x_<i), with networks that cannot see what comes after."""
