"""People at Facebook, their Pages, and the Instagram accounts linked to them."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

AccountKind = Literal["BUSINESS", "MEDIA_CREATOR", "PERSONAL"]

CLASSIC = ("ADVERTISE", "ANALYZE", "CREATE_CONTENT", "MESSAGING", "MODERATE", "MANAGE")
NEW_PAGE = ("PROFILE_PLUS_FULL_CONTROL", "PROFILE_PLUS_CREATE_CONTENT", "PROFILE_PLUS_ANALYZE")
WITHOUT_CREATING = ("ANALYZE", "MESSAGING", "MODERATE")


@dataclass
class Account:
    """An Instagram account; `scoped_id` is its id for the app of Instagram Login."""

    id: str
    username: str
    name: str
    kind: AccountKind = "BUSINESS"
    followers: int = 1240
    follows: int = 180
    biography: str = ""
    website: str = ""
    is_public: bool = True
    is_restricted: bool = False
    converted_at: float = 0

    @property
    def scoped_id(self) -> str:
        """What `/me` of Instagram Login answers as `id`; `user_id` is the other."""
        return f"2690{self.id[4:]}"

    @property
    def is_professional(self) -> bool:
        """The API reaches no other."""
        return self.kind != "PERSONAL"


@dataclass
class Page:
    """A Facebook Page; a personal account may be attached to it, but is not linked."""

    id: str
    name: str
    account_id: str | None = None
    in_portfolio: bool = False
    needs_two_factor: bool = False

    @property
    def business_id(self) -> str:
        """The portfolio that holds the Page."""
        return f"3{self.id[1:]}"


@dataclass
class Person:
    """Somebody who logs in; `pages` are their tasks on each Page."""

    handle: str
    id: str
    name: str
    pages: dict[str, tuple[str, ...]] = field(default_factory=dict)
    is_checkpointed: bool = False


@dataclass
class People:
    """Everybody and everything of theirs, by id; their numbers count on from `offset`."""

    persons: dict[str, Person] = field(default_factory=dict)
    pages: dict[str, Page] = field(default_factory=dict)
    accounts: dict[str, Account] = field(default_factory=dict)
    offset: int = 0

    def __iter__(self) -> Iterator[Person]:
        return iter(self.persons.values())

    def find(self, name: str) -> Person | None:
        """The person of that handle or id, if there is one."""
        by_handle = (person for person in self if person.handle == name)
        return self.persons.get(name) or next(by_handle, None)

    def pages_of(self, person: Person) -> list[Page]:
        """The Pages on which somebody has a role."""
        return [self.pages[page_id] for page_id in person.pages]

    def accounts_of(self, person: Person) -> list[Account]:
        """The Instagram accounts behind somebody's Pages, personal ones too."""
        pages = self.pages_of(person)
        return [self.accounts[page.account_id] for page in pages if page.account_id]

    def account_named(self, username: str) -> Account | None:
        """The account of a username, if there is one."""
        return next((one for one in self.accounts.values() if one.username == username), None)

    def account_of(self, page: Page) -> Account | None:
        """The professional account linked to a Page."""
        account = self.accounts.get(page.account_id or "")
        return account if account and account.is_professional else None

    def page_of(self, account_id: str) -> Page | None:
        """The Page to which an account is linked."""
        return next((page for page in self.pages.values() if page.account_id == account_id), None)

    def person_of(self, account_id: str) -> Person | None:
        """The first person with a role on the account's Page."""
        page = self.page_of(account_id)
        return next((person for person in self if page and page.id in person.pages), None)

    def add(self, handle: str, name: str) -> Person:
        """A new person without a Page."""
        person = Person(handle, f"12210000000{self.offset + len(self.persons) + 1:07}", name)
        self.persons[person.id] = person
        return person

    def add_page(
        self,
        person: Person,
        name: str,
        account: Account | None = None,
        tasks: tuple[str, ...] = CLASSIC,
    ) -> Page:
        """A Page of somebody, with the account that is attached to it."""
        page_id = f"100000000{self.offset + len(self.pages) + 201:06}"
        page = Page(page_id, name, account.id if account else None)
        self.pages[page.id] = page
        person.pages[page.id] = tasks
        return page

    def add_account(
        self, username: str, name: str, kind: AccountKind = "BUSINESS", followers: int = 1240
    ) -> Account:
        """An account that is attached to nothing yet."""
        account = Account(
            f"1784140{self.offset + len(self.accounts) + 1:010}",
            username,
            name,
            kind,
            followers=followers,
        )
        self.accounts[account.id] = account
        return account
