/** What is said in English of money, files of spend and rates, in German; see sentences.ts. */
export const revenueSentences: readonly (readonly [RegExp, string])[] = [
  [/^must be an ISO 4217 currency code(?: such as EUR)?\.$/, "muss ein Währungscode nach ISO 4217 sein, etwa EUR."],
  [
    /^must be a whole number of the currency's minor units, 0 or more: .*$/,
    "muss eine ganze Zahl kleinster Einheiten der Währung sein, 0 oder mehr: 1250 für 12,50 EUR, 1250 für 1.250 JPY.",
  ],
  [/^must be a whole number, 0 or more\.$/, "muss eine ganze Zahl sein, 0 oder mehr."],
  [/^must be 0 or more\.$/, "muss 0 oder mehr sein."],
  [/^must be a calendar day such as 2026-11-21\.$/, "muss ein Kalendertag sein, etwa 2026-11-21."],
  [/^must not lie before (\S+)\.$/, "darf nicht vor dem $1 liegen."],
  [/^must not lie in the future, behind (\S+)\.$/, "darf nicht in der Zukunft liegen, nach dem $1."],
  [
    /^must be a text of at most (\d+) characters without control characters\.$/,
    "muss ein Text von höchstens $1 Zeichen ohne Steuerzeichen sein.",
  ],
  [/^is no field of spend\.$/, "ist kein Feld von Werbeausgaben."],
  [
    /^must be whole minor units, 1250 for 12\.50 EUR\. .*$/,
    "muss in ganzen kleinsten Einheiten stehen, 1250 für 12,50 EUR. Für Beträge, wie man sie schreibt, nennen Sie die Spalte amountMajor, mit Dezimalpunkt.",
  ],
  [
    /^must be an amount with a decimal point and without grouping, such as 1234\.50\.(?: A decimal comma is not read\.)?$/,
    "muss ein Betrag mit Dezimalpunkt und ohne Gruppierung sein, etwa 1234.50. Ein Dezimalkomma wird nicht gelesen.",
  ],
  [/^stands beside amount\. A row has one of them\.$/, "steht neben amount. Eine Zeile hat eines von beiden."],
  [/^has more decimals than (\S+) \((\d+)\)\.$/, "hat mehr Nachkommastellen als $1 ($2)."],
  [
    /^has more decimals than (\S+) \((\d+)\), or is too large\.$/,
    "hat mehr Nachkommastellen als $1 ($2), oder ist zu groß.",
  ],
  [
    /^has a decimal comma, and this file's numbers have a decimal point: 1,234\.50\.$/,
    "hat ein Dezimalkomma, und die Zahlen dieser Datei haben einen Dezimalpunkt: 1,234.50.",
  ],
  [/^is no amount as this file writes them: (.+)\.$/, "ist kein Betrag, wie diese Datei sie schreibt: $1."],
  [
    /^is a range, and spend is kept by day\. .*$/,
    "ist ein Zeitraum, und Ausgaben werden nach Tagen aufbewahrt. Schlüsseln Sie den Bericht nach Tagen auf und laden Sie ihn noch einmal herunter.",
  ],
  [
    /^(line|row) (\d+) has the same date, channel, campaign and currency; .*$/,
    "ist doppelt: Zeile $2 hat denselben Tag und Kanal, dieselbe Kampagne und Währung; eine von beiden ginge verloren. Addieren Sie sie, oder geben Sie jeder eine externalId.",
  ],
  [
    /^stands in (?:line |row )?(\d+) too; one of them would be lost\.$/,
    "steht auch in Zeile $1; eine von beiden ginge verloren.",
  ],
  [
    /^has (\d+) cells where the header has (\d+)\. .*$/,
    "hat $1 Zellen, wo die Kopfzeile $2 hat. Eine Zelle mit dem Trennzeichen darin braucht Anführungszeichen.",
  ],
  [
    /^is no table of spend that is known here: .*$/,
    "ist keine Tabelle von Werbeausgaben, die hier bekannt ist: Die erste Zeile muss unsere Spalten nennen, oder es ist ein Bericht von Google Ads oder Meta Ads (auf Englisch oder Deutsch) mit Tag, Kampagne und Kosten.",
  ],
  [
    /^is no column of spend, and what it says would be lost\. .*$/,
    "ist keine Spalte von Werbeausgaben, und was darin steht, ginge verloren. Nehmen Sie sie heraus oder benennen Sie sie um.",
  ],
  [
    /^has no days\. .*$/,
    "hat keine Tage. Schlüsseln Sie den Bericht nach Tagen auf und laden Sie ihn noch einmal herunter.",
  ],
  [
    /^names no currency\. .*$/,
    "nennt keine Währung. Sagen Sie, welche das Werbekonto hat, oder nehmen Sie die Spalte Währungscode in den Bericht auf.",
  ],
  [/^has a header and no rows of spend below it\.$/, "hat eine Kopfzeile und darunter keine Zeilen mit Ausgaben."],
  [
    /^has (\d+) rows, and at most (\d+) are read at once\. .*$/,
    "hat $1 Zeilen, und höchstens $2 werden auf einmal gelesen.",
  ],
  [/^is larger than (\d+) MB\. .*$/, "ist größer als $1 MB. Teilen Sie sie nach Monaten."],
  [/^has a quote that is opened and not closed\.$/, "hat ein Anführungszeichen, das nicht geschlossen wird."],
  [
    /^is no text in UTF-8 or UTF-16\. .*$/,
    "ist kein Text in UTF-8 oder UTF-16. Speichern Sie sie als CSV (UTF-8), nicht als Tabelle.",
  ],
  [
    /^is no table of exchange rates that is known here: .*$/,
    "ist keine Tabelle von Wechselkursen, die hier bekannt ist: Die erste Zeile muss date,base,quote,rate sein, oder es ist eurofxref-hist.csv der Europäischen Zentralbank.",
  ],
  [/^must be another currency than base\.$/, "muss eine andere Währung als base sein."],
  [
    /^must be a number above 0 with a decimal point, such as 1\.0842\.(?: A decimal comma is not read\.)?$/,
    "muss eine Zahl über 0 mit Dezimalpunkt sein, etwa 1.0842. Ein Dezimalkomma wird nicht gelesen.",
  ],
  [/^must have four cells\.$/, "muss vier Zellen haben."],
  [/^must be a day such as 2026-11-20\.$/, "muss ein Tag sein, etwa 2026-11-20."],
  [/^is not a model of attribution\.$/, "ist kein Modell der Zurechnung."],
  [/^must be a whole number of days from 1 to (\d+)\.$/, "muss eine ganze Zahl von Tagen von 1 bis $1 sein."],
  [/^must be a percentage above 0, at most 100\.$/, "muss ein Prozentsatz über 0 und höchstens 100 sein."],
  [/^is none that is known here\.$/, "ist hier nicht bekannt."],
  [
    /^There are (\d+) connections already, which is the most\. .*$/,
    "Es gibt schon $1 Verbindungen, mehr sind nicht möglich. Trennen Sie eine, die nicht gebraucht wird.",
  ],
  [
    /^History is read with an API key, which this connection does not have\. .*$/,
    "Der Verlauf wird mit einem API-Schlüssel gelesen, den diese Verbindung nicht hat. Tragen Sie zuerst einen ein.",
  ],
  [/^The history of this connection is being read already\.$/, "Der Verlauf dieser Verbindung wird schon gelesen."],
  [
    /^must be the secret key of the notification destination, which begins with (\S+)\.$/,
    "muss der geheime Schlüssel des Benachrichtigungsziels sein, der mit $1 beginnt.",
  ],
  [
    /^must be an API key of Paddle, which begins with (\S+) or (\S+)\.$/,
    "muss ein API-Schlüssel von Paddle sein, der mit $1 oder $2 beginnt.",
  ],
  [
    /^must be the signing secret of the webhook endpoint, which begins with (\S+)\.$/,
    "muss das Signaturgeheimnis des Webhook-Endpunkts sein, das mit $1 beginnt.",
  ],
  [
    /^must be a restricted or secret key of Stripe, which begins with (\S+) or (\S+)\.$/,
    "muss ein eingeschränkter oder geheimer Schlüssel von Stripe sein, der mit $1 oder $2 beginnt.",
  ],
];
