"""Words as vectors, by counting: texts with planted relations, windows and pairs, factors of a table of counts, GloVe.

And what can be read off such vectors: neighbours, analogies, a bias and what is left of it, whole documents. `corpora.read` gives
a text; to add a generated one: a line in `corpora.CORPORA`. To add a way from counts to vectors: a line in `vectors.VECTORS`.
"""
