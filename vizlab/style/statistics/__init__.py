"""What a summary of features keeps and what it drops.

`looking`: features of plain pixels, Gram distances. `channels`: Gram matrices, what must hold of
them, and the pairs of channels behind one number. `shuffling`: pictures and features with their places mixed. `histograms`: the
older summary, and what a channel of ones adds. `normalisers`: sum, mean and Gatys' own. `misprints`: formulas as they are
sometimes printed, computed.
"""
