"""The ears' process: reads speech, writes texts. Started by `worker_entry.py`.

Models that are prepared together (those of one script) share a decoder with just their words: 6 MB, and a
search costs little more. Requests: `prepare` models, `decode` a segment.
"""

import json
import tempfile
from collections import OrderedDict
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pocketsphinx

from services.local.language_model import (
    END,
    START,
    agreement,
    ngram_model,
    plain_words,
    vocabulary,
    word_pairs,
)
from services.local.number_grammar import is_number, numbers
from services.local.phone_band import recognisable
from services.local.pronounce import pronunciations, read_dictionary
from services.local.worker_loop import Refused, Wire, run_worker
from services.local.worker_protocol import Header

DICTATION = "dictation"
"""Model that expects any English: slow and often wrong. For flows without example phrases."""

_MOST_MODELS = 256
"""Models kept; the one unused for longest goes first, and is prepared again when it is asked for."""

_MODEL_FOLDER = Path(pocketsphinx.__file__).parent / "model" / "en-us"
_DICTIONARY = _MODEL_FOLDER / "cmudict-en-us.dict"
_NGRAM = "ngram"

_MOST_STATES = 3000
"""Of the search, per frame: a tenth of the library's, at no loss in so few words."""

_WORD_COST = 0.2
"""Probability of starting a word: lower than the library's 0.65, or hiss becomes short words."""


class _Text:
    """The words of a model's examples."""

    def __init__(self, wanted: Mapping[str, Any]) -> None:
        """From a request's `sentences` and `phrases`. Raises Refused when there are none."""
        self.spoken = [words for words in map(plain_words, wanted["sentences"]) if words]
        self.strict = [words for words in map(plain_words, wanted["phrases"]) if words] or self.spoken
        if not self.spoken:
            raise Refused(f"model {wanted['model_id']!r} needs at least one sentence")


class Model:
    """What may be said at one node: two searches of a decoder that it may share with other models."""

    def __init__(self, decoder: pocketsphinx.Decoder, name: str, text: _Text) -> None:
        """Add the searches to a decoder that knows the words."""
        self._decoder = decoder
        self._searches = (f"{name} ngram", f"{name} grammar")
        ngram, grammar = self._searches
        with tempfile.NamedTemporaryFile("w", suffix=".lm", encoding="utf-8") as file:
            file.write(ngram_model(text.spoken))
            file.flush()
            decoder.add_lm_file(ngram, file.name)
        decoder.add_fsg(grammar, decoder.create_fsg(grammar, START, END, word_pairs(text.strict)))
        self._numbers = ""
        if dictated := numbers(text.spoken):
            self._numbers = f"{name} numbers"
            decoder.add_fsg(self._numbers, decoder.create_fsg(self._numbers, START, END, dictated))

    def hear(self, pcm: bytes) -> Header:
        """What both searches make of speech that is `recognisable`, and how far they agree.

        A number is heard once more, by a grammar of just as many digits as a number has.
        """
        ngram, grammar = (_text(self._decoder, search, pcm) for search in self._searches)
        if self._numbers and is_number(ngram):
            ngram = _text(self._decoder, self._numbers, pcm) or ngram
        return {"ngram": ngram, "grammar": grammar, "confidence": round(agreement(ngram, grammar), 3)}

    def forget(self) -> None:
        """Take the searches away from the decoder."""
        for search in (*self._searches, self._numbers):
            if search:
                self._decoder.remove_search(search)


class Dictation:
    """A decoder for any English, with the library's own language model."""

    def __init__(self) -> None:
        """Load it: 0.5 s and 60 MB."""
        self._decoder = _decoder(_DICTIONARY)
        self._decoder.add_lm_file(_NGRAM, str(_MODEL_FOLDER / "en-us.lm.bin"))

    def hear(self, pcm: bytes) -> Header:
        """What was said, perhaps. Nothing agrees with it, so nothing speaks for it."""
        return {"ngram": _text(self._decoder, _NGRAM, pcm), "grammar": "", "confidence": 0.0}

    def forget(self) -> None:
        """Nothing is shared."""


