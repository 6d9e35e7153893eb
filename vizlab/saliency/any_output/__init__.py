"""Maps of any number that a network puts out, not only of a class (METHODS S21), where the cause of each number is planted.

`scenes`: pictures with several things, each the cause of one number. `networks`: one that reads these numbers off, and an
autoencoder whose error is a number too. `pointing`: whether the maps find the cause.
"""
