package respond

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"unicode"

	"halte/surveys"
)

// Whatever an address is made into is a link of ours or none, is itself again when it is
// read once more, and has a token that stands in the address.
func FuzzLink(f *testing.F) {
	token := surveys.NewToken()
	half := token[:13] + "%s" + token[13:]
	for _, address := range []string{
		"/r/" + token, "//R/" + strings.ToUpper(token) + "/?RATING=9.", "/u/" + token + "%3Frating%253D9%20x", "/r/a%0D%0Ab=%0Ac&amp;rating=3D9",
		"/r/%E2%80%8B<a>?rating=9&saved=1", "/r/", "/v1/events?after=%2Fr%2Fx", "/r/test.?x=%", "/r/%26%2337;41", "/r/=3D3D", "/u/&#47;r&#47;x",
		// Line ends within a token, and what programs for mails leave of them.
		"/r/" + strings.ReplaceAll(half, "%s", "=") + "=3Frating=3D9", "/u/" + strings.ReplaceAll(half, "%s", "-"), "/r/" + strings.ReplaceAll(half, "%s", "%0A%3E%20"), "/r/" + strings.ReplaceAll(half, "%s", "&shy;"),
		// What proxies, rewriters and people put before a link.
		"/./r/" + token, "/r/r/" + token, "/ask/ask/r/" + token, "/r/../u/" + token, "/https://ask.example.org/r/" + token + "?rating=9", "/r/" + token + "/r/" + token, "/ask/r=2F" + token,
		// Ratings as translators and escapers write them.
		"/r/" + token + "?rating=9.0", "/r/" + token + "?rating=%EF%BC%99", "/r/" + token + "?rating=%D9%A9", "/r/" + token + "?rating&equals;9", "/r/" + token + "?rating=&#57;", "/r/" + token + "?rating:9",
		// Safe Links, Proofpoint, Mimecast and counters of clicks leave this behind.
		"/r/" + token + "?rating=9&data=05%7C02%7Cjo%40example.org%7C&sdata=x%3D&reserved=0", "/r/" + token + "?rating=9__;!!Abc123!xyz$", "/r/" + token + "-3Frating-3D9&d=DwMFaQ", "/r/" + token + "%3Frating%3D9%26utm_source%3Dmail%23x",
	} {
		f.Add(address)
	}
	form := regexp.MustCompile(`^/[ru]/[A-Za-z0-9_-]+(\?((rating=[0-9]{1,3}|saved=[0-9]{1,3})&?){1,2})?$`)
	f.Fuzz(func(t *testing.T, address string) {
		u, err := url.ParseRequestURI(address) // as a server does
		if err != nil {
			return
		}
		link, ok := Link(u)
		if !ok {
			return
		}
		if !form.MatchString(link.String()) {
			t.Fatalf("%q became %q", address, link)
		}
		if again, ok := Link(link); !ok || again.String() != link.String() {
			t.Fatalf("%q became %q, and that %q", address, link, again)
		}
		if _, err := http.NewRequest(http.MethodGet, link.String(), nil); err != nil {
			t.Fatal(err)
		}
		letters := func(s string) string {
			return strings.Map(func(r rune) rune {
				if r < unicode.MaxASCII && (unicode.IsLetter(r) || unicode.IsDigit(r)) {
					return r
				}
				return -1
			}, strings.ToLower(s))
		}
		if token := link.Path[3:]; !strings.Contains(letters(plain(u.EscapedPath())), letters(token)) {
			t.Fatalf("%q became %q, whose token does not stand in it", address, link)
		}
	})
}
