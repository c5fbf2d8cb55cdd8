import type { Prompt } from "./prompts.ts";

/** Questions for somebody else. */
export const NOT_OURS: Readonly<Record<Prompt["language"], string>> = {
  en: `Write a haiku about autumn
What is the weather in Lisbon tomorrow?
Refactor this function to use async
Translate this letter into Polish
Delete the staging database
Send an e-mail to the team
Book a table for two
Summarise this PDF
Fix the failing unit test
What is the capital of Australia?
Create a new invoice
Remind me to call mum`,
  fr: `Écris un poème sur la mer
Quel temps fera-t-il demain ?
Corrige cette fonction
Envoie un e-mail à l'équipe
Réserve une table pour deux`,
  de: `Schreib ein Gedicht über das Meer
Wie wird das Wetter morgen?
Verbessere diese Funktion
Schick eine Mail an das Team
Buche einen Tisch für zwei`,
  es: `Escribe un poema sobre el mar
¿Qué tiempo hará mañana?
Corrige esta función
Envía un correo al equipo
Reserva una mesa para dos`,
  it: `Scrivi una poesia sul mare
Che tempo farà domani?
Correggi questa funzione
Manda una mail al team
Prenota un tavolo per due`,
};
