"""Sealed backups: opened by the right key, refused in three different ways, never in parts."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pypdfium2
import pyrage
import pytest
import zxingcpp
from click.testing import CliRunner, Result

from outreach.cli.main import cli
from outreach.sources import places
from outreach.workflow import keeping
from outreach.workflow.sealing import CHUNK

if TYPE_CHECKING:
    from tests.conftest import Office

CANARIES = tuple(word.encode() for word in ("青木", "札幌市中央区", "kaaaa", "雪がふりました"))


class Key:
    """A pair of keys, the secret one in a file."""

    def __init__(self, file: Path) -> None:
        identity = pyrage.x25519.Identity.generate()
        self.public = str(identity.to_public())
        self.file = file
        file.write_text(f"# made for a test\n{identity}\n", encoding="ascii")


@pytest.fixture
def key(tmp_path: Path) -> Key:
    return Key(tmp_path / "key.txt")


@pytest.fixture
def sealed(printed_office: Office, key: Key, tmp_path: Path) -> Path:
    file = tmp_path / "kept.age"
    printed_office.done("backup", str(file), "--to", key.public)
    return file


def restore(folder: Path, file: Path, *more: str, typed: str = "") -> Result:
    folder.mkdir(exist_ok=True)
    words = ["--lang", "en", "--project", str(folder), "restore", str(file), *more]
    return CliRunner().invoke(cli, words, input=typed)


def cut(data: bytes, _where: random.Random) -> bytes:
    return data[:-1]


def halved(data: bytes, _where: random.Random) -> bytes:
    return data[: len(data) // 2]


def flipped(data: bytes, where: random.Random) -> bytes:
    changed = bytearray(data)
    changed[where.randrange(len(data) // 2, len(data))] ^= 1 << where.randrange(8)
    return bytes(changed)


def test_a_sealed_backup_comes_back_with_its_key(
    printed_office: Office, sealed: Path, key: Key, tmp_path: Path
) -> None:
    there = tmp_path / "there"
    assert restore(there, sealed, "--identity", str(key.file)).exit_code == 0
    book = "recipients/recipients.csv"
    assert (there / book).read_bytes() == (printed_office.root / book).read_bytes()


def test_a_sealed_backup_shows_nothing_of_anybody(sealed: Path) -> None:
    data = sealed.read_bytes()
    assert data.startswith(b"age-encryption.org/v1\n")
    assert not any(canary in data for canary in CANARIES)


def test_any_program_for_age_and_zip_opens_it(sealed: Path, key: Key, tmp_path: Path) -> None:
    secret = key.file.read_text("ascii").splitlines()[1]
    identity = pyrage.x25519.Identity.from_str(secret)
    plain = pyrage.decrypt(sealed.read_bytes(), [identity])
    assert plain[:2] == b"PK" and len(plain) % CHUNK == 0


def test_each_of_several_keys_opens_it(printed_office: Office, key: Key, tmp_path: Path) -> None:
    other = Key(tmp_path / "other.txt")
    file = tmp_path / "both.age"
    printed_office.done("backup", str(file), "--to", key.public, "--to", other.public)
    for number, each in enumerate((key, other)):
        result = restore(tmp_path / f"there{number}", file, "--identity", str(each.file))
        assert result.exit_code == 0, result.stderr


def test_the_keys_of_the_settings_seal_every_backup(
    printed_office: Office, key: Key, tmp_path: Path
) -> None:
    settings = (printed_office.root / "outreach.toml").read_text("utf-8")
    printed_office.write("outreach.toml", f'{settings}[backup]\nrecipients = ["{key.public}"]\n')
    printed_office.done("backup", str(tmp_path / "kept"))
    assert (tmp_path / "kept").read_bytes().startswith(b"age-encryption.org/v1\n")
    printed_office.done("backup", str(tmp_path / "open"), "--plain")
    assert (tmp_path / "open").read_bytes().startswith(b"PK")


@pytest.mark.slow
def test_a_passphrase_opens_it_and_another_one_does_not(
    printed_office: Office, tmp_path: Path
) -> None:
    file = tmp_path / "kept.age"
    words = ["--lang", "en", "--project", str(printed_office.root), "backup", str(file)]
    words_typed = "ゆきの ひ しろい はがき"
    typed = f"{words_typed}\n" * 2
    made = CliRunner().invoke(cli, [*words, "--passphrase"], input=typed)
    assert made.exit_code == 0, made.stderr
    wrong = restore(tmp_path / "there", file, typed="ゆきのひ しろい はがき\n")
    assert wrong.exit_code == 8 and "passphrase is another one" in wrong.stderr
    assert list((tmp_path / "there").iterdir()) == []
    assert restore(tmp_path / "there", file, typed=f"{words_typed}\n").exit_code == 0


def test_three_faults_are_told_apart_and_nothing_is_written(
    sealed: Path, key: Key, tmp_path: Path
) -> None:
    there, data, where = tmp_path / "there", sealed.read_bytes(), random.Random(1)
    said: dict[str, set[str]] = {}
    ways: tuple[Callable[[bytes, random.Random], bytes], ...] = (cut, halved, flipped, flipped)
    for spoil in ways:
        (tmp_path / "spoilt").write_bytes(spoil(data, where))
        result = restore(there, tmp_path / "spoilt", "--identity", str(key.file))
        assert result.exit_code == 8
        said.setdefault("cut" if spoil is not flipped else "bit", set()).add(result.stderr)
    result = restore(there, sealed, "--identity", str(Key(tmp_path / "other.txt").file))
    assert result.exit_code == 8
    said["key"] = {result.stderr}
    assert list(there.iterdir()) == []
    assert len(set.union(*said.values())) == len(said) == 3


def test_a_sealed_backup_without_a_key_says_what_it_needs(sealed: Path, tmp_path: Path) -> None:
    result = restore(tmp_path / "there", sealed)
    assert result.exit_code == 8 and "--identity FILE" in result.stderr


def test_a_backup_that_cannot_be_read_back_is_none(
    printed_office: Office, key: Key, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seal = keeping.seal

    def failing(plain: Path, sealed: Path, with_: keeping.Seal) -> keeping.Opener:
        opener = seal(plain, sealed, with_)
        sealed.write_bytes(flipped(sealed.read_bytes(), random.Random(2)))
        return opener

    monkeypatch.setattr(keeping, "seal", failing)
    result = printed_office.run("backup", str(tmp_path / "kept.age"), "--to", key.public)
    assert result.exit_code == 8
    assert not (tmp_path / "kept.age").exists()


def test_a_key_with_a_slip_is_refused_before_anything_is_sealed(
    printed_office: Office, key: Key, tmp_path: Path
) -> None:
    slip = key.public[:-1] + ("q" if key.public[-1] != "q" else "p")
    assert printed_office.run("backup", str(tmp_path / "kept"), "--to", slip).exit_code == 3
    assert not (tmp_path / "kept").exists()


def test_in_a_folder_a_backup_is_named_after_the_last_entry(
    printed_office: Office, tmp_path: Path
) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    head = json.loads(printed_office.done("verify", "--json"))
    for _ in range(2):
        printed_office.done("backup", str(stick))
    name = f"backup-{head['entries']:06d}-{head['head'][:8]}"
    assert sorted(path.name for path in stick.iterdir()) == [f"{name}-2.zip", f"{name}.zip"]


def test_an_open_backup_is_not_laid_into_a_synced_folder(
    printed_office: Office, key: Key, tmp_path: Path
) -> None:
    cloud = tmp_path / "OneDrive - ゆきあかり"
    cloud.mkdir()
    result = printed_office.run("backup", str(cloud / "kept.zip"))
    assert result.exit_code == 9 and places.place_of(cloud).name in result.stderr
    printed_office.done("backup", str(cloud / "kept.age"), "--to", key.public)
    assert [path.name for path in cloud.iterdir()] == ["kept.age"]


def test_a_sheet_of_paper_carries_the_key(printed_office: Office, tmp_path: Path) -> None:
    said = printed_office.done("backup", "keys", str(tmp_path / "key.pdf"))
    public = said.split('["')[1].split('"')[0]
    with pypdfium2.PdfDocument(tmp_path / "key.pdf") as document:
        bitmap = document[0].render(scale=3).to_numpy()
        text = document[0].get_textpage().get_text_range()
    (code,) = zxingcpp.read_barcodes(np.ascontiguousarray(bitmap))
    assert str(pyrage.x25519.Identity.from_str(code.text).to_public()) == public
    assert public in text and code.text in "".join(text.split())
    assert (tmp_path / "key.pdf").stat().st_mode & 0o077 == 0


def test_a_file_of_the_key_opens_what_is_sealed_for_it(
    printed_office: Office, tmp_path: Path
) -> None:
    said = printed_office.done("backup", "keys", str(tmp_path / "key.txt"))
    public = said.split('["')[1].split('"')[0]
    printed_office.done("backup", str(tmp_path / "kept.age"), "--to", public)
    identity = ("--identity", str(tmp_path / "key.txt"))
    assert restore(tmp_path / "there", tmp_path / "kept.age", *identity).exit_code == 0
    assert printed_office.run("backup", "keys", str(tmp_path / "key.txt")).exit_code == 9


@pytest.mark.parametrize("ending", ["zip", "age"])
def test_whatever_happens_to_a_backup_it_comes_back_whole_or_not_at_all(
    ending: str, printed_office: Office, key: Key, tmp_path: Path
) -> None:
    kept = tmp_path / f"kept.{ending}"
    printed_office.done("backup", str(kept), *(("--to", key.public) if ending == "age" else ()))
    book = (printed_office.root / "recipients/recipients.csv").read_bytes()
    data, where = kept.read_bytes(), random.Random(ending)
    for number in range(40):
        at = where.randrange(len(data))
        spoilt = (data[:at], data[:at] + where.randbytes(9) + data[at + 5 :])[number % 2]
        kept.write_bytes(spoilt)
        there = tmp_path / f"there{number}"
        result = restore(there, kept, "--identity", str(key.file))
        if result.exit_code == 0:  # the damage was between the files of a zip
            assert (there / "recipients/recipients.csv").read_bytes() == book
        else:
            assert result.exit_code == 8, result.stderr
            assert list(there.iterdir()) == []
