import type { Frame } from "../frame.ts";
import { type Html, html } from "../html.ts";

export interface RegionFields {
  timezone: string;
  currency: string;
  /** The zone is a guess, which the browser may better. */
  isGuess?: boolean;
}

/** A project's time zone and currency, each to be chosen from all there are. */
export function regionFields({ text, format }: Frame, { timezone, currency, isGuess = false }: RegionFields): Html {
  const words = text.newProject;
  // UTC and a zone under an older name are none that the runtime lists.
  const zones = new Set([...Intl.supportedValuesOf("timeZone"), "UTC", timezone]);
  const option = (value: string, label: string, chosen: string) =>
    html`<option value="${value}" ${value === chosen ? html`selected` : null}>${label}</option>`;
  const currencies = Intl.supportedValuesOf("currency").map((code) =>
    option(code, `${code} – ${format.currencyName(code)}`, currency),
  );
  return html`<label>${words.timezone}
<select name="timezone" aria-describedby="timezone-hint" ${isGuess ? html`data-guessed` : null}>${[...zones].sort().map((zone) => option(zone, zone.replaceAll("_", " "), timezone))}</select></label>
<p class="note hint" id="timezone-hint">${words.timezoneHint}</p>
<label>${words.currency}
<select name="currency">${currencies}</select></label>`;
}
