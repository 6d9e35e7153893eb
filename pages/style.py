"""Style: one picture painted in the manner of another, and why that works. Each view is a script of its own."""

from pages import views

VIEWS = {  # label -> script in pages/style_views, imported when it is looked at
    "Transfer": "transfer",
    "What style is": "statistics",
    "What content is": "reconstruction",
    "Texture": "texture",
    "Trade-off": "tradeoff",
    "Which network": "network",
    "In one pass": "onepass",
    "CycleGAN": "cycle",
    "Augmentation": "augmentation",
}

views.show("style", "pages.style_views", VIEWS)
