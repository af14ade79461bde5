"""The fake Twilio does what Twilio does, and says what Twilio says."""

import asyncio
import warnings
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from random import Random

import pytest
from fastapi import FastAPI, Request, Response

from calls.record_parts import Transfer, TransferAttempt
from calls.transfers import LegResult
from simulation.asgi_socket import AsgiExchange
from simulation.carrier.blocks import CarrierBlock, FaultBlock, PersonBlock
from simulation.carrier.leg import CarrierLeg
from simulation.carrier.network import FakeTwilio
from simulation.carrier.rest import RestDesk
from simulation.carrier.webhooks import SIGNATURE
from simulation.carrier.wire import MemoryWire
from simulation.carrier_verdict import disagreements
from simulation.clock import run_virtual
from transports.phone.rest import RestRefused
from transports.twilio.rest import TwilioRest

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from twilio.request_validator import RequestValidator

START = datetime(2026, 3, 2, 9, 15, tzinfo=UTC)
HOST = "https://callwright.test"
ANNA, BEN = "+12025550111", "+12025550122"
OURS = "+12025550100"


@dataclass
class Application:
    """What the carrier asks: documents by path, and everything that was asked."""

    pages: dict[str, str]
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    signatures: list[tuple[str, dict[str, str], str]] = field(default_factory=list)

    @property
    def app(self) -> FastAPI:
        app = FastAPI()

        @app.post("/{path:path}")
        async def answer(path: str, request: Request) -> Response:
            form = {name: str(value) for name, value in (await request.form()).items()}
            self.asked.append((path, form))
            self.signatures.append((f"{HOST}/{path}", form, request.headers.get(SIGNATURE, "")))
            return Response(self.pages.get(path, ""), media_type="application/xml")

        return app

    def paths(self) -> list[str]:
        return [path for path, _ in self.asked]

    def statuses(self) -> list[str]:
        return [form["CallStatus"] for path, form in self.asked if path == "status"]


Scene = Callable[[FakeTwilio, TwilioRest], Awaitable[object]]


@dataclass
class Played:
    application: Application
    twilio: FakeTwilio
    result: object
    desk: RestDesk

    @property
    def leg(self) -> CarrierLeg:
        return self.twilio.legs[0]


def play(
    pages: dict[str, str],
    scene: Scene,
    *,
    moods: CarrierBlock | None = None,
    seed: int = 1,
    **people: PersonBlock,
) -> Played:
    numbers = {"anna": ANNA, "ben": BEN}

    async def run() -> Played:
        application = Application({name: f"<Response>{page}</Response>" for name, page in pages.items()})
        twilio = FakeTwilio(
            Random(seed), people={numbers[name]: each for name, each in people.items()}, moods=moods
        )
        twilio.reach(AsgiExchange(application.app))
        desk = RestDesk(twilio)
        result = await scene(twilio, TwilioRest(twilio.account_sid, MemoryWire(desk)))
        await twilio.close()
        return Played(application, twilio, result, desk)

    return run_virtual(run, start=START, limit_secs=3600)


def order(to: str = ANNA, **more: str) -> list[tuple[str, str]]:
    events = [("StatusCallbackEvent", event) for event in ("ringing", "answered", "completed")]
    basic = {"To": to, "From": OURS, "Url": f"{HOST}/page", "StatusCallback": f"{HOST}/status"}
    return [*(basic | more).items(), *events]


def until_over(**more: str) -> Scene:
    async def scene(twilio: FakeTwilio, rest: TwilioRest) -> None:
        sid = await rest.create_call(order(**more))
        leg = twilio.leg(sid)
        assert leg is not None
        await leg.over.wait()
        await twilio.webhooks.settled()

    return scene


# Documents


def test_a_document_is_followed_verb_by_verb():
    document = (
        "<Say>Hello there</Say><Play>https://a/b.mp3</Play><Pause length='3'/><Redirect>/more</Redirect>"
    )
    played = play({"page": document, "more": "<Say>Goodbye</Say>"}, until_over(), anna=PersonBlock())
    assert played.leg.heard == ["Hello there", "<https://a/b.mp3>", "Goodbye"]
    assert [path for path in played.application.paths() if path != "status"] == ["page", "more"]
    assert played.application.statuses() == ["ringing", "in-progress", "completed"]
    assert played.leg.secs >= 7


def test_a_key_or_words_end_a_gather_early_and_silence_goes_on_to_the_next_verb():
    page = (
        "<Gather input='dtmf speech' numDigits='1' timeout='2' action='/got'><Say>One or two?</Say></Gather>"
        "<Say>Nothing</Say>"
    )
    pages = {"page": page, "got": "<Hangup/>"}
    pressed = play(pages, until_over(), anna=PersonBlock(listens_secs=0.1))
    assert pressed.application.asked[-2][1]["Digits"] == "1"
    assert "Nothing" not in pressed.leg.heard
    spoken = play(pages, until_over(), anna=PersonBlock(by="voice", says="yes it is"))
    assert spoken.application.asked[-2][1]["SpeechResult"] == "yes it is"
    silent = play(pages, until_over(), anna=PersonBlock(then="silent"))
    assert silent.leg.heard == ["One or two?", "Nothing"]
    deaf = {"page": page.replace("dtmf speech", "dtmf"), "got": "<Hangup/>"}
    keys_only = play(deaf, until_over(), anna=PersonBlock(by="voice"))
    assert "SpeechResult" not in keys_only.application.asked[-2][1]


