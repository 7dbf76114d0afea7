"""Recomputes the chain of hashes from its written definition, in another language.

    python3 chain.py          # checks the version 1 fixture and rewrites chain.json

Python 3.11, standard library only. The definition is in `src/chain.rs`.
"""

import hashlib
import json
import pathlib
import sqlite3
import struct

HERE = pathlib.Path(__file__).parent


def encode(value):
    if value is None:
        return b"\0"
    if isinstance(value, int):
        return b"\1" + struct.pack(">q", value)
    if isinstance(value, float):
        return b"\2" + struct.pack(">d", value)
    text = value.encode()
    return b"\3" + struct.pack(">Q", len(text)) + text


def link(before, seq, table, run, values):
    parts = [before, struct.pack(">q", seq), encode(table), encode(run), *map(encode, values)]
    return hashlib.sha256(b"".join(parts)).digest()


def check_fixture(folder):
    database = sqlite3.connect(":memory:")
    database.executescript((folder / "ledger.sql").read_text())
    before, last = bytes(32), 0
    for seq, table, run, stored in database.execute("SELECT seq, tbl, run, hash FROM chain ORDER BY seq").fetchall():
        (row,) = database.execute(f"SELECT * FROM {table} WHERE seq = ?", (seq,)).fetchall()
        before = link(before, seq, table, run, row[1:])
        assert seq == last + 1 and before == stored, (seq, table)
        last = seq
    assert (folder / "HEAD").read_text() == f"{last}:{before.hex()}\n"
    print(f"{folder.name}: {last} records follow from each other and end in HEAD")


ODD = [
    (1, "params", 4, [4, "key", "value"]),
    (2, "params", 4, [4, "", "a\0b"]),
    (3, "tags", None, ["run", 9_223_372_036_854_775_807, "\u00fc\U0001f6eb", None]),
    (4, "metrics", -1, [-9_223_372_036_854_775_808, "m", 5e-324, 0, 1, 2]),
    (5, "metrics", 0, [0, "m", -1.7976931348623157e308, 1, -1, 0]),
    (6, "documents", 7, [7, "plan", 1, "x" * 300]),
    (7, "runs", None, []),
]


def known_answers():
    before, answers = bytes(32), []
    for seq, table, run, values in ODD:
        before = link(before, seq, table, run, values)
        answers.append({"seq": seq, "table": table, "run": run, "values": values, "hash": before.hex()})
    return answers


if __name__ == "__main__":
    check_fixture(HERE.parent / "fixtures" / "v1")
    (HERE / "chain.json").write_text(json.dumps(known_answers(), indent=1) + "\n")
