"""Shape or texture: what a network goes by where the two disagree, and what is left of its answers without one of them.

`conflict` counts whom a network believes on Shapes whose outline and texture belong to different classes, `taught` trains small
networks on pictures whose texture tells the class more or less often, `stimuli` takes shape or texture away from any picture.
Source: Geirhos 2019, arXiv:1811.12231.
"""
