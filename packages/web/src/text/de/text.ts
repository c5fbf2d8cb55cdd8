import type { Text } from "../text.ts";
import { invite, security } from "./account.ts";
import { calls } from "./calls.ts";
import { connectionTest } from "./connection-test.ts";
import { connections, consent } from "./connections.ts";
import { dashboard } from "./dashboard.ts";
import { design } from "./design.ts";
import { diagnosis } from "./diagnosis.ts";
import { guide } from "./guide.ts";
import { mcp } from "./mcp.ts";
import { operation } from "./operation.ts";
import { privacy } from "./privacy.ts";
import { deleteProject, members } from "./project.ts";
import { refused } from "./refused.ts";
import { revenue } from "./revenue.ts";
import { sentences } from "./sentences.ts";
import { newProject, setup } from "./setup.ts";
import { tracking } from "./tracking.ts";

const plural = (count: number, one: string, many: string) => (count === 1 ? one : many);

/** Every text of the pages in German. */
export const de: Text = {
  language: "de",
  languageName: "Deutsch",
  product: "Heliometer",
  frame: {
    skip: "Zum Inhalt springen",
    account: "Ihr Konto",
    accountNavigation: "Konto",
    signOut: "Abmelden",
    projects: "Projekte",
    projectNavigation: "Projekt",
    settingsNavigation: "Einstellungen",
    footer: "Ihre Statistik, auf Ihrem eigenen Server.",
    language: "Sprache",
  },
  signIn: {
    title: "Anmelden",
    email: "E-Mail",
    password: "Passwort",
    submit: "Anmelden",
    toConnect: "Ein Assistent möchte sich verbinden. Melden Sie sich zuerst an; dann wählen Sie, was er lesen darf.",
    wrong: "E-Mail oder Passwort ist falsch.",
    tooMany: (wait) => `Zu viele Versuche. Bitte warten Sie ${wait}, und versuchen Sie es dann noch einmal.`,
    late: "Das hat zu lange gedauert, oder der Code war zu oft falsch. Bitte beginnen Sie noch einmal mit Ihrem Passwort.",
    codeTitle: "Geben Sie Ihren Code ein",
    codeLead:
      "Ihr Konto ist durch einen zweiten Faktor geschützt. Öffnen Sie Ihre Authenticator-App, und geben Sie den Code ein, den sie zeigt.",
    code: "Code",
    codeSubmit: "Anmelden",
    codeHelp:
      "Kein Telefon zur Hand? Geben Sie stattdessen einen Ihrer Wiederherstellungscodes ein; jeder gilt einmal.",
    wrongCode:
      "Dieser Code ist falsch oder wurde schon benutzt. Warten Sie auf den nächsten, und versuchen Sie es dann noch einmal.",
    startOver: "Neu beginnen",
    busy: "Gerade melden sich zu viele Personen an, oder die Datenbank antwortet nicht. Bitte versuchen Sie es in einigen Sekunden noch einmal.",
    help: "Passwort vergessen? Wer dieses Heliometer betreibt, kann ein neues setzen.",
  },
  projects: {
    title: "Projekte",
    none: "Sie sind noch in keinem Projekt Mitglied. Bitten Sie einen Administrator, Sie aufzunehmen.",
    noneYet: "Es gibt noch kein Projekt. Legen Sie das erste an: eines je Website oder App.",
    noDomain: "Keine Domain",
    noVisits: "Noch kein Besuch",
    visitors: "Besucher in 7 Tagen",
    role: { viewer: "Betrachter", editor: "Bearbeiter", admin: "Administrator", owner: "Inhaber" },
  },
  tabs: {
    overview: "Übersicht",
    connect: "Verbinden",
    settings: "Einstellungen",
    general: "Allgemein",
    keys: "Schlüssel",
    connections: "Verbindungen",
    members: "Mitglieder",
    diagnosis: "Diagnose",
  },
  periods: {
    today: "Heute",
    yesterday: "Gestern",
    last_7_days: "Letzte 7 Tage",
    last_30_days: "Letzte 30 Tage",
    last_90_days: "Letzte 90 Tage",
    this_week: "Diese Woche",
    last_week: "Letzte Woche",
    this_month: "Dieser Monat",
    last_month: "Letzter Monat",
    this_year: "Dieses Jahr",
    all: "Gesamte Zeit",
  },
  overview: {
    period: "Zeitraum",
    from: "Erster Tag",
    to: "Letzter Tag",
    show: "Zeigen",
    activeNow: () => "Besucher gerade auf der Website",
    numbers: "Wichtigste Zahlen",
    up: "gestiegen",
    down: "gefallen",
    unchanged: "unverändert",
    noComparison: "nichts zum Vergleichen",
    comparedWith: (range) => `Verglichen mit ${range}`,
    noValue: "–",
    table: "Als Tabelle zeigen",
    date: "Datum",
    partial: "noch nicht vorbei",
    nothing: "Nichts an diesen Tagen.",
    dataThrough: (instant) => `Daten bis ${instant}`,
    badQuestion: "Diese Tage oder Filter lassen sich nicht zeigen.",
    connectTitle: "Fragen Sie einen Assistenten nach diesen Zahlen",
    connectLead: "Fügen Sie diese Adresse in Claude, ChatGPT, Mistral oder Ihrem Editor hinzu:",
    connectLink: "So verbinden Sie einen",
    connectExample: "Dann fragen Sie zum Beispiel: „Woher kamen die Besucher der letzten Woche?“",
  },
  fields: {
    name: "Name",
    email: "E-Mail",
    role: "Rolle",
    password: "Passwort",
    currentPassword: "Das Passwort",
    code: "Code",
    confirmation: "Ihre Eingabe",
    period: "Zeitraum",
    startDate: "Erster Tag",
    endDate: "Letzter Tag",
    timezone: "Zeitzone",
    filters: "Filter",
  },
  operators: {
    is: "ist",
    is_not: "ist nicht",
    contains: "enthält",
    not_contains: "enthält nicht",
    starts_with: "beginnt mit",
  },
  general: {
    title: "Allgemein",
    name: "Name",
    domains: "Domains",
    timezone: "Zeitzone",
    currency: "Währung",
    weekStart: "Die Woche beginnt am",
    role: "Ihre Rolle",
    domainsHint: "Eine je Zeile, etwa shop.example.com.",
    regionHint: "Eine neue Zone oder Währung gilt auch für vergangene Tage: Ihre Zahlen werden neu gezählt.",
    save: "Speichern",
    saved: "Gespeichert.",
    needsAdmin: "Ein Administrator dieses Projekts kann das ändern.",
  },
  keys: {
    title: "Schlüssel",
    lead: "Für Editoren und Assistenten der Kommandozeile, und für Ihre eigenen Server. Jeder Schlüssel erreicht nur dieses Projekt.",
    create: "Neuer Schlüssel",
    name: "Name",
    nameHint: "Wo er benutzt wird, etwa „Cursor auf meinem Laptop“",
    kind: "Was darf er?",
    read: "Nur lesen",
    readHint: "Empfohlen für Assistenten: liest Berichte, ändert nichts.",
    full: "Voller Zugriff",
    fullHint: "Für Ihre Server: liest alles und sendet Ereignisse.",
    submit: "Schlüssel erzeugen",
    none: "Noch keine Schlüssel.",
    columns: {
      name: "Name",
      kind: "Art",
      key: "Schlüssel",
      created: "Erzeugt",
      lastUsed: "Zuletzt benutzt",
      action: "Aktion",
    },
    kinds: { read: "Nur lesen", full: "Voller Zugriff", send: "Sendet Ereignisse", personal: "Persönlich" },
    never: "Nie",
    revoke: "Widerrufen",
    revokeNamed: (name) => `${name} widerrufen`,
    revoked: "Widerrufen",
    revokedOn: (date) => `Widerrufen am ${date}`,
    revokedKeys: "Widerrufene Schlüssel",
    revokeTitle: "Diesen Schlüssel widerrufen?",
    revokeText:
      "Alles, was ihn benutzt, wird ab der nächsten Abfrage abgewiesen. Das lässt sich nicht rückgängig machen.",
    revokeSubmit: "Schlüssel widerrufen",
    cancel: "Behalten",
    createdTitle: "Ihr neuer Schlüssel",
    createdText: "Kopieren Sie ihn jetzt: Er wird nur dieses eine Mal gezeigt.",
    createdUse: "Fertig zum Einsetzen",
    done: "Fertig",
    noticeRevoked: "Der Schlüssel ist widerrufen. Von diesem Augenblick an wird er abgewiesen.",
  },
  account: {
    title: "Ihr Konto",
    connections: "Ihre Verbindungen",
    tokens: "Persönliche Tokens",
    tokensLead:
      "Für Programme, die ein Bearer-Token annehmen. Ein Token liest jedes Projekt, das Sie im selben Augenblick lesen dürfen.",
    tokenNameHint: "Wo es benutzt wird, etwa „Mistral“",
    create: "Neues Token",
    submit: "Token erzeugen",
    none: "Noch keine Tokens.",
    createdTitle: "Ihr neues Token",
    revokeTitle: "Dieses Token widerrufen?",
    revokeSubmit: "Token widerrufen",
    noticeRevoked: "Das Token ist widerrufen. Von diesem Augenblick an wird es abgewiesen.",
  },
  scopes: {
    "analytics:read": {
      name: "Besucher und Seitenaufrufe",
      detail: "Wie viele, woher, auf welchen Seiten, was sie taten; nie, wer sie sind.",
    },
    "revenue:read": {
      name: "Umsatz",
      detail: "Verkäufe, Abonnements und was jeder Kanal gebracht hat, in Summen.",
    },
    "customers:read": { name: "Kunden", detail: "Namen und E-Mail-Adressen Ihrer Kunden." },
  },
  errors: {
    notFound: {
      title: "Hier ist nichts",
      message:
        "Diese Seite gibt es nicht, oder sie ist nicht für Sie bestimmt. Falls hier ein Projekt war, ist es gelöscht, oder Sie sind kein Mitglied mehr: Sein Inhaber weiß es.",
    },
    projectGone: {
      title: "Dieses Projekt gibt es nicht mehr",
      message:
        "Es wurde gelöscht, oder Sie sind kein Mitglied mehr. Geändert wurde nichts. Sein Inhaber weiß, was von beidem zutrifft.",
    },
    itemGone: {
      title: "Das gibt es nicht mehr",
      message:
        "Es wurde inzwischen beendet oder entfernt: in einem anderen Tab, von jemand anderem oder durch den ersten von zwei Klicks. Sonst wurde nichts geändert.",
      look: "Nachsehen, wie es jetzt ist",
    },
    forbidden: { title: "Nicht erlaubt" },
    needsRole: (needed, own) =>
      `Diese Seite ist für Mitglieder mit der Rolle ${needed} oder einer höheren; Ihre ist ${own}. Ein Administrator des Projekts kann das ändern.`,
    signedOut: {
      title: "Sie sind abgemeldet",
      message: "Melden Sie sich wieder an, und wiederholen Sie den letzten Schritt.",
    },
    staleForm: {
      title: "Dieses Formular ist veraltet",
      message:
        "Gehen Sie zurück, laden Sie die Seite neu, und senden Sie das Formular noch einmal. Es wurde nichts geändert.",
    },
    kept: {
      signIn:
        "Sie wurden inzwischen abgemeldet. Melden Sie sich wieder an: Was Sie eingegeben haben, bleibt erhalten, außer Passwörtern und Codes.",
      signedIn:
        "Sie sind wieder angemeldet, und nichts von Ihrer Eingabe ist verloren. Sehen Sie sie durch, und senden Sie das Formular noch einmal.",
      stale:
        "Dieses Formular stammte von einer früheren Anmeldung; es wurde nichts geändert. Ihre Eingabe steht hier: Sehen Sie sie durch, und senden Sie sie noch einmal.",
    },
    tooLarge: {
      title: "Zu groß",
      message:
        "Es wurde mehr gesendet, als hier angenommen wird. Gehen Sie zurück, kürzen oder teilen Sie es, und senden Sie es noch einmal.",
    },
    unavailable: {
      title: "Gerade nicht verfügbar",
      message: "Die Datenbank antwortet im Augenblick nicht. Bitte versuchen Sie es in einigen Sekunden noch einmal.",
    },
    invalid: { title: "Das lässt sich nicht lesen" },
    internal: {
      title: "Etwas ist schiefgegangen",
      message: "Der Fehler liegt bei uns. Bitte versuchen Sie es gleich noch einmal.",
    },
    home: "Zu Ihren Projekten",
    request: "Anfrage",
  },
  units: {
    duration: (minutes, seconds) => (minutes > 0 ? `${minutes} min ${seconds} s` : `${seconds} s`),
    seconds: (count) => `${count} ${plural(count, "Sekunde", "Sekunden")}`,
    minutes: (count) => `${count} ${plural(count, "Minute", "Minuten")}`,
    weekdays: ["Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag"],
  },
  guide,
  mcp,
  operation,
  setup,
  newProject,
  connectionTest,
  tracking,
  consent,
  connections,
  security,
  invite,
  members,
  diagnosis,
  deleteProject,
  calls,
  privacy,
  revenue,
  refused,
  dashboard,
  design,
  sentences,
};
