package main

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"strings"

	"halte/api"
)

// closed are addresses that answer nobody without a key.
var closed = []string{"/", "/compare", "/improvements", "/metrics", "/dev/mailbox.json", "/v1/scores"}

// examineAccess asks the base URL for what needs a key, as a stranger who has none:
// once under its own name, and once as one who calls it localhost. Where the base URL
// is a loopback address the pages are open, so there nobody else may reach them.
func examineAccess(ctx context.Context, c config) finding {
	if api.Loopback(c.baseURL) {
		if host, _, err := net.SplitHostPort(c.listen); err == nil && !api.Loopback("http://"+net.JoinHostPort(host, "80")) {
			return finding{
				"access", look, "the pages need no key, since HALTE_BASE_URL is " + c.baseURL + ", and " + c.listen + " can be reached from elsewhere",
				"Set HALTE_BASE_URL to the address customers reach, or see to it that only this machine reaches the port.",
			}
		}
		return finding{"access", fine, "the pages need no key: " + c.baseURL + " leads to this machine alone", ""}
	}
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	var open []string
	for _, host := range []string{"", "localhost"} {
		for _, path := range closed {
			status, err := knock(ctx, client, c.baseURL+path, host)
			if err != nil {
				return finding{"access", look, c.baseURL + " does not answer, so nobody knows who is let in: " + err.Error(), ""}
			}
			if status == http.StatusOK && host != "" {
				path += " (as localhost)"
			}
			if status == http.StatusOK {
				open = append(open, path)
			}
		}
	}
	if len(open) > 0 {
		return finding{
			"access", bad, c.baseURL + " answers without a key: " + strings.Join(open, ", "),
			"Start every process with HALTE_BASE_URL=" + c.baseURL + ", and let no proxy add a key.",
		}
	}
	return finding{"access", fine, fmt.Sprintf("%s lets nobody in without a key", c.baseURL), ""}
}

// knock asks for an address without a key and gives the status of the answer; host is
// what to call the server, "" for its name.
func knock(ctx context.Context, client *http.Client, address, host string) (int, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return 0, err
	}
	request.Host = host
	response, err := client.Do(request)
	if err != nil {
		return 0, err
	}
	return response.StatusCode, response.Body.Close()
}
