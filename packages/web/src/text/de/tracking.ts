import type { Text } from "../text.ts";

/** The page with the tracker's script tag, in German. */
export const tracking: Text["tracking"] = {
  tab: "Zählen",
  title: "Besuche zählen",
  lead: "Setzen Sie diese Zeile in den Kopf jeder Seite. Sie setzt kein Cookie und speichert nichts im Browser.",
  create: {
    title: "Ein Schlüssel für Ihre Seiten",
    lead: "Seiten senden mit einem öffentlichen Schlüssel. Er steht für alle lesbar in ihrem Quelltext und kann nichts als senden.",
    submit: "Öffentlichen Schlüssel erzeugen",
    name: "Website",
  },
  arrival: {
    title: "Ist ein Ereignis angekommen?",
    last: (instant) => `Ja: das letzte am ${instant}.`,
    none: "Noch nicht.",
    noneHint:
      "Öffnen Sie eine Seite mit der Zeile. Kommt nichts: Steht die Zeile im Quelltext der ausgelieferten Seite? Hält eine Content-Security-Policy oder Ihr Werbeblocker sie auf? Wurde gesendet und abgelehnt?",
    look: "Noch einmal nachsehen",
    refused: "Was abgelehnt wurde",
  },
  created: "Der Schlüssel ist da. Setzen Sie die Zeile unten in Ihre Seiten.",
  own: {
    title: "Von Ihrer eigenen Domain",
    lead: "Werbeblocker halten Skripte fremder Hosts auf. Leiten Sie einen Pfad Ihrer eigenen Website an Heliometer weiter, der Name ist gleichgültig, und laden Sie das Skript von dort: Es sendet dorthin, woher es kam.",
  },
  events: {
    title: "Ereignisse",
    lead: "Durch einen Aufruf oder durch Attribute eines Elements, das angeklickt wird; Links nach außen und Downloads werden von selbst erfasst.",
  },
  reference: {
    title: "Ein Himetrica-Tracker, den Sie schon haben",
    lead: "Er funktioniert, wie er ist: Geben Sie ihm diese Adresse statt seiner eigenen, und den Schlüssel oben.",
  },
  server: {
    title: "Von einem Server",
    lead: "Mit einem vollen geheimen Schlüssel, nie mit dem öffentlichen: POST /api/v1/track für ein Ereignis, /api/v1/events/batch für tausend, auch für vergangene.",
  },
  check:
    "Öffnen Sie eine Seite Ihrer Website: Innerhalb von zwei Sekunden stehen Sie unter den aktiven Besuchern der Übersicht.",
};
