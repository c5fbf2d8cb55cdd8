import type { Text } from "../text.ts";

const PROXY_HEADERS = "proxy_set_header Host $host; proxy_set_header X-Forwarded-Proto $scheme;";

/** The test of the connection in German. */
export const connectionTest: Text["connectionTest"] = {
  steps: {
    address: "Die Adresse",
    challenge: "Die Aufforderung zum Anmelden",
    resource: "Das Dokument darüber, was geschützt ist",
    server: "Das Dokument über das Anmelden",
    registration: "Programme können sich bekannt machen",
    call: "Eine Frage nach diesem Projekt",
  },
  good: "Alles funktioniert: Ein Assistent kann sich mit dieser Adresse verbinden.",
  goodHere:
    "Alles funktioniert, von diesem Computer aus. Assistenten im Internet brauchen eine öffentliche https-Adresse.",
  bad: "Ein Assistent käme nicht durch.",
  outcomes: { good: "geht", bad: "geht nicht", left_out: "nicht versucht" },
  answer: "Die Antwort",
  busy: "Eine Prüfung von Ihnen läuft gerade. Warten Sie einige Sekunden, und versuchen Sie es dann noch einmal.",
  findings: {
    notHttps: (address) => ({
      why: `Die öffentliche Adresse ist ${address}, ohne Verschlüsselung. Assistenten melden sich nur über https an.`,
      next: "Stellen Sie einen Proxy mit Zertifikat davor, setzen Sie PUBLIC_URL auf seine https-Adresse, und starten Sie Heliometer neu.",
    }),
    unreachable: (detail) => ({
      why: `Dieser Server erreicht seine eigene öffentliche Adresse nicht (${detail}).`,
      next: "Prüfen Sie, ob ihr Name zu Ihrem Proxy führt und ob der Proxy läuft. Manche Heimnetze lassen einen Computer sich nicht selbst unter seinem öffentlichen Namen anrufen: Versuchen Sie die Adresse dann von außen, mit einem Telefon ohne Ihr WLAN; „Authentication required“ heißt, dass es geht.",
    }),
    slow: (time) => ({
      why: `Innerhalb von ${time} kam nichts zurück.`,
      next: "Prüfen Sie, ob der Proxy Anfragen an den Port von Heliometer weitergibt und keine Firewall sie verschluckt.",
    }),
    certificate: (detail) => ({
      why: `Das Zertifikat der Adresse wird nicht angenommen (${detail}).`,
      next: "Erneuern Sie das Zertifikat, mit seiner ganzen Kette und für genau diesen Namen. Selbst unterschriebene nehmen Assistenten nicht an.",
    }),
    redirected: (address) => ({
      why: `Die Adresse führt weiter zu ${address}. Assistenten folgen dem nicht.`,
      next: "Setzen Sie PUBLIC_URL auf die Adresse, die am Ende antwortet, oder nehmen Sie die Weiterleitung für /api, /oauth und /.well-known aus dem Proxy.",
    }),
    toHttps: (address) => ({
      why: `PUBLIC_URL beginnt mit http, und der Proxy führt weiter zu ${address}.`,
      next: `Setzen Sie PUBLIC_URL=${address}, und starten Sie Heliometer neu.`,
    }),
    wrongHost: (host) => ({
      why: `Der Proxy gibt einen anderen Hostnamen weiter als ${host}; Heliometer hält die Anfrage daher nicht für seine.`,
      next: `Lassen Sie den Proxy den Namen behalten. In nginx: ${PROXY_HEADERS}`,
    }),
    blocked: (status) => ({
      why: `Etwas vor Heliometer hat mit einer eigenen Seite geantwortet (Status ${status}): eine Firewall, ein Schutz vor Bots oder eine Anmeldung des Proxys.`,
      next: "Lassen Sie /api/v1/mcp, /oauth und /.well-known ohne das durch. Heliometer schützt sie selbst.",
    }),
    gateway: (status) => ({
      why: `Der Proxy antwortet (Status ${status}) und erreicht Heliometer nicht.`,
      next: "Prüfen Sie Adresse und Port, an die der Proxy weitergibt, und ob HOST ihn hereinlässt: zwischen Containern HOST=0.0.0.0.",
    }),
    notPassed: (path) => ({
      why: `Unter ${path} gibt es nichts; der Proxy gibt diesen Pfad also nicht weiter oder ändert ihn.`,
      next: "Geben Sie alles weiter, von / an und mit dem Pfad, wie er kam.",
    }),
    somethingElse: (address) => ({
      why: `Unter ${address} antwortet etwas anderes als Heliometer.`,
      next: "Prüfen Sie, wohin der Name führt und was PUBLIC_URL sagt.",
    }),
    open: (path) => ({
      why: `${path} hat geantwortet, ohne zu fragen, wer anruft. Das ist nicht dieses Heliometer.`,
      next: "Prüfen Sie, wohin der Name führt und dass kein Zwischenspeicher davorsteht.",
    }),
    challengeDropped: (header) => ({
      why: `Der Header ${header} ging unterwegs verloren. Durch ihn findet ein Assistent den Weg zum Anmelden.`,
      next: "Lassen Sie den Proxy ihn weitergeben. Ein Proxy, der selbst anmeldet, ersetzt ihn: Schalten Sie das für /api/v1/mcp aus.",
    }),
    challengeElsewhere: (address) => ({
      why: `Die Aufforderung zum Anmelden führt zu ${address}, also zu einer anderen Adresse als dieser.`,
      next: "Hier antwortet ein anderes Heliometer oder eines mit anderer PUBLIC_URL. Setzen Sie für alle Knoten dieselbe.",
    }),
    documentMissing: (path) => ({
      why: `${path} kommt nicht durch.`,
      next: "Geben Sie /.well-known an Heliometer weiter. Manche Proxys behalten diesen Ordner für Zertifikate: Lassen Sie ihnen nur /.well-known/acme-challenge.",
    }),
    documentDiffers: (name) => ({
      why: `Das Feld ${name} nennt eine andere Adresse als die, die Sie Assistenten geben.`,
      next: "Hier antwortet ein anderes Heliometer, oder ein Zwischenspeicher behält ein altes Dokument. Setzen Sie für alle Knoten dieselbe PUBLIC_URL, und leeren Sie den Zwischenspeicher.",
    }),
    registrationClosed: (path) => ({
      why: `Programme können sich nicht bekannt machen: ${path} antwortet nicht, wie es soll.`,
      next: "Geben Sie /oauth mit jeder Methode an Heliometer weiter, auch OPTIONS.",
    }),
    credentialDropped: (header) => ({
      why: `Der Header ${header} ging unterwegs verloren; deshalb wird niemand erkannt.`,
      next: "Lassen Sie den Proxy ihn weitergeben. In Apache: CGIPassAuth On oder SetEnvIf Authorization; eine eigene Passwortabfrage des Proxys muss aus sein.",
    }),
    bodyCut: (size) => ({
      why: `Eine Anfrage von ${size} kommt nicht ganz durch.`,
      next: "Erhöhen Sie die Grenze des Proxys für Anfragen auf ein Megabyte. In nginx: client_max_body_size 1m;",
    }),
    answerCut: (detail) => ({
      why: `Die Antwort kam abgeschnitten oder verändert zurück (${detail}).`,
      next: "Schalten Sie aus, was Antworten unterwegs umschreibt: Seitenoptimierer, eingefügte Skripte, Zwischenspeicher.",
    }),
    tooManyCalls: () => ({
      why: "Ihre Abfragen dieser Minute sind aufgebraucht.",
      next: "Warten Sie eine Minute, und prüfen Sie dann noch einmal.",
    }),
    instanceOff: () => ({
      why: "Das Anmelden geht, aber MCP ist für dieses ganze Heliometer ausgeschaltet.",
      next: "Ein Betreiber kann es einschalten, unter Betrieb, MCP.",
    }),
    projectOff: () => ({
      why: "Das Anmelden geht, aber Assistenten sind für dieses Projekt ausgeschaltet.",
      next: "Ein Administrator des Projekts kann sie einschalten, unter Einstellungen, MCP.",
    }),
    planTooLow: () => ({
      why: "Das Anmelden geht, aber der Tarif dieser Organisation umfasst keine Assistenten.",
      next: "Ein Betreiber kann den Tarif ändern, unter Betrieb, Organisationen.",
    }),
    privilege: () => ({
      why: "Das Anmelden geht, aber Ihre Rolle liegt über dem, was Assistenten auf diesem Heliometer dürfen.",
      next: "Ein Betreiber kann die höchste Stufe anheben. Ein Nur-Lese-Schlüssel des Projekts geht auf jeder Stufe.",
    }),
    callFailed: (message) => ({
      why: `Unterwegs funktioniert alles, aber die Frage wurde nicht beantwortet: ${message}`,
      next: "Prüfen Sie noch einmal. Bleibt es dabei, findet ein Betreiber die Ursache im Protokoll des Servers.",
    }),
  },
};
