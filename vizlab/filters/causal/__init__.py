"""Convolutions that must not look ahead: causal and dilated ones along time, masked ones over a picture in raster order."""