def test_two_meet_in_a_conference_that_ends_with_the_one_whose_exit_ends_it():
    room = "<Dial action='/after'><Conference endConferenceOnExit='{}'>room</Conference></Dial>"

    async def scene(twilio: FakeTwilio, rest: TwilioRest) -> list[frozenset[str]]:
        first = await rest.create_call(order(ANNA, Url=f"{HOST}/stays"))
        await asyncio.sleep(6)
        alone = await rest.participants("room")
        second = await rest.create_call(order(BEN, Url=f"{HOST}/ends"))
        await asyncio.sleep(6)
        both = await rest.participants("room")
        assert alone == {first}
        assert both == {first, second}
        await twilio.legs[1].over.wait()
        await twilio.legs[0].over.wait()
        return [await rest.participants("room")]

    pages = {"stays": room.format("false"), "ends": room.format("true"), "after": "<Say>Bye</Say>"}
    played = play(pages, scene, anna=PersonBlock(talks_secs=500), ben=PersonBlock(talks_secs=10))
    assert played.result == [frozenset()]
    anna, ben = played.twilio.cdr()
    assert (anna.met, ben.met, ben.ended_by, anna.ended_by) == (True, True, "person", "document")
    assert played.twilio.legs[0].heard == ["Bye"]


def test_a_dialled_number_is_a_leg_of_its_own_and_its_end_is_told_to_the_action():
    pages = {
        "page": f"<Dial action='/after' timeout='10'><Number>{BEN}</Number></Dial>",
        "after": "<Hangup/>",
    }
    played = play(pages, until_over(), anna=PersonBlock(talks_secs=99), ben=PersonBlock(talks_secs=12))
    parent, child = played.twilio.cdr()
    assert (child.parent, child.direction, child.secs) == (parent.sid, "outbound-dial", 12)
    after = next(form for path, form in played.application.asked if path == "after")
    assert (after["DialCallStatus"], after["DialCallSid"]) == ("completed", child.sid)
    nobody = play(pages, until_over(), anna=PersonBlock(), ben=PersonBlock(answers="no_answer"))
    after = next(form for path, form in nobody.application.asked if path == "after")
    assert after["DialCallStatus"] == "no-answer"


def test_a_message_is_recorded():
    pages = {"page": "<Record action='/taken' maxLength='30'/>", "taken": "<Hangup/>"}
    played = play(pages, until_over(), anna=PersonBlock())
    taken = next(form for path, form in played.application.asked if path == "taken")
    assert taken["RecordingSid"].startswith("RE")


@pytest.mark.parametrize(
    ("page", "complaint"),
    [
        ("<Sing>la</Sing>", "<Sing>; allowed: Say"),
        ("<Gather><Dial>1</Dial></Gather>", "<Dial> in <Gather>"),
        ("<Dial/>", "<Dial> names nobody"),
        ("<Say></Say>", "<Say> without words"),
        ("<Redirect>/page</Redirect>", "and no end"),
        ("<Say>", "is no XML"),
    ],
)
def test_a_document_that_twilio_would_refuse_is_a_complaint(page, complaint):
    played = play({"page": page}, until_over(), anna=PersonBlock())
    assert complaint in played.twilio.complaints[0]
    assert played.leg.ended_by == "carrier"


# REST


@pytest.mark.parametrize(
    ("form", "code"),
    [
        ([("From", OURS), ("Url", HOST)], 21201),
        ([("To", "0211"), ("From", OURS), ("Url", HOST)], 21211),
        ([("To", ANNA), ("Url", HOST)], 21212),
        ([("To", ANNA), ("From", OURS)], 21205),
    ],
)
def test_an_order_that_is_not_whole_is_refused_with_twilios_own_code(form, code):
    async def scene(twilio: FakeTwilio, rest: TwilioRest) -> None:
        with pytest.raises(RestRefused) as refused:
            await rest.create_call(form)
        assert (refused.value.status, refused.value.code, refused.value.unsure) == (400, code, False)
        assert twilio.legs == []

    play({}, scene)


def test_a_call_that_is_over_cannot_be_redirected_and_ending_it_again_is_no_error():
    async def scene(twilio: FakeTwilio, rest: TwilioRest) -> None:
        sid = await rest.create_call(order())
        await rest.end_call(sid)
        await rest.end_call(sid)
        await rest.end_call("CA" + "0" * 32)
        with pytest.raises(RestRefused) as refused:
            await rest.redirect_call(sid, "<Response/>")
        assert (refused.value.code, refused.value.call_is_over) == (21220, True)
        assert await rest.is_over(sid)

    played = play({}, scene, anna=PersonBlock())
    assert (played.leg.status, played.leg.ended_by, played.leg.answered) == ("canceled", "api", None)


