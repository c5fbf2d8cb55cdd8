import type { PrivacySettings } from "@heliometer/accounts";

/** What a statement is about. */
export interface StatementFacts extends Pick<PrivacySettings, "retentionDays" | "signalRule" | "idRule"> {
  /** The address of this instance. */
  readonly host: string;
}

/** For the site's privacy page, in a language that its visitors read. It says what the settings do, and no more. */
export const STATEMENTS: Readonly<Record<"en" | "de", (facts: StatementFacts) => string>> = {
  en: ({ host, retentionDays, signalRule, idRule }) =>
    paragraphs([
      `This site measures its audience with Heliometer, which we run ourselves (${host}). We use it to see which pages are read and where visits come from, for this site alone. The figures are neither shared with others nor combined with other data.`,
      idRule === "daily"
        ? "No cookies are set, and nothing that identifies you is stored in your browser. To tell visits of the same day apart, a pseudonym is computed from the site, your shortened network address, your browser’s name and a random number of the day. The random number is destroyed after 36 hours at most; from then on, nobody can link the pseudonym to you."
        : "A pseudonym tells repeated visits apart. It is either kept by this site in your browser, or computed from the site, your shortened network address, your browser’s name and a random number of the day, which is destroyed after 36 hours at most.",
      "Stored are: the pages seen, the time, the address of the page that led here, the class of device, browser and operating system, the language, and the country, as far as it can be told from the network address. The network address itself is never stored.",
      SIGNALS_EN[signalRule],
      retentionDays > 0 ? `Data are erased after ${retentionDays} days.` : "",
      "You can object to the measurement at any time: write to us, or open this page with #hm_out at the end of its address. Then this browser is not measured any more.",
    ]),
  de: ({ host, retentionDays, signalRule, idRule }) =>
    paragraphs([
      `Diese Website misst ihre Reichweite mit Heliometer, das wir selbst betreiben (${host}). Wir sehen damit, welche Seiten gelesen werden und woher Besuche kommen, und zwar nur für diese Website. Die Zahlen werden weder weitergegeben noch mit anderen Daten zusammengeführt.`,
      idRule === "daily"
        ? "Es werden keine Cookies gesetzt, und in Ihrem Browser wird nichts gespeichert, was Sie kenntlich macht. Um Besuche desselben Tages zu unterscheiden, wird aus der Website, Ihrer gekürzten Netzwerkadresse, dem Namen Ihres Browsers und einer Zufallszahl des Tages ein Pseudonym berechnet. Die Zufallszahl wird spätestens nach 36 Stunden vernichtet; danach kann niemand mehr das Pseudonym mit Ihnen verbinden."
        : "Ein Pseudonym unterscheidet wiederholte Besuche. Es wird entweder von dieser Website in Ihrem Browser aufbewahrt oder aus der Website, Ihrer gekürzten Netzwerkadresse, dem Namen Ihres Browsers und einer Zufallszahl des Tages berechnet, die spätestens nach 36 Stunden vernichtet wird.",
      "Gespeichert werden: die gesehenen Seiten, die Zeit, die Adresse der Seite, die hierher geführt hat, die Art von Gerät, Browser und Betriebssystem, die Sprache und das Land, soweit es sich aus der Netzwerkadresse ergibt. Die Netzwerkadresse selbst wird nie gespeichert.",
      SIGNALS_DE[signalRule],
      retentionDays > 0 ? `Die Daten werden nach ${retentionDays} Tagen gelöscht.` : "",
      "Sie können der Messung jederzeit widersprechen: Schreiben Sie uns, oder öffnen Sie diese Seite mit #hm_out am Ende ihrer Adresse. Dann wird dieser Browser nicht mehr gemessen.",
    ]),
};

const SIGNALS_EN: Readonly<Record<PrivacySettings["signalRule"], string>> = {
  ignore: "",
  no_id:
    "If your browser sends “Do Not Track” or “Global Privacy Control”, visits are counted without any pseudonym that outlives the day.",
  drop: "If your browser sends “Do Not Track” or “Global Privacy Control”, nothing is measured.",
};
const SIGNALS_DE: Readonly<Record<PrivacySettings["signalRule"], string>> = {
  ignore: "",
  no_id:
    "Sendet Ihr Browser „Do Not Track“ oder „Global Privacy Control“, werden Besuche ohne ein Pseudonym gezählt, das den Tag überdauert.",
  drop: "Sendet Ihr Browser „Do Not Track“ oder „Global Privacy Control“, wird nichts gemessen.",
};

function paragraphs(texts: readonly string[]): string {
  return texts.filter((text) => text !== "").join("\n\n");
}
