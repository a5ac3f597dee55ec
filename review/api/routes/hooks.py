"""Subscriptions to results, and what was sent."""

from __future__ import annotations

from typing import Annotated, Any, Final, Literal

from fastapi import APIRouter, Path, Query, Response
from pydantic import BaseModel, ConfigDict, Field

from review.api.addresses import AddressError, goal_of
from review.api.answers import json_answer, links
from review.api.caller import Call, Subscribes
from review.api.hooks import MOST, Event, Hook, needed
from review.api.pages import packed, unpacked
from review.api.problems import PREFIX, ProblemError, wrong_value

router = APIRouter(tags=["subscriptions"])
HookId = Annotated[str, Path(pattern="^[0-9a-f]{16}$", description="the subscription")]
DeliveryId = Annotated[str, Path(pattern="^msg_[0-9a-f]{28}$", description="the message")]
DeliveryState = Literal["pending", "delivered", "dead"]
_SCOPE: Final = {"x-scope": "hooks"}


class HookAsked(BaseModel):
    """A subscription to be made."""

    model_config = ConfigDict(extra="forbid")

    url: str = Field(
        max_length=2000, description="where results are sent (HTTPS)", examples=["https://example.org/kehoach"]
    )
    events: list[Event] = Field(min_length=1, max_length=10, description="what is told", examples=[["submission.done"]])
    description: str = Field("", max_length=200, pattern=r"^[^\x00]*$", description="a note for people")


class HookShown(BaseModel):
    """A subscription."""

    hook_id: str
    url: str
    events: list[str]
    description: str
    made_at: str


class HookMade(HookShown):
    """A subscription that was made just now."""

    secret: str = Field(description="the key of the signatures; it is shown this once")


class HooksShown(BaseModel):
    """Subscriptions."""

    rows: list[HookShown]


class DeliveryShown(BaseModel):
    """A message to a subscriber."""

    delivery_id: str = Field(description="the header `webhook-id`; the same with each try")
    event: str
    state: DeliveryState = Field(description="dead: given up, until it is asked for again")
    made_at: str
    changed_at: str
    due_at: str | None = Field(description="when it is tried next")
    tries: int
    status: int | None = Field(description="status of the last answer")
    error: str = Field(description="why there was no answer: timeout, connection, tls, unresolved, internal, …")


class DeliveriesShown(BaseModel):
    """A page of messages."""

    rows: list[DeliveryShown]
    next: str | None = Field(description="cursor of the next page")


class DeliveriesAsked(BaseModel):
    """What may be asked of the messages."""

    model_config = ConfigDict(extra="forbid")

    state: Annotated[list[DeliveryState], Field(max_length=3)] = Field([], description="states; repeated: any of them")
    cursor: Annotated[str, Field(max_length=200, pattern=r"^[A-Za-z0-9_-]*$")] = Field("", description="where to go on")
    limit: int = Field(50, ge=1, le=500, description="rows of a page")


@router.post("/hooks", status_code=201, summary="Subscribe", response_model=HookMade, openapi_extra=_SCOPE)
def subscribe(call: Subscribes, asked: HookAsked) -> Response:
    """Have results sent to an address, signed; the secret in the answer is shown this once."""
    if not call.caller.token_id:
        raise ProblemError("forbidden", scope="hooks")
    for scope in sorted(needed(asked.events)):
        if not call.caller.may(scope):
            raise ProblemError("forbidden", scope=scope)
    try:
        goal_of(asked.url, call.interface.settings.hook_networks)
    except AddressError as error:
        raise wrong_value("body", "url", error.key) from error
    made = call.interface.hooks.add(call.caller.token_id, asked.url, asked.events, asked.description)
    if made is None:
        raise wrong_value("body", "url", "at_most", le=MOST)
    hook, secret = made
    headers = {"Location": f"{PREFIX}/hooks/{hook.hook_id}"}
    return json_answer(hook.shown() | {"secret": secret}, status=201, headers=headers)


@router.get("/hooks", summary="Subscriptions", response_model=HooksShown, openapi_extra=_SCOPE)
def listed(call: Subscribes) -> Response:
    """The subscriptions of this token; a token for administration sees all."""
    return json_answer({"rows": [hook.shown() for hook in call.interface.hooks.listed(call.caller.whose)]})


@router.get("/hooks/{hook_id}", summary="One subscription", response_model=HookShown, openapi_extra=_SCOPE)
def one(call: Subscribes, hook_id: HookId) -> Response:
    """A subscription, without its secret."""
    return json_answer(_hook(call, hook_id).shown())


@router.delete("/hooks/{hook_id}", status_code=204, summary="Unsubscribe", openapi_extra=_SCOPE)
def end(call: Subscribes, hook_id: HookId) -> Response:
    """Send nothing more to it, and forget what was sent."""
    call.interface.hooks.end(_hook(call, hook_id).hook_id)
    return Response(status_code=204)


@router.post(
    "/hooks/{hook_id}/ping",
    status_code=202,
    summary="Send a message for trying",
    response_model=DeliveryShown,
    openapi_extra=_SCOPE,
)
def ping(call: Subscribes, hook_id: HookId) -> Response:
    """Send the event `ping` to a subscription."""
    return json_answer(call.interface.outbox.ping(_hook(call, hook_id).hook_id).shown(), status=202)


@router.get(
    "/hooks/{hook_id}/deliveries", summary="What was sent", response_model=DeliveriesShown, openapi_extra=_SCOPE
)
def deliveries(call: Subscribes, hook_id: HookId, asked: Annotated[DeliveriesAsked, Query()]) -> Response:
    """The messages to a subscription, the latest first; those that have ended are kept for thirty days."""
    hook = _hook(call, hook_id)
    after = unpacked(asked.cursor, [str])[0] if asked.cursor else ""
    rows = call.interface.outbox.listed(hook.hook_id, asked.state, after, asked.limit + 1)
    following = packed([rows[asked.limit - 1].delivery_id]) if len(rows) > asked.limit else ""
    body: dict[str, Any] = {"rows": [row.shown() for row in rows[: asked.limit]], "next": following or None}
    return json_answer(body, headers=links(call.request, following))


@router.post(
    "/hooks/{hook_id}/deliveries/{delivery_id}/retry",
    status_code=202,
    summary="Send once more",
    response_model=DeliveryShown,
    openapi_extra=_SCOPE,
)
def retry(call: Subscribes, hook_id: HookId, delivery_id: DeliveryId) -> Response:
    """Send a message that has arrived or was given up once more, under the same identity."""
    again = call.interface.outbox.again(_hook(call, hook_id).hook_id, delivery_id)
    if again is None:
        raise ProblemError("not_found")
    return json_answer(again.shown(), status=202)


def _hook(call: Call, hook_id: str) -> Hook:
    found = call.interface.hooks.get(hook_id, call.caller.whose)
    if found is None:
        raise ProblemError("not_found")
    return found
