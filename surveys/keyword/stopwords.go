package keyword

import (
	"strings"
)

// stopWords gives the words that hold a sentence together and tell nothing, by
// language. Negations and words of degree ("not", "too") are left in: they are
// what people complain with. A language without a list has none: its function
// words are said on both sides alike, and the arithmetic passes over them.
var stopWords = func() map[string]map[string]bool {
	out := map[string]map[string]bool{}
	for lang, list := range stopLists {
		out[lang] = map[string]bool{}
		for _, w := range strings.Fields(list) {
			out[lang][w] = true
		}
	}
	return out
}()

var stopLists = map[string]string{
	"nl": `aan al als alsof althans bij ben bent daar daarbij daarna daarom dan dat de deze die dit doch door dus een eens en er had hadden
		hare hebben hebt heb heeft hem hen het hier hij hoe hun iets ik in is ja je jij jou jouw jullie kan kon konden kun kunnen maar me mee meer men
		met mij mijn na naar nog nu of om omdat ons onze onder ook op over per reeds te tegen toch toen tot u uit uw van vanaf veel via voor want waar
		waren was wat we werd werden wel wij wie wil word worden wordt zal ze zei zelf zich zij zijn zo zoals zonder zou zouden zullen 'k 't 'n z'n m'n`,
	"en": `a about above after again all also am an and any are as at be because been before being below between both but by could did do does
		doing down during each few for from further had has have having he her here hers herself him himself his how i i'd i'll i'm i've if in into is
		it it's its itself just let's me more most my myself of off on once only or other our ours ourselves out over own same she she's should so some
		such than that that's the their theirs them themselves then there there's these they they're they've this those through to under until up us
		was we we're we've were what when where which while who whom why will with would you you're you've your yours yourself`,
	"de": `aber alle allem allen aller alles als also am an ander andere anderen anderer auch auf aus bei bin bis bist da damit dann das dass
		daß dasselbe dazu dein deine dem den denn der deren des dessen die dies diese diesem diesen dieser dieses dir doch dort du durch ein eine einem
		einen einer eines er es etwas euch euer eure für gegen gewesen hab habe haben hat hatte hatten hier hin hinter ich ihm ihn ihnen ihr ihre ihrem
		ihren ihrer ihres im in indem ins ist ja jede jedem jeden jeder jedes jene jetzt kann können könnte man manche mehr mein meine meinem meinen
		meiner mich mir mit nach noch nun nur ob oder ohne sein seine seinem seinen seiner selbst sich sie sind so solche soll sollte sondern sonst über
		um und uns unser unsere unter vom von vor war waren was weil welche wenn werde werden wie wieder will wir wird wirst wo wollen wollte worden wurde
		wurden würde würden zu zum zur zwar zwischen`,
	"fr": `ai aie aient ait alors as au aura aurait aux avaient avais avait avec avez avoir avons c'est c'était ce ceci cela celle celles celui
		ces cet cette ceux chez ci comme d'un d'une dans de depuis des donc dont du elle elles en encore entre es est et étaient étais était étant été
		être eu eux fait faire il ils j'ai j'avais je l'on la le les leur leurs lors lui ma mais me même mes moi mon ni nos notre nous on ont ou où par
		parce pendant peu plus pour pourquoi qu'il qu'on quand que quel quelle quelles quels qui sa se sera serait ses si soit sommes son sont sous sur ta
		te tes toi ton tous tout toute toutes tu un une vos votre vous y à ça`,
	"es": `a al algo algunas algunos ante antes aquel aquella aunque cada como con cual cuando de del desde donde durante e el él ella ellas
		ellos en entre era eran eras es esa esas ese eso esos esta está estaba estaban estado están estar estas este esto estos estoy fue fueron fui ha
		había habían haber han has hasta hay he hemos la las le les lo los me mi mí mis mucho mucha muchas muchos nos nosotros nuestra nuestras nuestro
		nuestros o os otra otras otro otros para pero por porque pues que qué quien quienes se sea ser si sí sido siendo sin sobre sois somos son soy su
		sus también tanto te tengo tenía tiene tienen ti todo todos toda todas tu tú tus un una unas uno unos vosotros y ya yo`,
}
