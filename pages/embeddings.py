"""Embeddings: things as points, near each other where they are alike, and how far to believe it. Each view is a script."""

from pages import views

VIEWS = {  # label -> script in pages/embedding_views, imported when it is looked at
    "Map": "map",
    "Believe it or not": "belief",
    "Through the network": "depth",
    "High dimension": "dimensions",
    "Words by counting": "words",
    "Words by learning": "learned",
    "Graphs": "graphs",
    "Entities": "entities",
}

views.show("embeddings", "pages.embedding_views", VIEWS)
