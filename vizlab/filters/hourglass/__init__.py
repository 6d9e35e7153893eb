"""A symmetric encoder-decoder on small digits: pooling positions handed across, kernels of its own or those of the encoder."""
