package mailer_test

import (
	"bufio"
	"encoding/base64"
	"errors"
	"net"
	"strings"
	"sync"
	"testing"
	"time"

	"halte/surveys"
	"halte/surveys/mailer"
	"halte/surveys/surveystest/smtpsink"
)

// oddServer speaks SMTP as a script says: to a command it gives the reply that stands
// behind its beginning, the longest first, or 250.
type oddServer struct {
	address string

	mu   sync.Mutex
	said []string
}

func (s *oddServer) heard() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return strings.Join(s.said, "\n")
}

func serveOddly(t *testing.T, greeting string, replies map[string]string) *oddServer {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s := &oddServer{address: listener.Addr().String()}
	var all sync.WaitGroup
	t.Cleanup(func() { _ = listener.Close(); all.Wait() })
	all.Go(func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			all.Go(func() {
				defer conn.Close()
				_, _ = conn.Write([]byte(greeting + "\r\n"))
				lines, inMail := bufio.NewScanner(conn), false
				for lines.Scan() {
					line, reply := lines.Text(), "250 fine"
					if inMail {
						if inMail = line != "."; inMail {
							continue
						}
					} else {
						s.mu.Lock()
						s.said = append(s.said, line)
						s.mu.Unlock()
						longest := -1
						for begins, r := range replies {
							if strings.HasPrefix(line, begins) && len(begins) > longest {
								reply, longest = r, len(begins)
							}
						}
						if line == "DATA" {
							reply, inMail = "354", true
						}
					}
					if _, err := conn.Write([]byte(reply + "\r\n")); err != nil || line == "QUIT" {
						return
					}
				}
			})
		}
	})
	return s
}

func TestServersThatSpeakAsTheyMayAreUnderstood(t *testing.T) {
	t.Parallel()
	user, password := base64.StdEncoding.EncodeToString([]byte("u")), base64.StdEncoding.EncodeToString([]byte("p"))
	login := map[string]string{"AUTH LOGIN": "334 VXNlcm5hbWU6", user: "334 UGFzc3dvcmQ6", password: "235"}
	with := func(replies map[string]string, more ...string) map[string]string {
		out := map[string]string{}
		for k, v := range replies {
			out[k] = v
		}
		for i := 0; i < len(more); i += 2 {
			out[more[i]] = more[i+1]
		}
		return out
	}
	for name, c := range map[string]struct {
		greeting string
		replies  map[string]string
		query    string
		says     string
	}{
		"no words at all":               {"220", map[string]string{"EHLO": "250"}, "?tls=none", "EHLO localhost"},
		"no words behind a hyphen":      {"220-\r\n220", map[string]string{"EHLO": "250-\r\n250 SIZE"}, "?tls=none", "DATA"},
		"small letters":                 {"220 x", map[string]string{"EHLO": "250-x\r\n250-auth plain login\r\n250 8bitmime", "AUTH PLAIN": "235 in"}, "?tls=none", "BODY=8BITMIME"},
		"a login in the old form":       {"220 x", with(login, "EHLO", "250-x\r\n250 AUTH=LOGIN"), "?tls=none", "AUTH LOGIN"},
		"a login in both forms":         {"220 x", with(login, "EHLO", "250-x\r\n250-AUTH LOGIN\r\n250 AUTH=LOGIN"), "?tls=none", "AUTH LOGIN"},
		"PLAIN offered and not known":   {"220 x", with(login, "EHLO", "250-x\r\n250 AUTH PLAIN LOGIN", "AUTH PLAIN", "504 no such mechanism"), "?tls=none", "AUTH LOGIN"},
		"no encryption to be had":       {"220", map[string]string{"EHLO": "250-x\r\n250 SIZE"}, "?tls=opportunistic", "DATA"},
		"nothing newer than HELO":       {"220 x", map[string]string{"EHLO": "502 what?", "HELO": "250 x"}, "?tls=opportunistic", "HELO localhost"},
		"SMTPUTF8, which is not needed": {"220 x", map[string]string{"EHLO": "250-x\r\n250 SMTPUTF8"}, "?tls=none", "DATA"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			server := serveOddly(t, c.greeting, c.replies)
			who := ""
			if strings.Contains(name, "login") || strings.Contains(name, "letters") || strings.Contains(name, "PLAIN") {
				who = "u:p@"
			}
			s := to(t, "smtp://"+who+server.address+c.query, mailer.Options{})
			if err := s.Send(within(t), ask()); err != nil {
				t.Fatalf("it gave %v after\n%s", err, server.heard())
			}
			if !strings.Contains(server.heard(), c.says) {
				t.Errorf("it said\n%s\nand not %q", server.heard(), c.says)
			}
			if strings.Contains(server.heard(), "SMTPUTF8") {
				t.Errorf("it asks for SMTPUTF8, which no address here needs:\n%s", server.heard())
			}
		})
	}
}

