package surveys_test

import (
	"os"
	"strings"
	"testing"

	"halte/surveys"
)

func TestLocalesAreUnderstoodAsProgramsNameThem(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{
		"": "", "nl": "nl", "NL-nl": "nl-NL", "nl_NL": "nl-NL", "nl_NL.UTF-8": "nl-NL", "nl_NL.utf8": "nl-NL", "nl_BE@euro": "nl-BE",
		"de_DE.ISO-8859-15@euro": "de-DE", "sr_RS@latin": "sr-Latn-RS", "sr_RS.UTF-8@cyrillic": "sr-Cyrl-RS", "zh_CN.GB18030": "zh-CN",
		" en-GB\n": "en-GB", "C": "", "C.UTF-8": "", "POSIX": "",
		"nonsense_": "!", "und": "!", "english please": "!", ".UTF-8": "!", strings.Repeat("x-", 40): "!",
	} {
		got, err := surveys.CanonicalLocale(name)
		if err != nil {
			got = "!"
		}
		if got != want {
			t.Errorf("%q is %q, want %q", name, got, want)
		}
	}
}

func TestZonesAreUnderstoodAsProgramsNameThem(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{
		"Europe/Amsterdam": "Europe/Amsterdam", "europe/amsterdam": "Europe/Amsterdam", "EUROPE/AMSTERDAM": "Europe/Amsterdam",
		" Europe/Amsterdam\n": "Europe/Amsterdam", "america/new york": "America/New_York", "antarctica/mcmurdo": "Antarctica/McMurdo",
		"America/PORT-AU-PRINCE": "America/Port-au-Prince", "etc/gmt+5": "Etc/GMT+5", "utc": "UTC", "cet": "CET",
		"W. Europe Standard Time": "Europe/Berlin", "w. europe standard time": "Europe/Berlin", "Romance Standard Time": "Europe/Paris",
		"GMT Standard Time": "Europe/London", "Eastern Standard Time": "America/New_York", "UTC-11": "Etc/GMT+11",
		"Kamchatka Standard Time": "Asia/Kamchatka", "Mid-Atlantic Standard Time": "Etc/GMT+2", "Asia/Calcutta": "Asia/Calcutta", "Etc/GMT-2": "Etc/GMT-2", ":Europe/Paris": "Europe/Paris", "posix/Europe/Paris": "Europe/Paris",
		"UTC+02:00": "Etc/GMT-2", "GMT+02:00": "Etc/GMT-2", "+02:00": "Etc/GMT-2", "+0200": "Etc/GMT-2", "+2": "Etc/GMT-2", "UTC+2": "Etc/GMT-2", "utc -03:00": "Etc/GMT+3", "\u22123": "Etc/GMT+3",
		"+14:00": "Etc/GMT-14", "-12:00": "Etc/GMT+12", "Z": "UTC", "z": "UTC", "+00:00": "UTC", "GMT-00:00": "UTC", "UTC+05:30": "UTC+05:30", "-0930": "UTC-09:30",
		"+14:30": "!", "-13:00": "!", "+02:60": "!", "+": "!", "02:00": "!", "localtime": "!", "posixrules": "!", "Factory": "!", "right/Europe/Paris": "!", " ": "!",
		"": "!", "Local": "!", "Mars/Olympus": "!", "../../etc/passwd": "!", "W. Mars Standard Time": "!", "# Names of time zones": "!",
	} {
		zone, err := surveys.Zone(name)
		got := "!"
		if err == nil {
			got = zone.String()
		}
		if got != want {
			t.Errorf("%q is %q, want %q", name, got, want)
		}
	}
	list, err := os.ReadFile("zones.txt")
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(list)) {
		if strings.HasPrefix(line, "#") {
			continue
		}
		name, iana, windows := strings.Cut(strings.TrimSpace(line), "\t")
		if !windows {
			iana = name
		}
		if zone, err := surveys.Zone(strings.ToUpper(name)); err != nil || zone.String() != iana {
			t.Errorf("%q is %v, want %s: %v", name, zone, iana, err)
		}
	}
}
