"""The sentence encoder: unit vectors in which near meanings lie near each other."""

from pathlib import Path

import numpy as np
import pytest

from knowledge_base.encoder import DIMENSIONS, RECENT, Encoder, EncoderMissingError, load, packed, unpacked


@pytest.mark.parametrize("text", ["My son will not sleep.", "", "😀", "żółć", "word " * 5_000, "\x00"])
def test_every_text_has_a_unit_vector(encoder: Encoder, text: str) -> None:
    vector = encoder.encode(text)
    assert (vector.shape, vector.dtype) == ((DIMENSIONS,), np.float32)
    assert float(np.linalg.norm(vector)) == pytest.approx(1, abs=1e-5)


def test_the_same_text_has_the_same_vector(encoder: Encoder) -> None:
    text = "How do I get my child assessed?"
    first = encoder.encode(text)
    encoder.encode("Something else in between.")
    assert np.array_equal(first, Encoder().encode(text))
    assert not np.array_equal(first, encoder.encode("How long is the wait?"))


@pytest.mark.parametrize(
    ("question", "near", "far"),
    [
        ("She lies awake half the night", "My daughter cannot sleep", "Which benefit can I claim?"),
        ("He only eats beige food", "A fussy eater who refuses meals", "The school has excluded him"),
        ("Money for a disabled child", "Claiming benefits", "Loud noises hurt her ears"),
        ("When are you open?", "What time does the phone line close?", "He bites his sister"),
    ],
)
def test_a_near_meaning_lies_nearer_than_a_far_one(encoder: Encoder, question: str, near: str, far: str) -> None:
    asked = encoder.encode(question)
    assert float(asked @ encoder.encode(near)) > float(asked @ encoder.encode(far)) + 0.15


def test_many_texts_have_the_vectors_that_they_have_alone(encoder: Encoder) -> None:
    texts = ["One.", "A much longer sentence about school.", "Three."]
    assert np.array_equal(encoder.encode_all(texts), np.stack([encoder.encode(text) for text in texts]))
    assert encoder.encode_all([]).shape == (0, DIMENSIONS)


def test_a_text_counts_up_to_its_limit_of_tokens(encoder: Encoder) -> None:
    start = "sleep " * 200
    assert np.array_equal(encoder.encode(start), encoder.encode(start + "and money"))


def test_a_process_loads_one_encoder() -> None:
    assert load() is load()


@pytest.mark.parametrize("there", [[], ["encoder.onnx"], ["tokenizer.json"]])
def test_a_missing_graph_is_named_with_what_to_do(tmp_path: Path, there: list[str]) -> None:
    for name in there:
        (tmp_path / name).write_bytes(b"")
    with pytest.raises(EncoderMissingError) as refused:
        Encoder(tmp_path)
    assert str(refused.value) == f"no sentence encoder in {tmp_path}: run `bin/hub encoder build`"


def test_a_vector_that_was_sent_along_is_not_computed_again() -> None:
    encoder = Encoder()
    sent = unpacked(packed(encoder.encode("a question about sleep")))
    encoder.remember("a question about money", sent)
    assert encoder.encode("a question about money") is sent
    for number in range(RECENT):
        encoder.encode(f"something else {number}")
    assert not np.array_equal(encoder.encode("a question about money"), sent)


def test_a_vector_is_the_same_after_the_journey(encoder: Encoder) -> None:
    vector = encoder.encode("How do I get my child assessed?")
    np.testing.assert_allclose(unpacked(packed(vector)), vector, atol=1e-4)


@pytest.mark.parametrize("letters", ["", "AAAA", "not base64!", packed(np.full(DIMENSIONS, np.nan, dtype=np.float32))])
def test_anything_else_is_refused(letters: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        unpacked(letters)
