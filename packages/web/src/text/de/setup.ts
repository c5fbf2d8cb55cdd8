import type { Text } from "../text.ts";

/** The first run in German. */
export const setup: Text["setup"] = {
  title: "Willkommen bei Heliometer",
  lead: "Legen Sie das erste Konto an. Es darf auf dieser Instanz alles; alle anderen kommen durch Ihre Einladung dazu.",
  email: "E-Mail",
  name: "Ihr Name",
  password: "Wählen Sie ein Passwort",
  organization: "Organisation",
  organizationHint: "Wozu Ihre Projekte gehören: Ihre Firma oder Ihr eigener Name.",
  submit: "Konto anlegen",
  closedTitle: "Noch hat niemand ein Konto",
  closed:
    "Das erste Konto wird durch einen Link angelegt, den Heliometer beim Start ausgibt. Sehen Sie in der Ausgabe dieses Befehls nach, bei einem Container in seinem Protokoll. Ein neuer Start gibt einen neuen Link aus.",
  goneTitle: "Dieser Link gilt nicht mehr",
  gone: "Er wurde benutzt, ist älter als ein Tag, oder ein neuerer Start hat einen anderen ausgegeben. Hat noch niemand ein Konto, starten Sie Heliometer neu, und öffnen Sie den Link, den es ausgibt.",
  goneAction: "Anmelden",
};

/** The steps to a first project in German. */
export const newProject: Text["newProject"] = {
  open: "Neues Projekt",
  notYours:
    "Nur Inhaber eines Projekts und Betreiber können ein weiteres hinzufügen. Fragen Sie, wer dieses Heliometer betreibt.",
  title: "Ein neues Projekt",
  lead: "Ein Projekt für jede Website oder App.",
  name: "Name",
  nameHint: "Wie Sie es nennen, etwa „Unser Laden“",
  domain: "Domain",
  domainHint: "Der Website, etwa shop.example.com. Bei einer App lassen Sie sie leer.",
  timezone: "Zeitzone",
  timezoneHint: "Nach ihr beginnen und enden die Tage.",
  currency: "Währung",
  organization: "Organisation",
  ownOrganization: "Eine neue, nach dem Projekt benannt",
  submit: "Projekt anlegen",
  startTitle: "Loslegen",
  stepMade: (name) => `${name} ist da`,
  stepTracker: "Besuche zählen",
  trackerLead: "Setzen Sie diese Zeile in den Kopf jeder Seite, und öffnen Sie dann eine davon.",
  otherWays: "Andere Wege, Ereignisse zu senden",
  waiting: "Warten auf das erste Ereignis …",
  arrived: "Das erste Ereignis ist da.",
  stepAssistant: "Einen Assistenten verbinden",
  assistantLead: "Fragen Sie Claude, ChatGPT, Mistral oder Ihren Editor nach den Zahlen.",
  assistantOpen: "Einen Assistenten wählen",
  assistantWaiting: "Warten auf den ersten Assistenten …",
  connected: "Der erste Assistent ist verbunden.",
  refreshes: "Diese Seite sieht alle paar Sekunden nach.",
  stop: "Nicht mehr nachsehen",
  goOn: "Wieder nachsehen",
  done: "Alles ist eingerichtet.",
  toOverview: "Zur Übersicht",
};
