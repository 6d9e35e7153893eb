"""Landscapes: why an optimizer wins, on surfaces of two coordinates and on real networks. Each view is a script of its own."""

from pages import views

VIEWS = {  # label -> script in pages/landscape_views, imported when it is looked at: none waits for what another needs
    "Race": "race",
    "Step by step": "step",
    "Curvature": "curvature",
    "Theory": "theory",
    "Basins": "basins",
    "Network": "network",
    "Noise": "noise",
    "Doctor": "doctor",
    "From data": "data",
}

views.show("landscapes", "pages.landscape_views", VIEWS)
