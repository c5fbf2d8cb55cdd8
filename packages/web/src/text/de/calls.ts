import type { Text } from "../text.ts";

/** The page "Call log" in German. */
export const calls: Text["calls"] = {
  title: "Abfrageprotokoll",
  tab: "Abfragen",
  lead: "Jede Frage, die ein Assistent über MCP zu diesem Projekt gestellt hat: wer, mit welchem Werkzeug, mit welchem Ergebnis. Was gefragt und geantwortet wurde, wird nicht aufbewahrt; „Argumente“ ist ein Fingerabdruck, der bei gleicher Frage gleich ist. Abfragen über dem Minutenlimit teilen sich eine Zeile; „Zeilen“ sagt, wie viele es waren.",
  export: "Als CSV herunterladen",
  ofOne: "Es werden nur die Abfragen einer Verbindung oder eines Schlüssels gezeigt.",
  all: "Alle zeigen",
  none: "Noch hat kein Assistent nach diesem Projekt gefragt.",
  noneAction: "Einen verbinden",
  older: "Ältere Abfragen",
  columns: {
    time: "Zeit",
    who: "Wer",
    client: "Programm",
    tool: "Werkzeug",
    arguments: "Argumente",
    rows: "Zeilen",
    duration: "Dauer",
    outcome: "Ergebnis",
  },
  key: (name) => `Schlüssel „${name}“`,
  goneKey: "Ein Schlüssel, den es nicht mehr gibt",
  through: (who, what) => `${who}, ${what}`,
  goneUser: "Jemand, den es hier nicht mehr gibt",
  milliseconds: (count) => `${count} ms`,
  outcomes: {
    answered: "Beantwortet",
    invalid_request: "Argumente abgelehnt",
    forbidden: "Nicht erlaubt",
    unavailable: "Überlastet",
    timeout: "Dauerte zu lange",
    left: "Programm hat abgebrochen",
    rate_limited: "Abgelehnt: zu viele Abfragen",
    failed: "Fehlgeschlagen",
  },
};
