"""The review pages: FastAPI, Jinja2 and htmx, all served by us."""