def test_a_live_call_follows_the_document_it_is_given():
    async def scene(twilio: FakeTwilio, rest: TwilioRest) -> None:
        sid = await rest.create_call(order())
        await asyncio.sleep(6)
        await rest.redirect_call(sid, "<Response><Say>Something else</Say></Response>")
        await twilio.legs[0].over.wait()

    played = play({"page": "<Say>One</Say><Pause length='600'/>"}, scene, anna=PersonBlock())
    assert played.leg.heard == ["One", "Something else"]


@pytest.mark.parametrize(
    ("fault", "attempts", "placed"),
    [
        (FaultBlock(request="create_call", status=429, times=2), 3, 1),
        (FaultBlock(request="create_call", status=500), 1, 0),
        (FaultBlock(request="create_call", status=503, done_all_the_same=True), 1, 1),
        (FaultBlock(request="create_call", status=0), 1, 0),
        (FaultBlock(request="create_call", status=429, times=3), 3, 0),
    ],
)
def test_an_order_is_repeated_only_when_it_certainly_was_not_taken(fault, attempts, placed):
    async def scene(twilio: FakeTwilio, rest: TwilioRest) -> None:
        try:
            await rest.create_call(order())
        except RestRefused as refused:
            assert refused.unsure == (fault.status != 429)

    played = play({}, scene, moods=CarrierBlock(faults=[fault]), anna=PersonBlock(answers="busy"))
    assert played.desk.asked == ["create_call"] * attempts
    assert len(played.twilio.legs) == placed


# Telling


def test_every_request_is_signed_as_twilios_own_library_signs_it():
    pages = {"page": "<Say>Hello</Say>"}
    played = play(pages, until_over(MachineDetection="Enable"), anna=PersonBlock())
    validator = RequestValidator(played.twilio.auth_token)
    assert len(played.application.signatures) == 4
    for url, form, signature in played.application.signatures:
        assert validator.validate(url, form, signature)
        assert not validator.validate(url + "x", form, signature)
        assert not validator.validate(url, {**form, "CallStatus": "forged"}, signature)


def test_callbacks_come_late_doubled_and_in_another_order_when_the_carrier_is_in_that_mood():
    moods = CarrierBlock(callbacks_late_secs=8, callbacks_doubled=True)
    quick = PersonBlock(after_secs=0.5)
    orders = {
        tuple(
            play({"page": "<Hangup/>"}, until_over(), moods=moods, seed=n, anna=quick).application.statuses()
        )
        for n in range(6)
    }
    assert all(sorted(each) == sorted(["ringing", "in-progress", "completed"] * 2) for each in orders)
    assert len(orders) > 1
    again = [
        play({"page": "<Hangup/>"}, until_over(), moods=moods, seed=3, anna=quick).application.asked
        for _ in range(2)
    ]
    assert again[0] == again[1], "the same seed is the same chance"


@pytest.mark.parametrize(
    ("person", "answered_by"),
    [
        (PersonBlock(), "human"),
        (PersonBlock(answers="machine"), "machine_start"),
        (PersonBlock(detected="fax"), "fax"),
        (PersonBlock(detected="never"), None),
    ],
)
def test_machine_detection_tells_who_answered(person, answered_by):
    more = {
        "MachineDetection": "Enable",
        "AsyncAmd": "true",
        "AsyncAmdStatusCallback": f"{HOST}/detected",
    }
    played = play({"page": "<Pause length='9'/>"}, until_over(**more), anna=person)
    told = [form["AnsweredBy"] for path, form in played.application.asked if path == "detected"]
    assert told == ([answered_by] if answered_by else [])


# Records


def attempt(result: LegResult, number: str = ANNA, **more: int) -> Transfer:
    one = TransferAttempt(target=0, number=number, result=result, started_ms=0, **more)
    return Transfer(destination="office", reason="asked", mode="warm", requested_ms=0, attempts=[one])


@pytest.mark.parametrize(
    ("result", "agrees"),
    [
        (LegResult.BUSY, True),
        (LegResult.NO_ANSWER, False),
        (LegResult.CONNECTED, False),
        (LegResult.DECLINED, False),
    ],
)
def test_a_record_that_differs_from_the_carriers_is_found(result, agrees):
    played = play({}, until_over(), anna=PersonBlock(answers="busy"))
    assert (disagreements([attempt(result)], played.twilio.cdr()) == []) == agrees


def test_a_call_that_only_one_side_knows_is_found():
    played = play({}, until_over(), anna=PersonBlock(answers="busy"))
    assert "ours has none" in disagreements([], played.twilio.cdr())[0]
    assert "the carrier's has none" in disagreements([attempt(LegResult.BUSY)], [])[0]
    assert disagreements([attempt(LegResult.REJECTED)], []) == []
