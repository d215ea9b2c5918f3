"""The landlord's policies, all on one page."""

from __future__ import annotations

from flask import request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from fieldapp.commands.op import Answer
from fieldapp.commands.settings.policy import version
from fieldapp.domain.policy_words import POLICY_WORDS
from fieldapp.queries import settings
from fieldapp.web.settings.pages import FormPage, blueprint, form, post

LEAD = "How work goes between you and your contractors. A change counts at once, on phones with their next signal."


@blueprint.route("/policies", methods=["GET", "POST"])
def policies() -> ResponseReturnValue:
    """Every policy, and changing them."""

    def page(answer: Answer | None = None) -> str:
        policy = settings.landlord_of(current_user).policy
        return form(
            FormPage(
                heading="Policies", here="policies", back=("Settings", url_for("settings.overview")),
                action=url_for("settings.policies"), command="change-policy", button="Save the policies",
                asked=POLICY_WORDS, stored=policy.to_mapping(), version=version(policy), lead=LEAD,
            ),
            answer,
        )  # fmt: skip

    if request.method == "GET":
        return page()
    return post("change-policy", [], back=url_for("settings.policies"), said_so="The policies are saved.", again=page)
