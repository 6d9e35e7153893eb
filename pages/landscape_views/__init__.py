"""The views of the page Landscapes, a script each, and their larger parts."""
