package surveys_test

import (
	"testing"

	"halte/surveys"
)

func TestAContactIsGreetedByWhatLooksLikeAName(t *testing.T) {
	t.Parallel()
	for _, name := range []string{
		"Jo", "J. Smith", "J.R.R. Tolkien", "St. John", "Anne-Marie d'Été", "Sinéad O’Connor", "王小明", "محمد علی", "می\u200cترا", "Łukasz Żółć", "Jo & Sam",
		"María de los Ángeles García López", "Robert (Bob) van der Berg", "Johan 3e", "Ana-Lluïsa Gal·la", "Иван Иванович",
		"jo van der berg", "Anne van 't Hof", "Jan de Vries-van der Meer", "Prof. Dr. Anna von Weber", "MARIA DE LA CRUZ", "Abd al-Rahman al-Masri", "García López, María José",
		"محمد بن سلمان بن عبد العزيز", "山田 太郎", "O'Neil", "Jean-Luc", "J. R. R. Tolkien", "Nguyễn Thị Minh Khai",
		"de la Cruz y García López", "Jan Peter van der Berg", "Иван Петрович Сидоров", "Mª José García", "O´Neil", "H.M.J.W. de Vries", "迈克尔·杰克逊", "ज़ीनत अमान",
		"Prof. Dr. med. Anna Maria von Weber", "Jan Smith, Ph.D.", "J. R. R. M. Tolkien", "مُحَمَّد", "สมชาย ใจดี", "Piet Punt", "Li Na", "Win Htut", "क्\u200dषितिज", "Sanne 't Hart", "Ο Γιώργος", "김민수",
	} {
		if got := (surveys.Contact{Name: name}).GreetingName(); got != name {
			t.Errorf("%q is greeted as %q", name, got)
		}
	}
	for name, want := range map[string]string{
		"Dr.Müller": "Dr. Müller", "prof.Anna Weber": "prof. Anna Weber", "J.Smith": "J. Smith", "X.Li": "X. Li", "J.de Vries": "J. de Vries",
		"J.R.R.Tolkien": "J.R.R. Tolkien", "Jo\u200d de\u200cVries": "Jo deVries", "Rene\u0301": "Ren\u00e9",
	} {
		if got := (surveys.Contact{Name: name}).GreetingName(); got != want {
			t.Errorf("%q is greeted as %q, want %q", name, got, want)
		}
	}
	if got := (surveys.Contact{Name: "  Jo \t de  Vries "}).GreetingName(); got != "Jo de Vries" {
		t.Errorf("spaces around a name give %q", got)
	}
}

func TestAContactIsNotGreetedByALinkAnAddressOrASentence(t *testing.T) {
	t.Parallel()
	for _, name := range []string{
		"", "...", "Win a prize at https://evil.example", "evil.example", "go to www.evil", "EVIL.COM now", "jo@example.org", "jo＠example.org", "=?utf-8?q?Jo?=",
		"Your parcel is waiting, pay the customs fee to have it today", "You won! Call us", "Call 0900 1234", "Really?", "Pay €5", "<b>Jo</b>", "Jo\u202eoJ", "{{contact.name}}",
		"a/b", "paypal。com", "https:evil", "Jo: read this", "12345", "Josephine Josephine Josephine Josephine Josephine Josephine-Josephine", "münchen.de", "пример.рф", "Jo 🎁",
		"Your account is locked, log in now", "Sehr geehrte Kundin, Ihr Paket wartet", "WIN FREE IPHONE NOW", "www evil com", "evil . com", "hxxp evil dot com",
		"Jij hebt een prijs gewonnen", "您的账户已被锁定请立即登录", "dr.com", "Dr.Com.Evil", "Evil (dot) com",
		"t.co", "x.co", "g.co Free", "T.CO", "a.b.c.d", "a'evil.c", "1.co", "evil.\u200ccom", "evil\u200d.com", "ｗｗｗ Evil", "evil,com", "Evil,Com", "evil,de", "evil..com", "evil·com", "evil·de", "evil点com", "evil点de",
		"evil(dot)com", "evil(punt)nl", "Evil Punkt De", "Evil Punto Es", "h t t p s", "W W W evil", "ℯvil.ℴrg", "pаypal Service", "ᵉᵛⁱˡ.ᶜᵒ",
		"Your Account Has Been Suspended Verify Today", "Claim Your Free Prize At Evil Shop", "Call Now Urgent", "Refund Pending", "点击领取奖", "اضغط هنا للفوز", "Нажмите Сюда Сейчас",
		"Ваш Заказ Готов Заберите Сегодня", "J\u0301\u0302\u0303o", "Jo\u0336\u0336\u0336\u0336",
	} {
		if got := (surveys.Contact{Name: name}).GreetingName(); got != "" {
			t.Errorf("%q is greeted as %q", name, got)
		}
	}
}
