import type { Text } from "../text.ts";

/** German texts of the account's security pages. */
export const security: Text["security"] = {
  title: "Sicherheit",
  navigation: "Seiten des Kontos",
  accessTab: "Verbindungen und Tokens",
  passwordTitle: "Passwort",
  currentPassword: "Ihr jetziges Passwort",
  newPassword: "Neues Passwort",
  newPasswordHint:
    "Mindestens 10 Zeichen. Einige Wörter ohne Zusammenhang lassen sich leicht merken und schwer erraten.",
  endConnections: "Auch meine Verbindungen und persönlichen Tokens beenden",
  endConnectionsHint: "Wählen Sie das, wenn jemand das alte Passwort gekannt haben könnte.",
  changePassword: "Passwort ändern",
  passwordNote: "Alle anderen Browser werden abgemeldet.",
  passwordChanged: "Ihr Passwort ist geändert, und alle anderen Browser sind abgemeldet.",
  factorTitle: "Zweiter Faktor",
  factorOff:
    "Zum Anmelden genügt Ihr Passwort. Mit einem zweiten Faktor wird außerdem nach einem Code von Ihrem Telefon gefragt.",
  factorOn: (day) => `Eingeschaltet seit ${day}. Beim Anmelden wird nach einem Code Ihrer Authenticator-App gefragt.`,
  codesLeft: (count) => `${count} von 10 Wiederherstellungscodes sind übrig.`,
  password: "Ihr Passwort",
  setUp: "Einrichten",
  newCodes: "Neue Wiederherstellungscodes erzeugen",
  turnOff: "Ausschalten",
  turnedOff: "Der zweite Faktor ist ausgeschaltet. Zum Anmelden genügt Ihr Passwort.",
  scanTitle: "Heliometer in Ihre Authenticator-App aufnehmen",
  scanLead: "Scannen Sie das Bild mit der App auf Ihrem Telefon, oder tippen Sie den Schlüssel dort ein.",
  scanLabel: "QR-Code für die Authenticator-App",
  key: "Schlüssel",
  openApp: "In einer App auf diesem Gerät öffnen",
  codeLead: "Geben Sie dann den Code ein, den die App zeigt.",
  code: "Code",
  confirm: "Einschalten",
  cancel: "Jetzt nicht",
  codesTitle: "Bewahren Sie diese Wiederherstellungscodes auf",
  codesLead:
    "Jeder meldet Sie einmal an, falls Sie Ihr Telefon verlieren. Bewahren Sie sie auf wie Passwörter: Sie werden nur dieses eine Mal gezeigt.",
  codesDone: "Ich habe sie aufbewahrt",
  sessionsTitle: "Wo Sie angemeldet sind",
  thisBrowser: "dieser Browser",
  signedInSince: (instant) => `seit ${instant}`,
  lastSeen: (instant) => `zuletzt benutzt ${instant}`,
  unknownBrowser: "Unbekannter Browser",
  browserOn: (browser, system) => `${browser} unter ${system}`,
  endSession: "Abmelden",
  endSessionNamed: (browser) => `${browser} abmelden`,
  endOthers: "Überall sonst abmelden",
  sessionEnded: "Dieser Browser ist abgemeldet.",
  othersEnded: "Alle anderen Browser sind abgemeldet.",
  deleteTitle: "Ihr Konto löschen",
  deleteLead:
    "Beendet Ihre Sitzungen, Verbindungen und persönlichen Tokens und nimmt Sie aus allen Projekten. Das lässt sich nicht rückgängig machen.",
  deleteOpen: "Formular zeigen",
  deleteConfirm: (email) => `Zur Bestätigung ${email} eintippen`,
  deleteSubmit: "Konto löschen",
};

/** German texts of invitations, as the invited person sees them. */
export const invite: Text["invite"] = {
  title: (project) => `${project} beitreten`,
  lead: (project, role) => `Sie sind in das Projekt ${project} eingeladen, mit der Rolle ${role}.`,
  for: (email) => `Diese Einladung gilt für ${email}.`,
  name: "Ihr Name",
  password: "Wählen Sie ein Passwort",
  submit: "Konto anlegen und beitreten",
  accept: "Beitreten",
  signIn: "Anmelden und beitreten",
  otherAccount: (email, own) =>
    `Diese Einladung gilt für ${email}; angemeldet sind Sie als ${own}. Melden Sie sich ab, und öffnen Sie den Link noch einmal.`,
  goneTitle: "Diese Einladung gilt nicht mehr",
  gone: "Sie wurde benutzt, ist nach sieben Tagen abgelaufen oder wurde zurückgenommen. Bitten Sie die Person, die sie Ihnen geschickt hat, um eine neue.",
};
