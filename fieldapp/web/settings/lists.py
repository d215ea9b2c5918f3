"""The landlord's lists: every one of them, one with its entries, and one entry."""

from __future__ import annotations

from flask import abort, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from fieldapp.commands.op import Answer
from fieldapp.commands.settings import telephones
from fieldapp.commands.settings.items import order_version, values_of, version
from fieldapp.domain.list_entries import asked_of, fact
from fieldapp.domain.lists import LISTS, ListKind
from fieldapp.models import ListItem
from fieldapp.queries import settings
from fieldapp.web.settings.pages import FormPage, blueprint, form, post, press, shared

CONTACTS = "contact"


@blueprint.get("/lists")
def lists() -> str:
    """Every list, with how many of its entries can be chosen."""
    kinds = {name: kind for name, kind in LISTS.items() if name != CONTACTS}
    return render_template(
        "landlord/settings/lists.html", kinds=kinds, sizes=settings.list_sizes(current_user), **shared()
    )


@blueprint.get("/lists/<list_name>")
def entries(list_name: str) -> str:
    """One list, in its order."""
    kind = _kind(list_name)
    items = settings.items_of(current_user, list_name)
    return render_template(
        "landlord/settings/list.html", list_name=list_name, kind=kind, items=items, version=version,
        order=order_version(items), fact=fact,
        landlord=settings.landlord_of(current_user) if list_name == CONTACTS else None, **shared(),
    )  # fmt: skip


@blueprint.route("/lists/<list_name>/new", methods=["GET", "POST"])
def new_entry(list_name: str) -> ResponseReturnValue:
    """Add an entry; its code is proposed from the label, and then fixed."""
    kind = _kind(list_name)

    def page(answer: Answer | None = None) -> str:
        return form(
            FormPage(
                heading=f"Add to {kind.title}", here=_here(list_name), back=_back(list_name), button="Add it",
                action=url_for("settings.new_entry", list_name=list_name), command="add-item",
                asked={"": (*asked_of(list_name), kind.code)}, lead=kind.about,
            ),
            answer,
        )  # fmt: skip

    if request.method == "GET":
        return page()
    return post("add-item", [("list", list_name)], back=_back(list_name)[1], said_so="It is on the list.", again=page)


@blueprint.route("/items/<int:item_id>", methods=["GET", "POST"])
def entry(item_id: int) -> ResponseReturnValue:
    """Edit the label and the facts of an entry."""

    def page(answer: Answer | None = None) -> str:
        item = _item(item_id)
        return form(
            FormPage(
                heading=f"Edit “{item.label}”", here=_here(item.list_name), back=_back(item.list_name),
                action=url_for("settings.entry", item_id=item.id), command="edit-item",
                asked={"": asked_of(item.list_name)}, stored=values_of(item), version=version(item),
                notes=(f"Code {item.code}. It never changes: orders and records name it.",),
            ),
            answer,
        )  # fmt: skip

    back = _back(_item(item_id).list_name)[1]
    if request.method == "GET":
        return page()
    return post("edit-item", [("item", str(item_id))], back=back, said_so="The entry is changed.", again=page)


@blueprint.post("/items/<int:item_id>/move")
def move_entry(item_id: int) -> ResponseReturnValue:
    """Move an entry one place up or down."""
    return _press("move-item", item_id, "Moved.")


@blueprint.post("/items/<int:item_id>/switch")
def switch_entry(item_id: int) -> ResponseReturnValue:
    """Switch an entry off or on."""
    said_so = "It can be chosen again." if request.form.get("active") else "It can no longer be chosen."
    return _press("switch-item", item_id, said_so)


@blueprint.route("/telephones", methods=["GET", "POST"])
def telephone_numbers() -> ResponseReturnValue:
    """The landlord's own address and numbers. Rules: O3, D2."""

    def page(answer: Answer | None = None) -> str:
        landlord = settings.landlord_of(current_user)
        return form(
            FormPage(
                heading="Your address and telephones", here=CONTACTS, back=_back(CONTACTS), command="change-telephones",
                action=url_for("settings.telephone_numbers"), asked={"": telephones.ASKED},
                stored=telephones.values_of(landlord), version=telephones.version(landlord),
            ),
            answer,
        )  # fmt: skip

    if request.method == "GET":
        return page()
    return post("change-telephones", [], back=_back(CONTACTS)[1], said_so="It is changed.", again=page)


def _press(command: str, item_id: int, said_so: str) -> ResponseReturnValue:
    back = f"{_back(_item(item_id).list_name)[1]}#item-{item_id}"
    return press(command, [("item", str(item_id))], back=back, said_so=said_so)


def _kind(list_name: str) -> ListKind:
    return LISTS.get(list_name) or abort(404)


def _item(number: int) -> ListItem:
    item = settings.item_of(current_user, number)
    return item if item and item.list_name in LISTS else abort(404)


def _here(list_name: str) -> str:
    return CONTACTS if list_name == CONTACTS else "lists"


def _back(list_name: str) -> tuple[str, str]:
    return LISTS[list_name].title, url_for("settings.entries", list_name=list_name)
