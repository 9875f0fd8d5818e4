package blame

import (
	"regexp"
	"strconv"
	"strings"
)

// mostKnown is enough to say why a mail came back.
const mostKnown = 16

// Words gives those words of a reply that say why a mail was refused, in lower
// case and at most sixteen of them, with "…" where others stood between them: what is
// written about mailboxes names people, their streets and their messages. Empty when
// none is known.
func Words(words string) string {
	var out []string
	n, gap := 0, false
	for _, word := range letters.FindAllString(strings.ToLower(named.ReplaceAllString(words[:min(len(words), longestWords)], "…")), -1) {
		if !known[strings.ReplaceAll(word, "’", "'")] {
			gap = true
			continue
		}
		if n++; n > mostKnown {
			break
		}
		if gap && len(out) > 0 {
			out = append(out, "…")
		}
		out, gap = append(out, word), false
	}
	return strings.Join(out, " ")
}

// Reply puts the codes of a reply, as For takes them, before its Words. Empty where it
// has none of these.
func Reply(code int, enhanced, words string) string {
	digits := ""
	if code != 0 {
		digits = strconv.Itoa(code)
	}
	return strings.Join(strings.Fields(digits+" "+enhanced+" "+Words(words)), " ")
}

var letters = regexp.MustCompile(`[\p{L}'’]+|…`)

// known are the words of Words.
var known = func() map[string]bool {
	out := map[string]bool{}
	for _, word := range strings.Fields(`
		a any at for in is be been by enough has have does doesn't did not no longer such than too many more
		access account action address addressee administrative alias all allowed attachment authenticated authentication authorized
		bad banned blacklist blacklisted blocked blocklist bulk busy cannot certificate client closed command complaints connection content
		data deactivated deferred deleted denied delivery dial directory disabled disk dkim dmarc dns domain down dynamic
		ehlo email error exceed exceeded exceeds exist exists expired failed failure file found frequency full
		greylisted header headers helo host hostname illegal inactive inbox incorrect infected insufficient internal invalid ip
		junk large limit limited list listed local locked loop lookup mail mailbox mailboxes maintenance malware message messages missing moved mx
		name network nobody nonexistent nullmx permanent permission permitted phishing policy prohibited ptr quarantine quota
		rate rbl rbldns recipient recipients record refused rejected relay relaying removed reputation required requested resolve resources restricted retry reverse
		security sender senders sending server service session size sorbs space spam spamcop spamhaus spf starttls storage suspended suspicious syntax system
		table taken temporarily temporary throttled throttling timed timeout tls transaction try unable unauthenticated unavailable undeliverable unencrypted unknown unreachable unresolvable unroutable unrouteable unsolicited unverified usage user username
		valid verification verified verify virus volume
		empfänger benutzer nutzer adresse postfach konto unbekannt ungültig existiert nicht voll speicherplatz gebruiker ontvanger adres onbekend bestaat niet vol
		utilisateur destinataire adresse inconnu inconnue invalide existe pleine usuario destinatario desconocido desconocida inexistente lleno utente sconosciuto sconosciuta esiste piena non
		usuário destinatário desconhecido desconhecida użytkownik nieznany nie istnieje pełna uživatel neexistuje kullanıcı bulunamadı пользователь получатель не существует найден неизвестен`) {
		out[word] = true
	}
	return out
}()
