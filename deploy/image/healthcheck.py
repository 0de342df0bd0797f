"""Exit 0 where `healthcheck.py PORT PATH` is answered 200; small, since it runs often."""

import socket
import sys

with socket.create_connection(("127.0.0.1", int(sys.argv[1])), timeout=3) as connection:
    connection.settimeout(3)
    connection.sendall(f"GET {sys.argv[2]} HTTP/1.0\r\nHost: localhost\r\n\r\n".encode())
    status = connection.recv(64).split(b" ", 2)[1]

sys.exit(status != b"200")
