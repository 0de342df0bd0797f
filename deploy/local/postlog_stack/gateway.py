"""nginx before the pages and the services, from the template that the image fills in too."""

import http.client
import re
import subprocess
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

from . import tools
from .layout import CHECKOUT
from .program import Program

PAGES = CHECKOUT / "web" / "dist"
TEMPLATE = CHECKOUT / "deploy" / "gateway" / "default.conf.template"
# One process, so that a kill leaves no worker behind that holds the port.
MAIN = """\
daemon off;
master_process off;
pid {home}/nginx.pid;
error_log /dev/stderr alert;
events {{
    worker_connections 1024;
}}
http {{
    client_body_temp_path {home}/body;
{temporary}
    include {home}/default.conf;
}}
"""


def render(template: str, variables: Mapping[str, str]) -> str:
    """Fill in `${NAME}` as envsubst would; a missing one is an error, and `$name` is nginx's."""
    return re.sub(r"\$\{([A-Z_]+)\}", lambda found: variables[found[1]], template)


def origins(prefixes: str) -> str:
    """Give the origins of verified prefixes; a bare domain has its subdomains too."""
    found: list[str] = []
    for entry in filter(None, (entry.strip() for entry in prefixes.split(","))):
        address = urlsplit(entry)
        is_domain = not address.netloc
        found += (
            [f"https://{entry}", f"https://*.{entry}"]
            if is_domain
            else [f"{address.scheme}://{address.netloc}"]
        )
    return " ".join(dict.fromkeys(found))


def program(home: Path, port: int, variables: Mapping[str, str]) -> Program:
    """Write nginx's configuration; `variables` holds AUTH_UPSTREAM and its like, and the pages'."""
    home.mkdir(exist_ok=True)
    usual = {
        "GATEWAY_LISTEN": f"127.0.0.1:{port}",
        "GATEWAY_RESOLVER": "127.0.0.1",
        "GATEWAY_TRUSTED_PROXIES": "unix:",
    }
    filled = render(TEMPLATE.read_text(), {**usual, **variables})
    (home / "default.conf").write_text(filled)
    main = home / "nginx.conf"
    main.write_text(MAIN.format(home=home, temporary=_temporary_paths(home)))

    def check() -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=2)
        connection.request("GET", "/")
        connection.getresponse().read()
        connection.close()

    command = (str(tools.nginx()), "-e", "/dev/stderr", "-c", str(main))
    return Program("gateway", command, check, ports={"http": port})


def _temporary_paths(home: Path) -> str:
    """Move the other directories that this build of nginx makes at its start, used or not."""
    build = subprocess.run([tools.nginx(), "-V"], capture_output=True, text=True, check=True).stderr
    modules = ("proxy", "fastcgi", "uwsgi", "scgi")
    built = [module for module in modules if f"--without-http_{module}_module" not in build]
    return "\n".join(f"    {module}_temp_path {home}/{module};" for module in built)
