package surveys_test

import (
	"strings"
	"testing"

	"halte/surveys"
)

func TestAnAddressIsKeptInOneForm(t *testing.T) {
	t.Parallel()
	label := strings.Repeat("a", 63)
	for _, row := range []struct{ in, out, key string }{
		{"jo@example.org", "jo@example.org", "jo@example.org"},
		{"Jo.Smith@Example.ORG", "Jo.Smith@example.org", "jo.smith@example.org"},
		{"jo+shop@example.org", "jo+shop@example.org", "jo+shop@example.org"}, // another mailbox at some servers
		{"o'hara!#$%&*/=?^_`{|}~@example.org", "o'hara!#$%&*/=?^_`{|}~@example.org", "o'hara!#$%&*/=?^_`{|}~@example.org"},
		{"jo@bücher.example", "jo@xn--bcher-kva.example", "jo@xn--bcher-kva.example"},
		{"jo@BÜCHER.example", "jo@xn--bcher-kva.example", "jo@xn--bcher-kva.example"},
		{"jo@bu\u0308cher.example", "jo@xn--bcher-kva.example", "jo@xn--bcher-kva.example"},
		{"jo@xn--bcher-kva.EXAMPLE", "jo@xn--bcher-kva.example", "jo@xn--bcher-kva.example"},
		{"jo@ｅｘａｍｐｌｅ。org", "jo@example.org", "jo@example.org"},
		{"jö@bücher.example", "jö@xn--bcher-kva.example", "jö@xn--bcher-kva.example"},
		{"JO\u0308@bücher.example", "JÖ@xn--bcher-kva.example", "jö@xn--bcher-kva.example"},
		{"用户@例子.广告", "用户@xn--fsqu00a.xn--4rr70v", "用户@xn--fsqu00a.xn--4rr70v"},
		{"jo@localhost", "jo@localhost", "jo@localhost"},
		{"jo@mail.9.example", "jo@mail.9.example", "jo@mail.9.example"},
		{strings.Repeat("a", 64) + "@example.org", strings.Repeat("a", 64) + "@example.org", strings.Repeat("a", 64) + "@example.org"},
		{"jo@" + label + ".org", "jo@" + label + ".org", "jo@" + label + ".org"},
	} {
		a, err := surveys.ParseAddress(row.in)
		if err != nil || a.String() != row.out || a.Key() != row.key || a.IsZero() {
			t.Errorf("%q is %q with the key %q, %v", row.in, a, a.Key(), err)
		}
	}
}

func TestWhatIsNoAddressIsRefused(t *testing.T) {
	t.Parallel()
	for _, in := range []string{
		"", "jo", "@", "jo@", "@example.org", "jo@@example.org", "jo@example.org@example.org", "jo example@example.org", " jo@example.org", "jo@example.org ",
		"Jo <jo@example.org>", "<jo@example.org>", `"jo smith"@example.org`, `"jo"@example.org`, "jo(hi)@example.org", "jo@example.org, al@example.org", "jo@example.org;al@example.org",
		".jo@example.org", "jo.@example.org", "jo..smith@example.org", "jo@example", "jo@.example.org", "jo@example..org", "jo@example.org.", "jo@-example.org", "jo@example-.org", "jo@exa_mple.org",
		"jo@[127.0.0.1]", "jo@[IPv6:::1]", "jo@127.0.0.1", "jo@10.1", "jo@xn--\xff.org", "jo@xn--a.example", "jo@0.\x87",
		"jo\r\nRCPT TO:<al@example.org>@example.org", "jo@example.org\r\nDATA", "jo\x00@example.org", "jo@example.org\x00", "jo\u200b@example.org", "jo\u202e@example.org", "jo@exam\u202eple.org", "jo\u00a0@example.org", "jo\u3000@example.org",
		"jo\xff@example.org", "jo@example.org SIZE=1", "jo\t@example.org", "jo\\@example.org", "jo:x@example.org", "mailto:jo@example.org",
		strings.Repeat("a", 65) + "@example.org", "jo@" + strings.Repeat("a", 64) + ".org", "jo@" + strings.Repeat("a.", 130) + "org", "jo@" + strings.Repeat("ü.", 40) + "example", strings.Repeat("a", 1<<20),
	} {
		if a, err := surveys.ParseAddress(in); err == nil {
			t.Errorf("%q is taken for %q", truncated(in), a)
		}
	}
}

func truncated(s string) string { return s[:min(len(s), 100)] }

func FuzzParseAddress(f *testing.F) {
	for _, seed := range []string{"jo@example.org", "JÖ@bücher.example", "jo@xn--bcher-kva.example", "İ@ß.example", "ς@ΣΑΣ.gr", `"a b"@example.org`, "jo@[127.0.0.1]", "a@b\r\nc"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, s string) {
		a, err := surveys.ParseAddress(s)
		if err != nil {
			return
		}
		out := a.String()
		if len(out) > 254 || strings.Count(out, "@") != 1 || strings.ContainsAny(out, " \t\r\n\x00<>()[],;:\\\"") {
			t.Fatalf("%q becomes %q", s, out)
		}
		again, err := surveys.ParseAddress(out)
		if err != nil || again != a {
			t.Fatalf("%q becomes %q, and that %q, %v", s, out, again, err)
		}
		key, err := surveys.ParseAddress(a.Key())
		if err == nil && key.Key() != a.Key() {
			t.Fatalf("the key %q has the key %q", a.Key(), key.Key())
		}
	})
}
