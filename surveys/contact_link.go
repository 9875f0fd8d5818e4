package surveys

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

var (
	// linkLike is what mail programs make a link of, without http:// before it, or a
	// person who reads a sign as the dot that it looks like.
	linkLike = regexp.MustCompile(`(?i)\bwww\.|[\pL\pN-]{2,}\.+\pL|[\pL\pN]\.+\pL{2,}|\pL,\p{Ll}`)

	// middleDot is · where it belongs: in Catalan, and between names in Chinese.
	middleDot = regexp.MustCompile(`(?i)l·l|\p{Han}·\p{Han}`)

	// oneByOne is a name of which no two letters stand together, as in a.b.c.
	oneByOne = regexp.MustCompile(`^\pL(?:[ .]+\pL)+\.?$`)

	// linkWords spell a link for a person to put together.
	linkWords = []string{"www", "http", "https", "hxxp", "hxxps", "dot", "com", "net", "org", "info", "biz"}

	// dotWords do so with one of the short endings of links behind them.
	dotWords = []string{"dot", "punkt", "punt", "punto", "ponto", "point", "nokta", "kropka", "точка", "点", "點"}

	// pleadings stand in mails that want something, and in no name.
	pleadings = []string{
		"click", "urgent", "refund", "pending", "suspended", "verify", "account", "login", "password", "invoice", "payment", "parcel", "prize", "claim", "congratulations",
		"klik", "klicken", "konto", "rekening", "pakket", "paket", "betaling", "zahlung", "dringend", "gewonnen", "cliquez", "compte", "colis", "cuenta", "clic", "premio",
		"нажмите", "срочно", "счёт", "счет", "اضغط", "انقر", "للفوز",
	}
	pleadingSigns = []string{"点击", "點擊", "领取", "領取", "账户", "帳戶", "登录", "登錄", "中奖", "中獎", "クリック"}
)

// isLinkLike says whether a name is a link, for a mail program or for a person.
func isLinkLike(name string) bool {
	name = strings.ReplaceAll(name, "Ph.D", "PhD")
	if linkLike.MatchString(name) || oneByOne.MatchString(name) && strings.ToUpper(name) != name ||
		strings.Contains(middleDot.ReplaceAllString(name, ""), "·") {
		return true
	}
	words := strings.FieldsFunc(strings.ToLower(name), func(r rune) bool { return strings.ContainsRune(" .,·()–", r) })
	for i, word := range words {
		if slices.Contains(linkWords, word) {
			return true
		}
		if i > 0 && i+1 < len(words) && slices.Contains(dotWords, word) && utf8.RuneCountInString(words[i+1]) <= 3 {
			return true
		}
	}
	joined := strings.Join(words, "")
	return strings.Contains(joined, "http") || strings.Contains(joined, "www")
}

// isPleading says whether a word wants something of the reader.
func isPleading(word string) bool {
	return slices.Contains(pleadings, word) || slices.ContainsFunc(pleadingSigns, func(sign string) bool { return strings.Contains(word, sign) })
}

// mixesScripts says whether a word has Latin letters and others, which may look like them.
func mixesScripts(word string) bool {
	latin, other := false, false
	for _, r := range word {
		switch {
		case unicode.Is(unicode.Latin, r):
			latin = true
		case unicode.IsLetter(r) && !unicode.In(r, unicode.Common, unicode.Inherited):
			other = true
		}
	}
	return latin && other
}
