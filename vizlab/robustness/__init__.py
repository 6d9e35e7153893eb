"""Robustness: pictures changed to fool a network, defences against it, corruptions, and what a network goes by; one idea a file.

Attacks work on images in [0, 1] and never leave that range or the budget that they are given.
"""
