/** The English name of a country by its ISO 3166-1 code; the code itself when it is not assigned. */
export function countryName(code: string): string {
  if (!/^[A-Z]{2}$/.test(code)) return code;
  return new Intl.DisplayNames("en", { type: "region", fallback: "code" }).of(code) ?? code;
}
