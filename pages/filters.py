"""Filters: from one multiplication to what a unit dreams of. Each view is a script of its own."""

from pages import views

VIEWS = {  # label -> script in pages/filter_views, imported when it is looked at: none waits for what another needs
    "Layers": "layers",
    "Unit": "unit",
    "Dream": "dream",
    "Operation": "operation",
    "Pooling and back": "pooling",
    "Why convolution": "why",
    "Neighbours": "neighbours",
    "Structure": "structure",
}

views.show("filters", "pages.filter_views", VIEWS)
