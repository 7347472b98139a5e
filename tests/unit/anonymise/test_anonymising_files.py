import json

from hub.anonymise.files import anonymise_file


def _run(tmp_path, lines):
    source, target = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    source.write_bytes(b"\n".join(lines))
    failed = anonymise_file(source, target)
    return failed, [json.loads(line) for line in target.read_text(encoding="utf-8").splitlines()]


def test_rows_get_their_text_without_personal_data_and_keep_their_other_fields(tmp_path):
    failed, rows = _run(tmp_path, [b'{"id": 7, "text": "ring 07700 900123", "channel": "sms"}'])
    assert failed == 0
    assert rows == [
        {
            "id": 7,
            "text": "ring 07700 900123",
            "channel": "sms",
            "anonymised": "ring [PHONE]",
            "spans": [{"start": 5, "end": 17, "type": "PHONE"}],
        }
    ]


def test_a_bad_line_is_told_with_its_number_and_the_rest_runs(tmp_path, capsys):
    lines = [b'{"text": "fine"}', b"{broken", b"[1]", b'{"text": 5}', b"\xff\xfe", b"", b'{"text": "also fine"}']
    failed, rows = _run(tmp_path, lines)
    assert failed == 4
    assert [row["text"] for row in rows] == ["fine", "also fine"]
    told = " ".join(capsys.readouterr().err.split())
    assert [f"line {number}" in told for number in range(1, 8)] == [False, True, True, True, True, False, False]
    assert "broken" not in told


def test_a_row_without_text_passes(tmp_path):
    assert _run(tmp_path, [b'{"id": 1}']) == (0, [{"id": 1}])


def test_a_large_file_is_shared_out_and_stays_in_order(tmp_path):
    lines = [json.dumps({"id": n, "text": "my son jayden waits"}).encode() for n in range(2_100)]
    failed, rows = _run(tmp_path, lines)
    assert failed == 0
    assert [row["id"] for row in rows] == list(range(2_100))
    assert {row["anonymised"] for row in rows} == {"my son [NAME] waits"}
