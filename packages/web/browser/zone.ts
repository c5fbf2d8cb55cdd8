/** The browser knows the time zone exactly; the server has guessed it from the language. */
export function chooseOwnZone(): void {
  const zones = document.querySelector<HTMLSelectElement>("select[name=timezone][data-guessed]");
  const own = Intl.DateTimeFormat().resolvedOptions().timeZone;
  if (zones && [...zones.options].some(({ value }) => value === own)) zones.value = own;
}
