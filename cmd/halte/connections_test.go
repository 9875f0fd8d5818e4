package main

import (
	"bufio"
	"errors"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func TestAConnectionBeyondTheBoundWaitsUntilAnotherEnds(t *testing.T) {
	t.Parallel()
	h := startHalte(t, map[string]string{"HALTE_DATABASE_URL": "sqlite://" + filepath.Join(t.TempDir(), "halte.db"), "HALTE_CONNECTIONS": "2"})
	dial := func() net.Conn {
		c, err := net.Dial("tcp", strings.TrimPrefix(h.base, "http://"))
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { c.Close() })
		return c
	}
	silent := []net.Conn{dial(), dial()} // they say nothing for less than ten seconds
	third := dial()
	if _, err := third.Write([]byte("GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n")); err != nil {
		t.Fatal(err)
	}
	_ = third.SetReadDeadline(time.Now().Add(300 * time.Millisecond))
	if n, err := third.Read(make([]byte, 1)); !errors.Is(err, os.ErrDeadlineExceeded) {
		t.Errorf("the third connection reads %d bytes, %v", n, err)
	}
	for _, c := range silent {
		c.Close()
	}
	_ = third.SetReadDeadline(time.Now().Add(time.Minute))
	r, err := http.ReadResponse(bufio.NewReader(third), nil)
	if err != nil {
		t.Fatal(err)
	}
	if r.Body.Close(); r.StatusCode != http.StatusOK {
		t.Errorf("when the others have ended it is answered %s", r.Status)
	}
}
