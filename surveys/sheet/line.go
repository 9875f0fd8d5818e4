package sheet

import (
	"bufio"
	"bytes"
	"errors"
	"io"
)

// maxRecord bounds one record of a file, in bytes: a quote that is never closed would
// else take the rest of the file into memory.
const maxRecord = 1 << 20

// line is one line of a file, without its end.
type line struct {
	number int // in the file, from 1
	text   []byte
	long   bool // longer than maxRecord: text is its beginning
	torn   bool // the file ends within it
}

// lines reads a file line by line. Lines end with LF or CRLF, or with CR alone where
// the first of them does.
type lines struct {
	r     *bufio.Reader
	end   byte
	n     int
	again []line // to be read once more
	err   error  // why reading ended; io.EOF at the end
}

// peeked is how far the beginning of a file is looked at.
const peeked = 64 << 10

func newLines(r io.Reader) *lines {
	l := &lines{r: bufio.NewReaderSize(r, peeked), end: '\n'}
	first, _ := l.r.Peek(peeked)
	if i := bytes.IndexAny(first, "\r\n"); i >= 0 && i+1 < len(first) && first[i] == '\r' && first[i+1] != '\n' {
		l.end = '\r'
	}
	return l
}

// next gives a line; false at the end, or when nothing more can be read.
func (l *lines) next() (line, bool) {
	if len(l.again) > 0 {
		first := l.again[0]
		l.again = l.again[1:]
		return first, true
	}
	if l.err != nil {
		return line{}, false
	}
	l.n++
	out := line{number: l.n}
	for {
		var part []byte
		part, l.err = l.r.ReadSlice(l.end)
		if room := maxRecord - len(out.text); len(part) > room {
			part, out.long = part[:room], true
		}
		out.text = append(out.text, part...)
		if !errors.Is(l.err, bufio.ErrBufferFull) {
			break
		}
	}
	if l.err != nil && len(out.text) == 0 {
		return line{}, false
	}
	out.torn = l.err != nil
	if !out.long {
		out.text = bytes.TrimSuffix(bytes.TrimSuffix(out.text, []byte{l.end}), []byte{'\r'})
	}
	return out, true
}

// back puts lines back, to be read next.
func (l *lines) back(list []line) { l.again = append(list, l.again...) }
