package surveys

import (
	"bufio"
	"bytes"
	"io"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/htmlindex"
	"golang.org/x/text/encoding/ianaindex"
	utf16 "golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"
)

// ByteOrderMark stands before what some programs for Windows write.
var ByteOrderMark = []byte("\uFEFF")

// Decode gives a text in UTF-8 without a byte order mark, and the encoding that it was
// in; "" for UTF-8. charset is the name of that encoding, as HTTP and mail write it; ""
// for UTF-8. A mark at the beginning (UTF-8 and UTF-16) goes before the name. What does
// not fit another encoding becomes U+FFFD; UTF-8 comes as it is, for CheckUTF8.
func Decode(r io.Reader, charset string) (text io.Reader, from string, _ *Error) {
	decoder, from, refused := decoderOf(charset)
	if refused != nil {
		return nil, "", refused
	}
	in := bufio.NewReader(r)
	first, _ := in.Peek(3)
	switch {
	case bytes.HasPrefix(first, ByteOrderMark):
		_, _ = in.Discard(len(ByteOrderMark))
		return in, "", nil
	case bytes.HasPrefix(first, []byte{0xFF, 0xFE}), bytes.HasPrefix(first, []byte{0xFE, 0xFF}):
		decoder, from = utf16.UTF16(utf16.BigEndian, utf16.ExpectBOM).NewDecoder(), "utf-16"
	}
	if from == "" {
		return in, "", nil
	}
	return transform.NewReader(in, decoder), from, nil
}

// DecodeText is Decode of a whole text; what does not fit the encoding is refused
// under field.
func DecodeText(field string, text []byte, charset string) ([]byte, *Error) {
	r, from, refused := Decode(bytes.NewReader(text), charset)
	if refused != nil {
		return nil, refused
	}
	out, err := io.ReadAll(r)
	if err != nil || from != "" && bytes.ContainsRune(out, utf8.RuneError) {
		return nil, Refuse(field, "holds bytes that are no letters in %s", from)
	}
	return out, nil
}

// decoderOf finds an encoding by any of its names; name is "" for UTF-8.
func decoderOf(charset string) (_ transform.Transformer, name string, _ *Error) {
	name = strings.ToLower(strings.TrimSpace(charset))
	switch name {
	case "", "utf-8", "utf8", "us-ascii", "ascii": // the last two are a part of the first
		return nil, "", nil
	case "latin-1":
		name = "latin1"
	}
	e, err := htmlindex.Get(name)
	if err != nil {
		e, err = ianaindex.IANA.Encoding(name)
	}
	if err != nil || e == nil || e == encoding.Replacement {
		return nil, "", Refuse("encoding", "%q is not known; there are utf-8, utf-16le, windows-1252, iso-8859-15, macintosh, ibm850, shift_jis and others", Truncate(charset, 40))
	}
	return e.NewDecoder(), name, nil
}

// CheckUTF8 refuses a text that is not UTF-8: letters that nobody can read would get
// lost. It names the first byte, counted from 1.
func CheckUTF8(field string, text []byte) *Error {
	if utf8.Valid(text) {
		return nil
	}
	at := 0
	for at < len(text) {
		r, size := utf8.DecodeRune(text[at:])
		if r == utf8.RuneError && size == 1 {
			break
		}
		at += size
	}
	return Refuse(field, "is not UTF-8: byte %d is 0x%02X. Save it as UTF-8, or name its encoding, such as windows-1252", at+1, text[at])
}

// Legible gives a text in which every byte is a letter: bytes that are not UTF-8 are
// read as Windows-1252, which is what programs write that do not write UTF-8. It is for
// the words of people who cannot be asked again; what programs send is refused.
func Legible(s string) string {
	if utf8.ValidString(s) {
		return s
	}
	var b strings.Builder
	for i, r := range s {
		if r == utf8.RuneError && !strings.HasPrefix(s[i:], string(utf8.RuneError)) {
			r = charmap.Windows1252.DecodeByte(s[i])
		}
		b.WriteRune(r)
	}
	return b.String()
}

// onlyLetters gives r where a text can hold it, a line end for the white space that no
// text holds, and -1 for other control characters and the numbers that Unicode will
// never give away. A letter that is newer than this program is a letter.
func onlyLetters(r rune) rune {
	switch {
	case r == '\n' || r == '\t':
		return r
	case unicode.IsControl(r) && unicode.IsSpace(r):
		return '\n'
	case unicode.IsControl(r) || r&0xFFFE == 0xFFFE || r >= 0xFDD0 && r <= 0xFDEF:
		return -1
	}
	return r
}
