import type { Text } from "../text.ts";

const ADD_AGAIN =
  "Entfernen Sie Heliometer aus dem Programm, und fügen Sie es wieder hinzu: Es meldet sich dann neu an.";
const MAKERS =
  "Aktualisieren Sie das Programm, und versuchen Sie es noch einmal. Bleibt es dabei, geben Sie dem Hersteller die Einzelheiten unten.";
const CONNECT_AGAIN = "Verbinden Sie das Programm noch einmal.";

/** German texts of the page that explains why an assistant did not get in. */
export const diagnosis: Text["diagnosis"] = {
  title: "Verbindungsdiagnose",
  lead: "Die letzten Versuche von Assistenten, sich zu verbinden, und was zu tun ist, wo einer abgewiesen wurde. Wird 30 Tage aufbewahrt.",
  ownOnly: "Sie sehen Ihre eigenen Versuche. Administratoren dieses Projekts sehen die aller Mitglieder.",
  none: "Noch hat kein Assistent versucht, sich zu verbinden.",
  noneAction: "So verbinden Sie einen",
  unknownApp: "Ein Programm ohne Namen",
  address: (host) => `Seine Adresse: ${host}`,
  by: (email) => `von ${email}`,
  nobody: "niemand war angemeldet",
  next: "Was zu tun ist",
  steps: "Alle Schritte",
  stepNames: {
    register: "Hat sich registriert",
    authorize: "Hat um Zugang gebeten",
    consent: "Antwort auf der Zustimmungsseite",
    token: "Hat den Zugang abgeholt",
    refresh: "Hat den Zugang erneuert",
    revoke: "Hat den Zugang zurückgegeben",
    other: "Eine Anfrage",
  },
  outcomes: { ok: "erledigt", declined: "abgelehnt", refused: "abgewiesen" },
  connected: (app) => `${app} ist verbunden, oder war es.`,
  renewed: (app) => `${app} ist verbunden: Der Zugang wurde erneuert.`,
  gaveBack: (app) => `${app} hat den Zugang zurückgegeben.`,
  approved: (app) => `${app} wurde erlaubt und hat den Zugang noch nicht abgeholt.`,
  approvedNext: "Zeigt das Programm einen Fehler, verbinden Sie es noch einmal: Eine Erlaubnis gilt eine Minute lang.",
  waiting: (app) => `${app} hat um Zugang gebeten. Auf der Zustimmungsseite hat niemand geantwortet.`,
  waitingNext:
    "Gehen Sie zurück zum Programm, und verbinden Sie es noch einmal; melden Sie sich dann hier an, und erlauben Sie den Zugang.",
  registered: (app) => `${app} hat sich registriert und noch niemanden gebeten, sich anzumelden.`,
  declined: (app) => `${app} wurde auf der Zustimmungsseite abgelehnt.`,
  declinedNext: "Um es doch zuzulassen, verbinden Sie das Programm noch einmal, und erlauben Sie den Zugang.",
  refused: (app, why) => `${app} wurde abgewiesen: ${why}`,
  refusedAt: {
    address: (host) => ({
      why: host
        ? `Es bat um die Adresse ${host}, die es nicht registriert hatte.`
        : "Es bat um eine Adresse, die es nicht registriert hatte.",
      next: `${ADD_AGAIN} Haben Sie das nicht selbst begonnen, tun Sie nichts: Es wurde nichts weitergegeben.`,
    }),
    registeredAddress: (host) => ({
      why: host
        ? `Es wollte die Adresse ${host} registrieren, die nicht erlaubt ist.`
        : "Seine Adresse ist nicht erlaubt.",
      next: "Erlaubt sind https-Adressen, Adressen auf diesem Computer und die bekannter Editoren. Aktualisieren Sie das Programm, oder verwenden Sie einen Schlüssel.",
    }),
    client: () => ({ why: "Seine Registrierung ist hier nicht mehr bekannt.", next: ADD_AGAIN }),
    code: () => ({
      why: "Die gezeigte Erlaubnis war zu alt, schon benutzt oder gehörte einem anderen Programm.",
      next: CONNECT_AGAIN,
    }),
    stored: () => ({
      why: "Sein Zugang ist beendet: Er wurde widerrufen, 60 Tage lang nicht benutzt oder von zwei Programmen zugleich benutzt.",
      next: CONNECT_AGAIN,
    }),
    resource: (mcpUrl) => ({
      why: "Es bat um Zugang zu einer anderen Adresse als der dieses Servers.",
      next: `Tragen Sie im Programm genau ${mcpUrl} ein.`,
    }),
    metadata: () => ({ why: "Die Beschreibung, die es von sich gab, ist nicht lesbar.", next: MAKERS }),
    tooMany: () => ({
      why: "Aus seinem Netz haben sich innerhalb einer Stunde zu viele Programme registriert.",
      next: "Warten Sie eine Stunde, und verbinden Sie es dann noch einmal.",
    }),
    scope: () => ({ why: "Es bat um etwas, das dieser Server nicht gibt.", next: MAKERS }),
    fault: () => ({
      why: "Auf diesem Server ist etwas schiefgegangen.",
      next: "Versuchen Sie es noch einmal. Der Betreiber findet die Ursache im Protokoll des Servers.",
    }),
    request: (code) => ({ why: `Seine Anfrage war unvollständig oder falsch (${code}).`, next: MAKERS }),
  },
  detail: "In den Worten des Servers",
};
