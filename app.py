"""Where gunicorn and the flask command find the application."""

from fieldapp import create_app

app = create_app()
