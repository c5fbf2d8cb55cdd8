import type { Text } from "../text.ts";

/** German texts of a project's members. */
export const members: Text["members"] = {
  title: "Mitglieder",
  lead: "Alle, die dieses Projekt sehen dürfen, und was ihre Rolle erlaubt.",
  roles: {
    viewer: "sieht Berichte und darf Assistenten Besucher und Seitenaufrufe lesen lassen",
    editor: "dazu Umsätze und die allgemeinen Einstellungen",
    admin: "dazu Namen von Kunden, Schlüssel, Mitglieder und die Verbindungen aller",
    owner: "dazu andere Inhaber, und darf das Projekt löschen",
  },
  rolesTitle: "Was die Rollen bedeuten",
  you: "Sie",
  member: "Mitglied",
  role: "Rolle",
  since: "Seit",
  action: "Aktion",
  change: "Ändern",
  changeNamed: (name) => `Rolle von ${name} ändern`,
  remove: "Entfernen",
  removeNamed: (name) => `${name} entfernen`,
  removeTitle: (name) => `${name} entfernen?`,
  removeText:
    "Die Verbindungen dieser Person verlieren das Projekt mit der nächsten Abfrage. Sie kann wieder eingeladen werden.",
  leave: "Verlassen",
  leaveTitle: "Dieses Projekt verlassen?",
  leaveText:
    "Sie sehen es dann nicht mehr, und Ihre Verbindungen verlieren es. Ein Administrator kann Sie wieder einladen.",
  keep: "Abbrechen",
  inviteTitle: "Jemanden einladen",
  inviteLead: "Sie bekommen einen Link, der einmal und sieben Tage lang gilt. Schicken Sie ihn selbst.",
  email: "E-Mail",
  invite: "Link erzeugen",
  linkTitle: "Die Einladung",
  linkLead: (email, day) =>
    `Schicken Sie diesen Link an ${email}. Er gilt einmal, bis ${day}, und wird nur jetzt gezeigt.`,
  linkDone: "Fertig",
  waitingTitle: "Offene Einladungen",
  expires: "Endet",
  takeBack: "Zurücknehmen",
  takeBackNamed: (email) => `Einladung von ${email} zurücknehmen`,
  noticeRole: "Die Rolle ist geändert. Sie gilt ab jetzt, auch für Verbindungen.",
  noticeRemoved: "Entfernt. Die Verbindungen dieser Person lesen das Projekt nicht mehr.",
  noticeTakenBack: "Der Link gilt nicht mehr.",
  noticeLeft: "Sie haben das Projekt verlassen.",
};

/** German texts for deleting a project. */
export const deleteProject: Text["deleteProject"] = {
  title: "Dieses Projekt löschen",
  lead: "Beendet seine Schlüssel und Mitgliedschaften und nimmt es aus jeder Verbindung. Seine Ereignisse werden innerhalb weniger Minuten gelöscht, und eine Stunde später noch einmal, was da noch unterwegs war. Das lässt sich nicht rückgängig machen.",
  ask: "Projekt löschen",
  confirm: (name) => `Zur Bestätigung ${name} eintippen`,
  submit: "Endgültig löschen",
  cancel: "Behalten",
  done: "Das Projekt ist gelöscht.",
};
