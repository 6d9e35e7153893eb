"""Things of any kind as vectors: texts with their tags, pictures with their captions, nodes through rounds of averaging.

`tagged`: words, texts and tags in one space. `captions`, `contrast`: pictures and what is said of them. `rounds`: what becomes
of nodes that take the mean of their neighbours again and again. `search`: the nearest of many vectors, exactly or almost.
Everything here takes seeds and is done in about a second.
"""