func TestSTARTTLSInSmallLettersIsNotMissed(t *testing.T) {
	t.Parallel()
	server := serveOddly(t, "220", map[string]string{"EHLO": "250-x\r\n250 starttls", "STARTTLS": "454 not today"})
	s := to(t, "smtp://"+server.address+"?tls=opportunistic", mailer.Options{})
	var e *surveys.SendError
	if err := s.Send(within(t), ask()); !errors.As(err, &e) || e.Code != 454 {
		t.Errorf("it gave %v after\n%s", err, server.heard())
	}
}

func TestAnAddressOfTheInternetStandsInBracketsInEHLO(t *testing.T) {
	t.Parallel()
	for name, says := range map[string]string{"192.0.2.7": "EHLO [192.0.2.7]", "2001:db8::7": "EHLO [IPv6:2001:db8::7]", "mail.example.org": "EHLO mail.example.org"} {
		server := serveOddly(t, "220 x", map[string]string{"EHLO": "250 x"})
		s := to(t, "smtp://"+server.address+"?tls=none", mailer.Options{LocalName: name})
		if err := s.Send(within(t), ask()); err != nil || !strings.Contains(server.heard(), says) {
			t.Errorf("it gave %v, and said\n%s\nwant %q", err, server.heard(), says)
		}
	}
}

// toJosé is a mail to an address that only a server with SMTPUTF8 takes.
func toJosé() surveys.Mail {
	m := ask()
	m.ToAddress = "josé@example.org"
	return m
}

func TestSMTPUTF8IsAskedForWhereAnAddressNeedsIt(t *testing.T) {
	t.Parallel()
	var said safeBuffer
	sink := smtpsink.Start(t, smtpsink.Options{UTF8: true, STARTTLS: true, Debug: &said})
	s := to(t, sink.URL()+"?tls=mandatory", mailer.Options{RootCAs: sink.RootCAs()})
	for _, m := range []surveys.Mail{ask(), toJosé(), ask()} {
		if err := s.Send(within(t), m); err != nil {
			t.Fatal(err)
		}
	}
	if n := strings.Count(said.String(), " SMTPUTF8\r\n"); n != 1 {
		t.Errorf("SMTPUTF8 was asked for %d times, for one address of three:\n%s", n, said.String())
	}
	if mails := sink.Mails(); len(mails) != 3 || mails[1].To[0] != "josé@example.org" {
		t.Errorf("these arrived: %+v", mails)
	}
}

func TestWhereNoServerOffersSMTPUTF8TheMailEndsBeforeItIsSpokenOf(t *testing.T) {
	t.Parallel()
	server := serveOddly(t, "220 x", map[string]string{"EHLO": "250-x\r\n250 8BITMIME"})
	s := to(t, "smtp://"+server.address+"?tls=none", mailer.Options{})
	for range 20 {
		var e *surveys.SendError
		err := s.Send(within(t), toJosé())
		if !errors.As(err, &e) || e.Outcome != surveys.SendRefused || e.Trouble != surveys.ReasonServerNoUTF8 {
			t.Fatalf("it gave %v", err)
		}
	}
	if strings.Contains(server.heard(), "MAIL") {
		t.Errorf("it said\n%s", server.heard())
	}
	if err := s.Send(within(t), ask()); err != nil { // nor is the server left alone for it
		t.Errorf("a mail to another address gave %v", err)
	}

	able := smtpsink.Start(t, smtpsink.Options{UTF8: true})
	both := to(t, "smtp://"+server.address+"?tls=none "+able.URL(), mailer.Options{Timeout: 2 * time.Second})
	for range 4 {
		if err := both.Send(within(t), toJosé()); err != nil {
			t.Errorf("beside a server that offers it, it gave %v", err)
		}
	}
	if n := able.Count(); n != 4 {
		t.Errorf("%d of 4 mails went to the server that offers SMTPUTF8", n)
	}
}
