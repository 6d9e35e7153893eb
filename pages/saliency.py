"""Saliency: maps that have to prove themselves, and pictures made to fool a network. Each view is a script of its own."""

from pages import views

VIEWS = {  # label -> script in pages/saliency_views, imported when it is looked at
    "Compare": "compare",
    "Evidence": "evidence",
    "Shortcuts": "shortcuts",
    "Any neuron": "neuron",
    "Adversarial": "adversarial",
    "Vulnerability": "vulnerability",
    "Corruptions": "corruptions",
    "Quiz": "quiz",
}

views.show("saliency", "pages.saliency_views", VIEWS)