class Ears:
    """The models in use."""

    def __init__(self) -> None:
        """None yet."""
        self._models: OrderedDict[str, Model | Dictation] = OrderedDict()

    def prepare(self, wanted: list[dict[str, Any]]) -> Header:
        """Build models from `model_id`, `sentences` and `phrases`. Tells which words' sound was guessed."""
        texts = {str(one["model_id"]): _Text(one) for one in wanted}
        words = vocabulary(sentence for text in texts.values() for sentence in (*text.spoken, *text.strict))
        sounds, guessed = _sounds(words)
        with tempfile.NamedTemporaryFile("w", suffix=".dict", encoding="utf-8") as file:
            for word, known in sounds.items():
                file.writelines(
                    f"{word}{f'({n})' if n > 1 else ''} {phones}\n" for n, phones in enumerate(known, 1)
                )
            file.flush()
            decoder = _decoder(Path(file.name))
        for model_id, text in texts.items():
            self._keep(model_id, Model(decoder, model_id, text))
        return {"models": len(texts), "guessed": guessed}

    def decode(self, model_id: str, sample_rate: int, pcm: bytes) -> Header:
        """What was said in a segment of 16-bit mono audio."""
        if model_id == DICTATION and model_id not in self._models:
            self._keep(model_id, Dictation())
        model = self._models.get(model_id)
        if model is None:
            raise Refused(f"model {model_id!r} has not been prepared", "unknown_model")
        self._models.move_to_end(model_id)
        if len(pcm) % 2 or sample_rate < 4000:
            raise Refused(f"{len(pcm)} bytes at {sample_rate} Hz are not 16-bit speech")
        speech = recognisable(pcm, sample_rate)
        return model.hear(speech) if speech else {"ngram": "", "grammar": "", "confidence": 1.0}

    def _keep(self, model_id: str, model: Model | Dictation) -> None:
        if before := self._models.pop(model_id, None):
            before.forget()
        self._models[model_id] = model
        while len(self._models) > _MOST_MODELS:
            self._models.popitem(last=False)[1].forget()


def _sounds(words: list[str]) -> tuple[dict[str, list[str]], dict[str, str]]:
    """How each word may sound, and those whose sound was guessed. Raises Refused where that is impossible."""
    known = read_dictionary(_DICTIONARY, words)
    sounds: dict[str, list[str]] = {}
    guessed: dict[str, str] = {}
    for word in words:
        sounds[word], is_known = pronunciations(word, lambda part: known.get(part, []))
        if not sounds[word]:
            raise Refused(f"the word {word!r} cannot be pronounced; write it as it is said")
        if not is_known:
            guessed[word] = sounds[word][0]
    return sounds, guessed


def _decoder(dictionary: Path) -> pocketsphinx.Decoder:
    return pocketsphinx.Decoder(
        hmm=str(_MODEL_FOLDER / "en-us"),
        dict=str(dictionary),
        lm=None,
        loglevel="FATAL",
        wip=_WORD_COST,
        maxhmmpf=_MOST_STATES,
    )


def _text(decoder: pocketsphinx.Decoder, search: str, pcm: bytes) -> str:
    """One search over a whole utterance. `full_utt` normalises it by itself, not by what came before."""
    decoder.activate_search(search)
    decoder.start_utt()
    decoder.process_raw(pcm, full_utt=True)
    decoder.end_utt()
    best = decoder.hyp()
    return best.hypstr if best else ""


def serve(wire: Wire) -> None:
    """Answer until the parent is gone."""
    ears = Ears()
    ears.prepare([{"model_id": "hello", "sentences": ["hello"], "phrases": []}])
    ears.decode("hello", 8000, bytes(8000))
    wire.send({"id": 0, "ready": True})
    while True:
        request, payload = wire.receive()
        try:
            wire.send({**_answer(ears, request, payload), "id": request["id"]})
        except (Refused, RuntimeError, ValueError, KeyError, TypeError) as error:
            wire.refuse(request.get("id"), error)


def _answer(ears: Ears, request: Header, payload: bytes) -> Header:
    match request.get("do"):
        case "prepare":
            return ears.prepare(json.loads(payload))
        case "decode":
            return ears.decode(request["model_id"], request["sample_rate"], payload)
        case "cancel":
            return {}
        case other:
            raise Refused(f"the ears cannot {other!r}; they can prepare and decode")


if __name__ == "__main__":
    run_worker(serve)
