"""The people at start: one of each kind that login and discovery treat differently."""

from sandbox.instagram.people import NEW_PAGE, WITHOUT_CREATING, People

MANY_PAGES = 30  # more than one answer of /me/accounts holds


def first_people() -> People:
    """Everybody at start; see INSTAGRAM.md for who is what."""
    people = People()
    _usable(people)
    _unusable(people)
    _unusual(people)
    return people


def _usable(people: People) -> None:
    nora = people.add("nora", "Nora Harbour")
    bakery = people.add_account("harbour.bakery", "Harbour Bakery")
    people.add_page(nora, "Harbour Bakery", bakery)
    people.add_page(nora, "Side Project", tasks=NEW_PAGE)
    leo = people.add("leo", "Leo Draws")
    drawings = people.add_account("leo.draws", "Leo Draws", "MEDIA_CREATOR", followers=86)
    people.add_page(leo, "Leo Draws", drawings)


def _unusable(people: People) -> None:
    pia = people.add("pia", "Pia Pageonly")
    people.add_page(pia, "Pia's Flowers")
    omar = people.add("omar", "Omar Personal")
    personal = people.add_account("omar.at.home", "Omar", "PERSONAL", followers=40)
    people.add_page(omar, "Omar's Garage", personal)
    rita = people.add("rita", "Rita Reads")
    library = people.add_account("town.library", "Town Library")
    people.add_page(rita, "Town Library", library, WITHOUT_CREATING)


def _unusual(people: People) -> None:
    gina = people.add("gina", "Gina Group")
    hotel = people.add_account("hotel.group", "Hotel Group", followers=52_000)
    people.add_page(gina, "Hotel Group", hotel).in_portfolio = True
    tess = people.add("tess", "Tess Newpage")
    studio = people.add_account("tess.studio", "Tess Studio")
    people.add_page(tess, "Tess Studio", studio, NEW_PAGE)
    max_ = people.add("max", "Max Many")
    for number in range(1, MANY_PAGES + 1):
        shop = people.add_account(f"shop{number:02}", f"Shop {number}")
        people.add_page(max_, f"Shop {number}", shop)
