"""Two people and the number between them, by the standard library of Python 3.8 and newer.

AXBRIDGE_URL and AXBRIDGE_KEY come from the environment; the key has the scopes read, bind, call and admin of the tenant `default`.
"""

import json
import os
import sys
import time
import urllib.error
import urllib.request
import uuid

A = "+8613800138000"
B = "+8613800138001"


class Problem(Exception):
    """What axbridge refused with (RFC 9457)."""


def ask(method, path, body=None):
    """Asks up to four times while the answer says that this is safe, with one idempotency key, so nothing is done twice."""
    headers = {"Authorization": "Bearer " + os.environ["AXBRIDGE_KEY"]}
    if body is not None:
        headers["Content-Type"] = "application/json"
        headers["Idempotency-Key"] = str(uuid.uuid4())
    data = None if body is None else json.dumps(body).encode()
    for attempt in range(4):
        request = urllib.request.Request(os.environ["AXBRIDGE_URL"] + path, data, headers, method=method)
        try:
            with urllib.request.urlopen(request, timeout=15) as answer:
                return json.loads(answer.read() or "null")
        except urllib.error.HTTPError as error:
            problem = json.loads(error.read())
            if problem["retry"] != "safe" or attempt == 3:
                raise Problem(problem["title"]) from None
            time.sleep(float(error.headers["Retry-After"]))


def main():
    # A pool with numbers, once. You would name numbers that your carrier sends to you.
    if all(pool["pool"] != "example" for pool in ask("GET", "/v1/pools")["pools"]):
        ask("POST", "/v1/pools", {"pool": "example"})
        ask("POST", "/v1/pools/example/numbers", {"first": "+8617000000001", "last": "+8617000000099"})

    binding = ask("POST", "/v1/bindings", {"a": A, "b": B, "pool": "example", "expiresInSeconds": 3600})
    x = binding["x"]
    print(f"Both parties see {x}.")

    route = ask("POST", "/v1/routes:explain", {"caller": A, "x": x})
    print(f"A calls it: {route['decision']}.")

    ask("POST", "/v1/calls", {"a": A, "b": B, "x": x})
    print("A is called, then B.")

    ask("DELETE", f"/v1/bindings/{binding['id']}")
    print("Released.")


if __name__ == "__main__":
    try:
        main()
    except KeyError as missing:
        sys.exit(f"{missing.args[0]} is not set")
    except (Problem, OSError, ValueError) as error:
        sys.exit(str(error))
