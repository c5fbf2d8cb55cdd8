import { NOT_OURS } from "./not-ours.ts";

/** What somebody may ask: the tool that answers it, or null where none of ours should be called. */
export interface Prompt {
  kind: "direct" | "indirect" | "negative";
  language: "en" | "fr" | "de" | "es" | "it";
  tool: string | null;
  text: string;
}

/** Prompts by tool, then by language; a line that begins with "~" asks without naming the thing. */
const ASKED: Readonly<Record<string, Readonly<Record<Prompt["language"], string>>>> = {
  get_analytics: {
    en: `How many unique visitors did we have last week?
Total page views this month
What is our bounce rate?
Average visit duration of the last 30 days
How many sessions this year compared with the period before?
~Is this month better than last month?
~Give me the totals for yesterday
~Did visitors grow in percent?`,
    fr: `Combien de visiteurs uniques la semaine dernière ?
Quel est le taux de rebond ce mois-ci ?
Durée moyenne des visites
Nombre total de pages vues hier
~Ce mois est-il meilleur que le précédent ?`,
    de: `Wie viele Besucher hatten wir letzte Woche?
Wie hoch ist die Absprungrate?
Durchschnittliche Besuchsdauer im letzten Monat
Anzahl der Sitzungen im Vergleich zum Zeitraum davor
~Ist dieser Monat besser als der letzte?`,
    es: `¿Cuántos visitantes únicos tuvimos este mes?
¿Cuál es la tasa de rebote?
Duración media de las visitas
Total de sesiones de ayer
~¿Es este mes mejor que el anterior?`,
    it: `Quanti visitatori unici abbiamo avuto la settimana scorsa?
Qual è la frequenza di rimbalzo?
Durata media delle visite
~Questo mese è migliore del precedente?`,
  },
  get_timeseries: {
    en: `Show visitors by day as a chart
What is the trend of page views by week?
Visitors by hour for yesterday
On which day was the peak?
Plot sessions by month
~Which days were slow?
~Draw the course of this year`,
    fr: `Courbe des visiteurs par jour
Tendance des pages vues par semaine
Graphique par heure pour hier
~Quels jours ont été lents ?`,
    de: `Verlauf der Besucher nach Tag als Diagramm
Trend der Seitenaufrufe nach Woche
An welchem Tag war die Spitze?
~Welche Tage waren schwach?`,
    es: `Gráfico de visitantes por día
Tendencia de páginas vistas por semana
¿Qué día fue el pico?
~¿Qué días fueron lentos?`,
    it: `Grafico dei visitatori per giorno
Andamento delle visualizzazioni per settimana
In quale giorno c'è stato il picco?`,
  },
  get_realtime: {
    en: `Who is on the site right now?
How many visitors are active at the moment?
Realtime visitors
Is anybody online now?
~What are people looking at this minute?`,
    fr: `Qui est sur le site en ce moment ?
Visiteurs en temps réel
Combien de visiteurs actifs maintenant ?`,
    de: `Wer ist gerade auf der Seite?
Echtzeit Besucher
Wie viele Besucher sind jetzt aktiv?`,
    es: `¿Quién está en el sitio ahora mismo?
Visitantes en tiempo real
¿Cuántos visitantes activos hay ahora?`,
    it: `Chi è sul sito adesso?
Visitatori in tempo reale
Quanti visitatori attivi ora?`,
  },
  get_top_pages: {
    en: `Which pages are viewed most?
Our most popular content
Top landing pages
On which pages do people leave?
Average time on page by path
~Which blog article is read most?
~Where do people exit the site?`,
    fr: `Quelles pages sont les plus vues ?
Contenu le plus populaire
Principales pages d'entrée
~Quel article est le plus lu ?`,
    de: `Welche Seiten werden am meisten aufgerufen?
Beliebteste Inhalte
Auf welchen Seiten verlassen uns die Leute?
~Welcher Artikel wird am meisten gelesen?`,
    es: `¿Qué páginas son las más vistas?
Contenido más popular
Principales páginas de entrada
~¿Qué artículo se lee más?`,
    it: `Quali pagine sono le più viste?
Contenuti più popolari
Pagine di uscita principali
~Quale articolo è più letto?`,
  },
  get_traffic_sources: {
    en: `Where do our visits come from?
Top referrers
Traffic by channel
How did the newsletter campaign do?
Visitors from Google search
How much paid traffic against social?
~Which websites send us people?
~Does search bring us anything?
Which browsers do our visitors use?
Mobile against desktop visits
Visitors by operating system or device
~Do people look at the site on phones?`,
    fr: `D'où vient notre trafic ?
Principales sources de trafic
Visites par canal
Résultat de la campagne newsletter
~Quels sites nous envoient des gens ?
Visites par navigateur`,
    de: `Woher kommen unsere Besuche?
Wichtigste Quellen
Verkehr nach Kanal
Wie lief die Newsletter Kampagne?
~Bringt uns die Suche etwas?
Welche Browser nutzen unsere Besucher?
Besucher nach Gerät`,
    es: `¿De dónde viene nuestro tráfico?
Principales fuentes de tráfico
Visitas por canal
Resultado de la campaña del boletín
~¿Nos trae algo el buscador?
Visitas por navegador`,
    it: `Da dove arriva il nostro traffico?
Principali fonti di traffico
Visite per canale
Risultato della campagna newsletter
Visite per dispositivo`,
  },
  get_top_locations: {
    en: `Which countries are our visitors in?
Visitors by city
Top regions
What share of visitors is in each country?
~Which markets are worth a translation?
~Where on earth are people?`,
    fr: `De quels pays sont nos visiteurs ?
Visiteurs par ville
Régions principales
~Quels marchés méritent une traduction ?`,
    de: `Aus welchen Ländern sind unsere Besucher?
Besucher nach Stadt
Wichtigste Regionen
~Für welche Märkte lohnt eine Übersetzung?`,
    es: `¿De qué países son nuestros visitantes?
Visitantes por ciudad
Regiones principales
~¿Qué mercados merecen una traducción?`,
    it: `Di quali paesi sono i nostri visitatori?
Visitatori per città
Regioni principali`,
  },
  get_events: {
    en: `How often did the signup event happen?
List our custom events
Downloads in the last 30 days
Signup by plan
How many clicks on add_to_cart?
~What actions do people take?`,
    fr: `Combien d'inscriptions ce mois-ci ?
Liste des événements personnalisés
Téléchargements de la semaine
~Quelles actions font les gens ?`,
    de: `Wie viele Anmeldungen gab es diesen Monat?
Eigene Ereignisse auflisten
Downloads der letzten Woche
~Welche Aktionen führen die Leute aus?`,
    es: `¿Cuántos registros hubo este mes?
Lista de eventos personalizados
Descargas de la semana
~¿Qué acciones hace la gente?`,
    it: `Quante iscrizioni questo mese?
Elenco degli eventi personalizzati
Download della settimana`,
  },
  get_revenue: {
    en: `What's my MRR?
How much revenue did we make this month?
What is our customer churn rate?
ARR and average revenue per account
How many new subscriptions and paying customers this quarter?
Gross and net revenue of last month, with refunds
~Why did MRR move?
~How is our income compared with the month before?`,
    fr: `Quel est notre MRR ?
Chiffre d'affaires de ce mois
Taux d'attrition des clients
~Pourquoi le MRR a-t-il bougé ?`,
    de: `Wie hoch ist unser MRR?
Umsatz in diesem Monat
Wie viele zahlende Kunden haben wir?
~Warum hat sich der MRR bewegt?`,
    es: `¿Cuál es nuestro MRR?
Ingresos de este mes
Tasa de cancelación de clientes`,
    it: `Qual è il nostro MRR?
Ricavi di questo mese
Tasso di abbandono dei clienti`,
  },
  get_revenue_timeseries: {
    en: `Show me my revenue trend for the last 90 days
Revenue by month as a chart
MRR growth over time
~In which month were sales best?`,
    fr: `Courbe du chiffre d'affaires par mois
Tendance du MRR par mois`,
    de: `Verlauf des Umsatzes nach Monat als Diagramm
Trend des MRR nach Monat`,
    es: `Gráfico de ingresos por mes
Tendencia del MRR por mes`,
    it: `Grafico dei ricavi per mese
Andamento dell'MRR per mese`,
  },
  get_top_customers: {
    en: `Who are my highest-value customers?
List the customers who pay most
Top customers by revenue
~Who are our best buyers?`,
    fr: `Quels sont nos meilleurs clients ?
Clients qui paient le plus`,
    de: `Wer sind unsere besten Kunden?
Kunden, die am meisten zahlen`,
    es: `¿Quiénes son nuestros mejores clientes?
Clientes que más pagan`,
    it: `Chi sono i nostri migliori clienti?
Clienti che pagano di più`,
  },
  get_channel_roi: {
    en: `Which marketing channel has the best ROI?
ROAS by campaign
Customer acquisition cost per channel
What did we get back for our ad spend?
~Does our advertising pay off?`,
    fr: `Quel canal marketing a le meilleur ROI ?
Coût d'acquisition par canal
~Notre publicité est-elle rentable ?`,
    de: `Welcher Marketingkanal hat den besten ROI?
Werbeausgaben und ROAS nach Kampagne
~Lohnt sich unsere Werbung?`,
    es: `¿Qué canal de marketing tiene el mejor ROI?
ROAS por campaña
~¿Es rentable nuestra publicidad?`,
    it: `Quale canale di marketing ha il miglior ROI?
ROAS per campagna
~La nostra pubblicità rende?`,
  },
  list_projects: {
    en: `Which projects can you reach?
List my sites
What is the time zone and currency of my project?
~Which sites are there?`,
    fr: `Quels projets peux-tu voir ?
Liste de mes sites`,
    de: `Welche Projekte kannst du sehen?
Zeitzone und Währung meines Projekts`,
    es: `¿Qué proyectos tienes?
Lista de mis sitios`,
    it: `Quali progetti puoi vedere?
Elenco dei miei siti`,
  },
};

/** Every prompt. */
export function readPrompts(): Prompt[] {
  const asked = Object.entries(ASKED).flatMap(([tool, texts]) => read(texts, tool));
  return [...asked, ...read(NOT_OURS, null)];
}

function read(texts: Readonly<Record<Prompt["language"], string>>, tool: string | null): Prompt[] {
  return (Object.entries(texts) as [Prompt["language"], string][]).flatMap(([language, lines]) =>
    lines.split("\n").map((line): Prompt => {
      const isIndirect = line.startsWith("~");
      const kind = tool === null ? "negative" : isIndirect ? "indirect" : "direct";
      return { kind, language, tool, text: line.replace(/^~/, "") };
    }),
  );
}
