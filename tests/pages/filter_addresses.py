"""What the address of the page Filters may carry, and what is turned in each of its views (see test_pages)."""

from __future__ import annotations

from vizlab import filters

VALUES: dict[str, list[str]] = {  # what its address may carry -> possible values
    "reference": ["bundled/fashion-cnn", "bundled/cifar-cnn", "bundled/mnist-lenet5"],
    "epoch": ["0", "1", "4"],
    "view": ["Layers", "Operation"],
    "source": ["Test set", "Photograph", "Upload", "Camera"],
    "sample": ["0", "7", "29"],
    "layer": ["block1.conv", "block2.activation", "conv2", "output"],
    "order": list(filters.ORDERS),
    "scale": ["one for all", "each its own"],
    "map": ["strongest", "0", "5"],
    "input": ["0", "5"],
    "opacity": ["0.0", "0.6", "1.0"],
    "kernel": list(filters.KERNELS),
    "weights": ["", "0 0 0; 0 2 0; 0 0 0", "1 2; 3 4"],
    "operation": list(filters.OPERATIONS),
    "stride": ["1", "2", "4"],
    "padding": ["0", "1", "4"],
    "channel": ["red", "green", "blue"],
    "row": ["0", "3"],
    "column": ["0", "4"],
}
MOVES: list[tuple[dict[str, str], dict[str, str]]] = [  # an address, and what is turned from there
    ({}, {"reference": "bundled/mnist-lenet5", "epoch": "1", "source": "Photograph", "sample": "7", "view": "Operation"}),
    ({}, {"layer": "block2.activation", "order": "norm of the kernel", "scale": "each its own", "map": "3"}),
    ({"layer": "block2.conv"}, {"input": "5", "opacity": "0.2"}),
    ({"view": "Operation"}, {"kernel": "emboss", "weights": "0 0 0; 0 2 0; 0 0 0", "operation": "convolution"}),
    ({"view": "Operation"}, {"stride": "2", "padding": "0", "row": "3", "column": "4"}),
    ({"view": "Operation", "reference": "bundled/cifar-cnn", "source": "Photograph"}, {"channel": "green"}),
]
