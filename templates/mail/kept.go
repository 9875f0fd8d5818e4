package mail

import (
	"bytes"
	"io"
	"strings"
	"sync"
	"unicode"
)

// kept are parts of mails that were written for nobody, by all that mails have in common.
// Thousands of mails a minute differ in two links and a name alone, and to write those in
// costs a fraction of a template.
type kept struct {
	mu    sync.Mutex
	parts map[keptKey][]byte
}

type keptKey struct {
	part string
	mail Invitation // with what stands for the links and for the name
}

// mostKept bounds them: a part is some ten kilobytes. Mails of another day have another
// last day to answer, so that all are forgotten now and then.
const mostKept = 128

// What stands for a link and a name in a kept part. All of it passes through either kind
// of template as it is.
const (
	someAnswer      = "https://answer.halte.invalid/r/stands-for-a-token"
	someUnsubscribe = "https://unsubscribe.halte.invalid/u/stands-for-a-token"
	someName        = "Somebody Halte Stands For"
)

// write writes a part of a mail: from what is kept where the links and the name are such as
// every template leaves as they are, else by its template.
func (k *kept) write(w io.Writer, part string, m Invitation, render func(io.Writer, Invitation) error) error {
	name := oneLine(m.Name)
	if !plainLink(m.AnswerURL) || !plainLink(m.UnsubscribeURL) || strings.ContainsFunc(name, notInPlainName) {
		return render(w, m)
	}
	of := m
	of.AnswerURL, of.UnsubscribeURL = someAnswer, someUnsubscribe
	if of.Name = ""; name != "" {
		of.Name = someName
	}
	text, err := k.part(keptKey{part, of}, render)
	if err != nil {
		return err
	}
	_, err = strings.NewReplacer(someAnswer, m.AnswerURL, someUnsubscribe, m.UnsubscribeURL, someName, name).WriteString(w, string(text))
	return err
}

func (k *kept) part(of keptKey, render func(io.Writer, Invitation) error) ([]byte, error) {
	k.mu.Lock()
	text, known := k.parts[of]
	k.mu.Unlock()
	if known {
		return text, nil
	}
	var b bytes.Buffer
	if err := render(&b, of.mail); err != nil {
		return nil, err
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	if len(k.parts) >= mostKept {
		clear(k.parts)
	}
	if k.parts == nil {
		k.parts = map[keptKey][]byte{}
	}
	k.parts[of] = b.Bytes()
	return b.Bytes(), nil
}

// plainLink says whether a link has nothing in it that a template would escape.
func plainLink(link string) bool {
	rest, web := strings.CutPrefix(link, "https://")
	if !web {
		rest, web = strings.CutPrefix(link, "http://")
	}
	plain := "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~/:"
	return web && strings.Trim(rest, plain) == ""
}

// notInPlainName says whether a template might escape r.
func notInPlainName(r rune) bool {
	return !unicode.IsLetter(r) && !unicode.IsMark(r) && !unicode.IsDigit(r) && !strings.ContainsRune(" -.", r)
}
