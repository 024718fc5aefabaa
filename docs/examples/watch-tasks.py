#!/usr/bin/env python3
"""Follows tasks of the release dashboard. Python 3.9 or later, nothing to install.

    DASHBOARD_URL=http://localhost:5080 DASHBOARD_TOKEN=... python3 watch-tasks.py release:widget-1.0.0
"""
import http.client
import json
import os
import sys
import time
import urllib.parse

END = "\x1e"  # SignalR ends each of its messages with it
HUB = "/hubs/tasks"
address = urllib.parse.urlsplit(os.environ.get("DASHBOARD_URL", "http://localhost:5080"))
headers = {"Authorization": "Bearer " + os.environ["DASHBOARD_TOKEN"]}


class Ended(Exception):
    """The server ended the stream and said why: the token was revoked, or there is no such release."""


def connect():
    kind = http.client.HTTPSConnection if address.scheme == "https" else http.client.HTTPConnection
    return kind(address.hostname, address.port, timeout=30)  # the server pings every five seconds


def post(path, message=""):
    connection = connect()
    try:
        connection.request("POST", HUB + path, message.encode(), {**headers, "Content-Type": "text/plain;charset=UTF-8"})
        response = connection.getresponse()
        body = response.read()
        if response.status == 401:
            raise Ended("The token is unknown, expired or revoked.")
        if response.status >= 300:
            raise OSError(f"{response.status} {response.reason}")
        return body
    finally:
        connection.close()


def send(token, message):
    post("?id=" + token, json.dumps(message) + END)


def signalr_messages(token):
    """Server-sent events: lines "data: ...", an empty line after each event."""
    connection = connect()
    try:
        connection.request("GET", HUB + "?id=" + token, headers={**headers, "Accept": "text/event-stream"})
        events = connection.getresponse()
        send(token, {"protocol": "json", "version": 1})
        text, pinged = "", time.monotonic()
        while line := events.readline().decode():
            if line.startswith("data:"):
                text += line[5:].strip("\r\n").removeprefix(" ")
            *whole, text = text.split(END)
            yield from (json.loads(part) for part in whole)
            if time.monotonic() - pinged > 5:  # the server gives a client up that is silent for twenty seconds
                send(token, {"type": 6})
                pinged = time.monotonic()
    finally:
        connection.close()


def watch(scope):
    """Yields the messages of one subscription: a snapshot, then deltas."""
    negotiated = json.loads(post("/negotiate?negotiateVersion=1"))
    token = urllib.parse.quote(negotiated["connectionToken"])
    for message in signalr_messages(token):
        if message == {}:  # the handshake's answer
            send(token, {"type": 4, "invocationId": "1", "target": "Watch", "arguments": [scope]})
        elif message.get("type") == 2:
            yield message["item"]
        elif message.get("type") == 3:
            raise Ended(message.get("error", "The stream has ended."))
        elif message.get("type") == 7:
            return


def follow(scope):
    """Yields all tasks, by id, whenever one changed; watches again after whatever interruption."""
    while True:
        tasks, last = {}, None
        try:
            for message in watch(scope):
                if last and (message["epoch"], message["sequence"]) != (last["epoch"], last["sequence"] + 1):
                    break  # something was lost
                last = message
                if message["kind"] == "snapshot":
                    tasks = {}
                for task in message["tasks"]:
                    tasks[task["id"]] = task
                for gone in message["removed"]:
                    tasks.pop(gone, None)
                yield tasks, message
        except OSError as error:
            print(f"interrupted: {error}", file=sys.stderr)
        time.sleep(1)


if __name__ == "__main__":
    try:
        for tasks, message in follow(sys.argv[1] if len(sys.argv) > 1 else "all"):
            for task in message["tasks"]:
                print(message["kind"], task["id"], task["type"], task["path"] or "", task["status"], f'{task["done"]}/{task["total"]}', flush=True)
    except Ended as ended:
        sys.exit(str(ended))
