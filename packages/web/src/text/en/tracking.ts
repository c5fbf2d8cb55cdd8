/** The page with the tracker's script tag, in English. */
export const tracking = {
  tab: "Tracking",
  title: "Count visits",
  lead: "Paste this line into the head of every page. It sets no cookie and stores nothing in the browser.",
  create: {
    title: "A key for your pages",
    lead: "Pages send with a public key. It stands in their source for everybody to read, and can do nothing but send.",
    submit: "Create a public key",
    name: "Website",
  },
  arrival: {
    title: "Has an event arrived?",
    last: (instant: string) => `Yes: the last one on ${instant}.`,
    none: "Not yet.",
    noneHint:
      "Open a page that has the line. If nothing comes: is the line in the page’s source as it is served? Does a content policy or an ad blocker of yours stop it? Was it sent and refused?",
    look: "Look again",
    refused: "What was refused",
  },
  created: "The key is there. Paste the line below into your pages.",
  own: {
    title: "From your own domain",
    lead: "Ad blockers stop scripts of other hosts. Pass a path of your own site on to Heliometer, any name will do, and load the script from there: it sends to where it came from.",
  },
  events: {
    title: "Events",
    lead: "By a call, or by attributes of an element that is clicked; links that lead away and downloads are followed by themselves.",
  },
  reference: {
    title: "A tracker of Himetrica that you have already",
    lead: "It works as it is: give it this address in place of its own, and the key above.",
  },
  server: {
    title: "From a server",
    lead: "With a full secret key, never with the public one: POST /api/v1/track for one event, /api/v1/events/batch for a thousand, history too.",
  },
  check: "Open a page of your site: you are on the overview's active visitors within two seconds.",
};
