"""Style as augmentation: small networks that learn from pictures whose texture another picture gave, and what they go by then.

`quick` stylises many small pictures at once in a few steps, `sets` keeps plain pictures with their stylised twins, `learning`
trains networks on a share of them and asks whom these believe where outline and texture disagree.
Source: Geirhos 2019, arXiv:1811.12231.
"""
