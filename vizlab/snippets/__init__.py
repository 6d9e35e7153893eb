"""The few lines of Python that make a figure again outside the app, one module a topic; a test runs every one of them."""
