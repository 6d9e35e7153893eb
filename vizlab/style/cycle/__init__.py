"""Two worlds without pairs, carried into each other and back: CycleGAN on clouds of points and on handwritten digits.

One idea a file: `recipe` says what can be asked for, `clouds` and `digits` are the two kinds of worlds, `stacks` the networks,
`losses` and `duel` how they learn, `measures` what is measured, `watch` trains while you look on, `sweep` many at once.
Source: Zhu et al. 2017, arXiv:1703.10593.
"""
