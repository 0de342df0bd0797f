"""What a person sees of a page: its heading, and a form to fill in."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

Fields = list[tuple[str, str]]


@dataclass
class Page:
    """Heading and form of a page; `ticked` is what the browser would send untouched."""

    heading: str = ""
    text: str = ""
    has_form: bool = False
    ticked: Fields = field(default_factory=list)
    choices: dict[str, list[str]] = field(default_factory=dict)

    def filled(self, **answers: str) -> Fields:
        """Give the form's fields with these radio buttons and buttons pressed."""
        for name, value in answers.items():
            if value not in self.choices.get(name, []):
                raise ValueError(f"the page offers no {name}={value}")
        return [(n, v) for n, v in self.ticked if n not in answers] + [*answers.items()]


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.page = Page()
        self._in: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self._in.append(tag)
        match tag:
            case "form":
                self.page.has_form = True
            case "input" | "button" if "name" in given:
                self._offer(tag, given)

    def _offer(self, tag: str, given: dict[str, str]) -> None:
        name, value = given["name"], given.get("value", "on")
        self.page.choices.setdefault(name, []).append(value)
        sent = tag == "input" and "disabled" not in given
        if sent and ("checked" in given or given.get("type") == "hidden"):
            self.page.ticked.append((name, value))

    def handle_endtag(self, tag: str) -> None:
        while self._in and self._in.pop() != tag:
            pass

    def handle_data(self, data: str) -> None:
        if "style" in self._in:
            return
        self.page.text += data
        if "h1" in self._in:
            self.page.heading += data


def read_page(html: str) -> Page:
    """Read a page; one without a form has no choices."""
    reader = _Reader()
    reader.feed(html)
    return reader.page
