import type { Text } from "../text.ts";

/** The page "Privacy" in German. */
export const privacy: Text["privacy"] = {
  title: "Datenschutz",
  tab: "Datenschutz",
  lead: "Was von den Besuchern dieses Projekts erfasst wird, wie lange, und wie jemand vergessen wird. Netzwerkadressen werden nie gespeichert, was auch immer hier eingestellt ist.",
  rulesTitle: "Was erfasst wird",
  retention: "Besuche nach so vielen Tagen löschen (0 behält sie für immer)",
  domains: "Domains des Projekts, eine je Zeile",
  domainRule: "Ereignisse annehmen von",
  domainRules: {
    off: "jeder Seite, die den öffentlichen Schlüssel hat",
    exact: "nur diesen Domains",
    subdomains: "diesen Domains und ihren Subdomains",
  },
  signalRule: "Wenn ein Browser nicht verfolgt werden will (Do Not Track, Global Privacy Control)",
  signalRules: {
    ignore: "wie sonst erfassen",
    no_id: "den Besuch zählen, ohne Kennungen, die den Tag überdauern",
    drop: "nichts erfassen",
  },
  idRule: "Besucher unterscheiden durch",
  idRules: {
    sent: "die Kennungen, die Tracker und Website senden, wo sie es tun",
    daily: "Kennungen, die nur einen Tag gelten; identify bewirkt nichts",
  },
  networks: "Eigene Netze, deren Besuche nicht gezählt werden, eines je Zeile (203.0.113.7 oder 203.0.113.0/24)",
  save: "Speichern",
  saved: "Gespeichert. Es gilt innerhalb einer halben Minute.",
  ownTitle: "Eigene Besuche nicht zählen",
  ownLead:
    "Öffnen Sie Ihre Website mit diesem Anhang an der Adresse, einmal in jedem Ihrer Browser; der Tracker sendet dann von dort nichts mehr.",
  presetTitle: "Keine Einwilligung nötig",
  presetLead:
    "Stellt ein, womit eine Website ihre Reichweite messen darf, ohne vorher zu fragen, wo das Recht es erlaubt (in Frankreich die CNIL): Kennungen nur für einen Tag, nichts von denen, die nicht verfolgt werden wollen, Löschen nach 760 Tagen und Ereignisse nur von Ihren eigenen Domains, falls Sie welche genannt haben. Ob das für Sie genügt, können nur Sie beurteilen.",
  preset: "So einstellen",
  statementTitle: "Für Ihre Datenschutzerklärung",
  statementLead:
    "Was die Einstellungen oben bewirken, in Worten für Ihre Besucher. Prüfen Sie den Text vor der Verwendung.",
  english: "Englisch",
  german: "Deutsch",
  eraseTitle: "Einen Besucher vergessen",
  eraseLead:
    "Löscht alles von einer Person, unter jeder Kennung, die ihre wurde: Ereignisse, Besuche, wer sie ist, und was von ihr abgelehnt wurde. Es beginnt sofort und geschieht eine Stunde später noch einmal, für das, was noch unterwegs war. Es lässt sich nicht rückgängig machen.",
  eraseBy: "Bekannt durch",
  kinds: {
    visitorId: "Besucherkennung",
    userId: "Nutzerkennung",
    email: "E-Mail-Adresse",
    customerId: "Kundenkennung",
  },
  eraseWho: "Kennung oder Adresse",
  eraseSubmit: "Endgültig löschen",
  erased: (digest) => `Die Löschung läuft; unten steht sie als ${digest}.`,
  erasuresTitle: "Was gelöscht wurde",
  columns: {
    when: "Verlangt am",
    by: "Von",
    digest: "Prüfsumme",
    state: "Stand",
    events: "Ereignisse",
    sessions: "Besuche",
  },
  commandLine: "Kommandozeile",
  states: { waiting: "beginnt gleich", again: "gelöscht; innerhalb einer Stunde noch einmal", done: "erledigt" },
};
