"""Documents in encodings from before Unicode, through the readers."""

from dataset.document import Box, Document, Paragraph
from normalizers.legacy_encodings import legacy_edits
from pipeline.reading.base import Source, read_document
from pipeline.reading.digital import _in_unicode
from pipeline.reading.layout.model import PageWord

TCVN3 = """\
ñy ban nh©n d©n\tCéng hoµ x· héi chñ nghÜa ViÖt Nam
x· BÕn Lau\t§éc lËp - Tù do - H¹nh phóc

KÕ HO¹CH
Trång c©y ch¾n sãng trªn ®Þa bµn x·

C¸c th«n, lµng thùc hiÖn kÕ ho¹ch
nµy tr­íc ngµy 15 th¸ng 5.
"""


def test_structure_is_found_as_in_unicode_and_the_text_stays_as_read() -> None:
    document = read_document(Source("a.txt", TCVN3.encode()))
    assert document.text == TCVN3
    recovered = document.edited(legacy_edits(document.text))
    unicode = read_document(Source("b.txt", recovered.text.encode()))
    assert paragraphs(recovered) == paragraphs(unicode)
    assert {column for column, _ in paragraphs(recovered)} == {"left", "right", "full"}
    assert paragraphs(recovered)[-1][1] == "Các thôn, làng thực hiện kế hoạch này trước ngày 15 tháng 5."


def paragraphs(document: Document) -> list[tuple[str, str]]:
    return [(b.column, document.view(b.spans).text) for b in document.blocks if isinstance(b, Paragraph)]


def test_bytes_of_viscii_are_guessed_and_told() -> None:
    data = "Cµng hòa xã hµi chü nghîa Vi®t Nam, trß¶ng thñc hi®n kª hoÕch".encode("latin-1")
    document = read_document(Source("a.txt", data))
    assert "VISCII" in document.notes[0].message
    assert document.text.startswith("Cộng hòa xã hội chủ nghĩa Việt Nam")


def test_words_of_a_pdf_are_converted_by_their_font_or_by_what_comes_out() -> None:
    def word(text: str) -> PageWord:
        return PageWord(text, Box(0, 0, 1, 1), 12.0)

    by_font, count = _in_unicode([(word("kÕ"), ".VnTimeH"), (word("2026"), ".VnTime"), (word("kÕ"), "Arial")])
    assert [w.text for w in by_font] == ["KẾ", "2026", "kÕ"]
    assert count == 1
    plain = ["Céng", "hoµ", "x·", "héi", "chñ", "nghÜa", "ViÖt", "Nam"]
    by_words, count = _in_unicode([(word(text), "F1") for text in plain])
    assert " ".join(w.text for w in by_words) == "Cộng hoà xã hội chủ nghĩa Việt Nam"
    assert count == 7
