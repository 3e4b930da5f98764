"""Which requests the emulator answers: those of this machine's own programs and of its own pages.

A web page of somebody else can send requests to 127.0.0.1, or have its name lead there. A browser then says so: by the
Host that the page was opened under, by its Origin, or by Sec-Fetch-Site (Fetch Metadata Request Headers, W3C).
lib/sandbox/own-requests.ts is the same rule for the mailbox; test/sandbox/requests.json has examples for both.
"""

from urllib.parse import parse_qsl, urlsplit

LOOPBACK = ("127.0.0.1", "localhost", "::1")
# People come to these from a mail or from their identity provider.
PAGES = "/_aws/execute-api/"


def foreign(method, path, query, headers, port):
    """Why a request is not answered, or None. Names of headers are lower-case."""
    host = headers.get("host", "")
    if not _is_loopback(_name_in("//" + host)):
        return f"its Host is {host!r}"
    origin = headers.get("origin")
    if origin is not None and not _is_own(origin, port):
        return f"its Origin is {origin!r}"
    site = headers.get("sec-fetch-site", "none")
    if site not in ("same-origin", "none"):
        opens_a_page = (
            method == "GET"
            and headers.get("sec-fetch-mode") == "navigate"
            and headers.get("sec-fetch-dest") == "document"
            and path.startswith(PAGES)
        )
        if not opens_a_page:
            return f"it comes from another site (Sec-Fetch-Site: {site})"
    # Some browsers send neither with a plain GET. A query can name an action and even bring a signature, a header cannot.
    names = {name.lower() for name, _ in parse_qsl(query, keep_blank_values=True)}
    if method != "POST" and "action" in names and "authorization" not in headers:
        return "it names an action and is not signed in its headers"
    return None


def guarded(app, port):
    """The ASGI application behind the rule."""

    async def answer(scope, receive, send):
        if scope["type"] not in ("http", "websocket"):
            return await app(scope, receive, send)
        headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]}
        query = scope.get("query_string", b"").decode("latin-1")
        why = foreign(scope.get("method", "GET"), scope["path"], query, headers, port)
        if why is None:
            return await app(scope, receive, send)
        if scope["type"] == "websocket":
            await receive()
            return await send({"type": "websocket.close", "code": 1008})
        body = f"This sandbox answers only its own machine: {why}.\n".encode()
        head = [(b"content-type", b"text/plain; charset=utf-8"), (b"content-length", str(len(body)).encode())]
        await send({"type": "http.response.start", "status": 403, "headers": head})
        await send({"type": "http.response.body", "body": body})

    return answer


def _name_in(url):
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""


def _is_loopback(name):
    return name in LOOPBACK or name.endswith(".localhost")


def _is_own(origin, port):
    try:
        return _name_in(origin) in LOOPBACK and urlsplit(origin).port == port
    except ValueError:
        return False
