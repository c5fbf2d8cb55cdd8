import { revenueSentences } from "./revenue-sentences.ts";

/**
 * What other parts of the product say in English, in German: the rules of fields and the sentences of refusals, whole
 * and in order; `$1` is what stood in the brackets. A sentence that is not here is shown as it came.
 */
export const sentences: readonly (readonly [RegExp, string])[] = [
  [/^is required\.$/, "fehlt."],
  [/^must be a text\.$/, "muss ein Text sein."],
  [/^must not be empty\.$/, "darf nicht leer sein."],
  [/^must have at most (\d+) characters\.$/, "darf höchstens $1 Zeichen haben."],
  [/^must have at least (\d+) characters\.$/, "muss mindestens $1 Zeichen haben."],
  [/^must be one line without control characters\.$/, "muss eine Zeile ohne Steuerzeichen sein."],
  [/^must be an e-mail address\.$/, "muss eine E-Mail-Adresse sein."],
  [/^must be an id\.$/, "muss eine Kennung sein."],
  [/^is longer than any id\.$/, "ist länger als jede Kennung."],
  [/^is none of the accepted values\.$/, "ist keiner der möglichen Werte."],
  [/^cannot be read\.$/, "lässt sich nicht lesen."],
  [/^is not known here\.$/, "ist hier nicht bekannt."],
  [/^must be one of (.+)\.$/, "muss eines von $1 sein."],
  [/^must be one of the allowed values\.$/, "muss einer der erlaubten Werte sein."],
  [/^must be the name of the project: (.+)\.$/, "muss der Name des Projekts sein: $1."],
  [/^must be the e-mail address of the account: (.+)\.$/, "muss die E-Mail-Adresse des Kontos sein: $1."],
  [/^is not your password\.$/, "ist nicht Ihr Passwort."],
  [
    /^is not the code that the app shows\. Is the clock of the phone right\?$/,
    "ist nicht der Code, den die App zeigt. Geht die Uhr des Telefons richtig?",
  ],
  [/^must be a code\.$/, "muss ein Code sein."],
  [/^must have six digits\.$/, "muss sechs Ziffern haben."],
  [/^must be a host name\.$/, "muss ein Hostname sein."],
  [/^must be a host name without scheme, port or path\.$/, "muss ein Hostname ohne Schema, Port und Pfad sein."],
  [/^must be a list of host names\.$/, "muss eine Liste von Hostnamen sein."],
  [/^must name at most (\d+) hosts\.$/, "darf höchstens $1 Hosts nennen."],
  [/^must be a time zone\.$/, "muss eine Zeitzone sein."],
  [
    /^must be a time zone of the IANA database, a region and a city\.$/,
    "muss eine Zeitzone der IANA-Datenbank sein, eine Region und eine Stadt.",
  ],
  [/^must be a currency code\.$/, "muss ein Währungskürzel sein."],
  [
    /^must be a three-letter ISO 4217 currency code\.$/,
    "muss ein Währungskürzel nach ISO 4217 aus drei Buchstaben sein.",
  ],
  [
    /^must be a whole number from 1 \(Monday\) to 7 \(Sunday\)\.$/,
    "muss eine ganze Zahl von 1 (Montag) bis 7 (Sonntag) sein.",
  ],
  [
    /^has no account here\. An operator can add one: (.+)$/,
    "hat hier kein Konto. Ein Betreiber kann eines anlegen: $1",
  ],
  [/^belongs to a member of this project\.$/, "gehört einem Mitglied dieses Projekts."],
  [
    /^must be an address such as (\S+), or a network such as (\S+) or (\S+)\.$/,
    "muss eine Adresse wie $1 sein, oder ein Netz wie $2 oder $3.",
  ],
  [
    /^give one of visitor id, user id, e-mail address and customer id\.$/,
    "Nennen Sie Besucherkennung, Nutzerkennung, E-Mail-Adresse oder Kundenkennung.",
  ],
  [
    /^needs a domain: this project names none, so nothing could be taken\.$/,
    "braucht eine Domain: Dieses Projekt nennt keine, also könnte nichts angenommen werden.",
  ],
  [/^must be an address or a network\.$/, "muss eine Adresse oder ein Netz sein."],
  [/^must be a list of networks\.$/, "muss eine Liste von Netzen sein."],
  [/^must name at most (\d+) networks\.$/, "darf höchstens $1 Netze nennen."],
  [
    /^must be a whole number of days; 0 keeps for good\.$/,
    "muss eine ganze Zahl von Tagen sein; 0 behält sie für immer.",
  ],
  [/^must not be below 0; 0 keeps for good\.$/, "darf nicht unter 0 liegen; 0 behält sie für immer."],
  [/^must be at most (\d+) days; 0 keeps for good\.$/, "darf höchstens $1 Tage sein; 0 behält sie für immer."],
  [/^must be a list of projects\.$/, "muss eine Liste von Projekten sein."],
  [/^must name at most (\d+) projects\.$/, "darf höchstens $1 Projekte nennen."],
  [/^must name at least one project\.$/, "muss mindestens ein Projekt nennen."],
  [
    /^An instance needs an operator\. Make somebody else one first\.$/,
    "Eine Instanz braucht einen Betreiber. Machen Sie zuerst jemand anderen dazu.",
  ],
  [/^is too long\.$/, "ist zu lang."],
  [/^Name either a userId or an email\.$/, "Nennen Sie entweder eine Nutzerkennung oder eine E-Mail-Adresse."],
  [/^is not a known IANA time zone\.$/, "ist keine bekannte IANA-Zeitzone."],
  [/^must be a JSON list\.$/, "muss eine JSON-Liste sein."],
  [/^stands more than once; give it once\.$/, "steht mehrmals da; geben Sie es einmal an."],
  [
    /^give either period or startDate and endDate, not both\.$/,
    "Nennen Sie entweder einen Zeitraum oder zwei Tage, nicht beides.",
  ],
  [
    /^the range begins in the future; today is (\S+) in (\S+)\.$/,
    "Der Zeitraum beginnt in der Zukunft; heute ist der $1 in $2.",
  ],
  [
    /^must be before endDate; the same day twice means that whole day\.$/,
    "muss vor dem letzten Tag liegen; zweimal derselbe Tag meint diesen ganzen Tag.",
  ],
  [
    /^a range holds at most (\d+) days; period all takes everything there is\.$/,
    "Ein Zeitraum umfasst höchstens $1 Tage; „Gesamte Zeit“ nimmt alles, was es gibt.",
  ],
  [
    /^There are (\d+) keys already, which is the most\. Revoke one that is not used\.$/,
    "Es gibt schon $1 Schlüssel; mehr geht nicht. Widerrufen Sie einen, der nicht benutzt wird.",
  ],
  [/^(\S+) has an account already\.$/, "$1 hat schon ein Konto."],
  [/^(\S+) has an account already\. Sign in with it\.$/, "$1 hat schon ein Konto. Melden Sie sich damit an."],
  [/^Your account has a second factor already\.$/, "Ihr Konto hat schon einen zweiten Faktor."],
  [/^Your account has no second factor\.$/, "Ihr Konto hat keinen zweiten Faktor."],
  [
    /^A project needs an owner\. Make somebody else an owner of it first\.$/,
    "Ein Projekt braucht einen Inhaber. Machen Sie zuerst jemand anderen zum Inhaber.",
  ],
  [
    /^A project needs an owner, and this account is the only one of: (.+)\. Make somebody else an owner first, or delete the project\.$/,
    "Ein Projekt braucht einen Inhaber, und dieses Konto ist der einzige von: $1. Machen Sie zuerst jemand anderen zum Inhaber, oder löschen Sie das Projekt.",
  ],
  [
    /^Only an owner of the project can add, change or remove an owner\.$/,
    "Nur ein Inhaber des Projekts kann Inhaber aufnehmen, ändern oder entfernen.",
  ],
  [
    /^Only an owner of a project in this organization, or an operator, can add a project to it\.$/,
    "Nur ein Inhaber eines Projekts dieser Organisation oder ein Betreiber kann ihr ein Projekt hinzufügen.",
  ],
  [/^Only an operator of this instance can do this\.$/, "Das kann nur ein Betreiber dieser Instanz."],
  [
    /^Keys, tokens and connections cannot do this\. Sign in to Heliometer in a browser\.$/,
    "Schlüssel, Tokens und Verbindungen können das nicht. Melden Sie sich im Browser bei Heliometer an.",
  ],
  [
    /^This needs a signed-in user; the command line has none\.$/,
    "Das verlangt einen angemeldeten Nutzer; die Kommandozeile hat keinen.",
  ],
  [
    /^This needs the role (\w+) in this project; yours is (\w+)\. An admin of it can change that\.$/,
    "Das verlangt in diesem Projekt die Rolle $1; Ihre ist $2. Ein Administrator kann das ändern.",
  ],
  [
    /^This invitation is for (\S+)\. Sign out, then open the link again\.$/,
    "Diese Einladung gilt für $1. Melden Sie sich ab, und öffnen Sie den Link noch einmal.",
  ],
  [/^There is nothing at this address\.$/, "Unter dieser Adresse gibt es nichts."],
  [/^Nothing here$/, "Hier ist nichts"],
  [/^That request cannot be read$/, "Diese Anfrage lässt sich nicht lesen"],
  [/^Please sign in$/, "Bitte melden Sie sich an"],
  [/^Not allowed$/, "Nicht erlaubt"],
  [/^That does not fit$/, "Das passt nicht"],
  [/^Too large$/, "Zu groß"],
  [/^Too many tries$/, "Zu viele Versuche"],
  [/^Not available just now$/, "Gerade nicht verfügbar"],
  [/^Something went wrong$/, "Etwas ist schiefgegangen"],
  [
    /^Something went wrong on the server\. The log has the details\.$/,
    "Auf dem Server ist etwas schiefgegangen. Die Einzelheiten stehen im Protokoll.",
  ],
  [
    /^Request body is too large$/,
    "Es wurde mehr gesendet, als hier angenommen wird. Kürzen Sie den Text, und senden Sie ihn noch einmal.",
  ],
  [/^This app could not be identified$/, "Dieses Programm ließ sich nicht erkennen"],
  [
    /^(.*) Nothing was shared with the app\. Try again in a minute; if it goes on, tell its makers\.$/,
    "Es wurde nichts weitergegeben. Versuchen Sie es in einer Minute noch einmal; bleibt es dabei, sagen Sie es dem Hersteller. $1",
  ],
  [/^This app is not registered here any more$/, "Dieses Programm ist hier nicht mehr registriert"],
  [
    /^Remove Heliometer from the app that sent you here, then add it again\. The app will register itself anew\.$/,
    "Entfernen Sie Heliometer aus dem Programm, das Sie hierher geschickt hat, und fügen Sie es wieder hinzu. Es registriert sich dann neu.",
  ],
  [/^This request was stopped$/, "Diese Anfrage wurde angehalten"],
  [
    /^The app asked to send you to an address that it did not register\. Nothing was shared with it\.$/,
    "Das Programm wollte Sie an eine Adresse schicken, die es nicht registriert hat. Es wurde nichts weitergegeben.",
  ],
  [/^This attempt to connect has expired$/, "Dieser Verbindungsversuch ist abgelaufen"],
  [
    /^Go back to your assistant and connect again\. Nothing was shared with it\.$/,
    "Gehen Sie zurück zu Ihrem Assistenten, und verbinden Sie ihn noch einmal. Es wurde nichts weitergegeben.",
  ],
  [/^Heliometer cannot answer just now$/, "Heliometer kann gerade nicht antworten"],
  [
    /^Its database does not respond\. Nothing was shared with the app\. Try again in a moment\.$/,
    "Die Datenbank antwortet nicht. Es wurde nichts weitergegeben. Versuchen Sie es gleich noch einmal.",
  ],
  [/^Something went wrong on our side$/, "Bei uns ist etwas schiefgegangen"],
  [/^Please try again in a moment\.$/, "Bitte versuchen Sie es gleich noch einmal."],
  [
    /^The app sent a request that cannot be answered$/,
    "Das Programm hat eine Anfrage gesendet, die sich nicht beantworten lässt",
  ],
  [
    /^Nothing was shared with it\. What was wrong, for its makers: (.*)$/,
    "Es wurde nichts weitergegeben. Was falsch war, für den Hersteller: $1",
  ],
  ...revenueSentences,
];
