"""The view Map: hundreds of dimensions on flat maps, with numbers that say how much of them to believe."""

from pages import views


def look() -> None:
    """URL: topic, and what the topics read."""
    views.show_topic("pages.embedding_views.map", TOPICS)


TOPICS: dict[str, tuple[str, str]] = {  # label -> end of the script's name, what is to be seen
    "One map": ("one", "The same vectors twice: as PCA sees them, and as the method of your choice does."),
    "Two maps": ("two", "The same vectors laid out twice, one upon the other: what moves is the method's, not the data's."),
    "New points": ("new", "Points that the map has never seen are put where they belong, and nobody who is on it moves."),
}
