"""What the pages of signing in ask; whether it is right is decided in `auth`."""

from __future__ import annotations

from typing import Any

from flask_wtf import FlaskForm
from wtforms import BooleanField, HiddenField, PasswordField, StringField
from wtforms.validators import InputRequired, Length, ValidationError


def no_zero_byte(_form: Any, field: Any) -> None:
    """PostgreSQL cannot even look for such a text."""
    if "\x00" in (field.data or ""):
        raise ValidationError("This cannot be right.")


class SignInForm(FlaskForm):
    """Who it is (A1), whether the phone is theirs (A7), and where they were going."""

    username = StringField(
        "Email or username",
        [InputRequired("Enter your email or username."), Length(max=254), no_zero_byte],
        render_kw={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"},
    )
    password = PasswordField(
        "Password",
        [InputRequired("Enter your password."), Length(max=1000)],
        render_kw={"autocomplete": "current-password"},
    )
    trust = BooleanField("This is my work phone – keep me signed in for 14 days")
    next = HiddenField()
    # A form that could not be taken without a session: `kept_form`.
    kept = HiddenField()


class NewPasswordForm(FlaskForm):
    """The password one has and the one to have (A4)."""

    current = PasswordField(
        "The password you have now",
        [InputRequired("Enter the password you have now."), Length(max=1000)],
        render_kw={"autocomplete": "current-password"},
    )
    new = PasswordField(
        "New password",
        [InputRequired("Enter a new password."), Length(max=1000)],
        render_kw={"autocomplete": "new-password"},
    )
    # As in `SignInForm`: it waits until the new password is there.
    kept = HiddenField()
