"""Serves the helpdesk with the server of ``manage.py runserver``, and says when it is ready."""

from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler
from django.core.wsgi import get_wsgi_application

application = get_wsgi_application()
server = ThreadedWSGIServer(("127.0.0.1", 0), WSGIRequestHandler)
server.set_app(application)
print("ready", server.server_port, flush=True)
server.serve_forever()
