package templates

import (
	"os/exec"
	"strings"
	"testing"
)

// browser is as much of a browser as answer.js asks for; steps run after it.
const browser = `
const on = {}, sent = [], waiting = [];
const listen = (type, f) => { (on[type] ||= []).push(f); };
const fire = (type, more) => { for (const f of on[type] || []) f({ type, isTrusted: true, ...more }); };
const values = { rating: '9', why: '' };
const form = {
  dataset: { saved: 'saved', failed: 'failed', change: 'change' }, addEventListener: listen,
  querySelector: () => ({}), hasAttribute: () => true, getAttribute: () => '/r/token',
};
globalThis.document = { querySelector: () => form, addEventListener: listen, visibilityState: 'visible' };
globalThis.window = { fetch: true };
globalThis.addEventListener = listen;
globalThis.FormData = class { *[Symbol.iterator]() { yield* Object.entries(values); } };
globalThis.fetch = (url, o) => { sent.push(o); return new Promise(done => waiting.push(() => done({ ok: true }))); };
globalThis.setTimeout = () => 1;
globalThis.clearTimeout = () => {};
const type = text => { values.why = text; fire('input', { target: { tagName: 'TEXTAREA' } }); };
const hide = () => { document.visibilityState = 'hidden'; fire('visibilitychange'); };
const answer = async () => { while (waiting.length) { waiting.shift()(); await new Promise(r => setImmediate(r)); } };
const tell = () => console.log(sent.map(o => o.body + (o.keepalive ? '' : ' (dies with the page)')).join('|'));
`

func TestTheLastWordsAreSavedWhenThePageGoes(t *testing.T) {
	t.Parallel()
	node, err := exec.LookPath("node")
	if err != nil {
		t.Skip("there is no node to run the script")
	}
	script := string(Must().static.content["answer.js"])
	for name, c := range map[string]struct{ steps, sent string }{
		"nothing but the link's rating": {"hide();", ""},
		"an event made by a script":     {"values.why = 'x'; fire('input', { isTrusted: false, target: { tagName: 'TEXTAREA' } }); hide();", ""},
		"typed":                         {"type('late'); hide();", "rating=9&why=late"},
		"typed while a save is under way": {
			"fire('keydown'); type('late'); hide();", "rating=9&why=|rating=9&why=late",
		},
		"typed and saved":     {"type('late'); hide(); await answer(); hide();", "rating=9&why=late"},
		"typed and submitted": {"type('late'); fire('submit'); hide();", ""},
	} {
		cmd := exec.CommandContext(t.Context(), node, "--input-type=module", "-")
		cmd.Stdin = strings.NewReader(browser + script + "\n" + c.steps + "\ntell();")
		out, err := cmd.CombinedOutput()
		if got := strings.TrimSpace(string(out)); err != nil || got != c.sent {
			t.Errorf("%s: sent %q, want %q, %v", name, got, c.sent, err)
		}
	}
}
