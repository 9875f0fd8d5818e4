package servers

import (
	"os/exec"
	"testing"
)

// Chromium returns the path of a Chromium or Chrome. As root it has to be
// started with --no-sandbox.
func Chromium(tb testing.TB) string {
	tb.Helper()
	unlessLeftOut(tb, "chromium")
	for _, name := range []string{
		"chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "chrome-headless-shell",
		"/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
		"/Applications/Chromium.app/Contents/MacOS/Chromium",
	} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	lacking(tb, "chromium", "Chromium is not installed: PATH has neither chromium nor google-chrome")
	return ""
}
