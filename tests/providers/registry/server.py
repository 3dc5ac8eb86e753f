"""A registry on this machine: answers as the NPPES API does, from recorded pages or made ones."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import parse_qs, urlsplit

NOBODY = {"result_count": 0, "results": []}


class Registry:
    """`answers`: NPI -> value, or a list of (status, body) that are given one after the other. `asked`: the queries."""

    def __init__(self) -> None:
        self.answers: dict[str, object] = {}
        self.faults: list[tuple[int, bytes]] = []
        self.asked: list[dict[str, str]] = []
        self.url = ""

    def reply(self, query: dict[str, str]) -> tuple[int, bytes]:
        self.asked.append(query)
        if self.faults:
            return self.faults.pop(0)
        return 200, json.dumps(self.answers.get(query["number"], NOBODY)).encode()


def record(npi: str, **basic: object) -> dict[str, object]:
    """A made-up record in the shape of the API."""
    facts = {
        "first_name": "AMARA",
        "last_name": "OSEI",
        "credential": "MD",
        "status": "A",
        "last_updated": "2026-10-01",
    }
    return {
        "number": npi,
        "enumeration_type": "NPI-1",
        "basic": {
            key: value for key, value in {**facts, "last_updated": "2026-10-01", **basic}.items() if value is not None
        },
        "addresses": [
            {
                "address_purpose": "MAILING",
                "address_1": "PO BOX 1",
                "city": "RENO",
                "state": "NV",
                "postal_code": "89501",
            },
            {
                "address_purpose": "LOCATION",
                "address_1": "1 LAKESIDE DR",
                "city": "OAKLAND",
                "state": "CA",
                "postal_code": "946120001",
                "telephone_number": "510-555-0142",
            },
        ],
        "taxonomies": [
            {"code": "207N00000X", "desc": "Dermatology", "primary": True, "state": "CA", "license": "A123456"},
        ],
        "created_epoch": "1189000000000",
        "last_updated_epoch": "1790812800000",
    }


def found(npi: str, **basic: object) -> dict[str, object]:
    return {"result_count": 1, "results": [record(npi, **basic)]}


def out_of_service(npi: str) -> dict[str, object]:
    """As the registry answers about a number that was deactivated: HTTP 200, and an error with the number 15."""
    return {"Errors": [{"field": "number", "number": "15", "description": f"CMS deactivated NPI {npi}."}]}


@contextmanager
def served(registry: Registry) -> Iterator[Registry]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            query = {key: values[0] for key, values in parse_qs(urlsplit(self.path).query).items()}
            status, body = registry.reply(query)
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            if status == 302:
                self.send_header("Location", "/elsewhere")
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    registry.url = f"http://127.0.0.1:{server.server_port}/api/"
    try:
        yield registry
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
