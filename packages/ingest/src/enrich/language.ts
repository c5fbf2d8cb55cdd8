/**
 * The visitor's language as `en-US` or `en`; '' when it is not known. An app's locale counts before the header; of the
 * header the first entry counts, which is the one that the person put first.
 */
export function readLanguage(locale: string, acceptLanguage: string | undefined): string {
  return shortTag(locale) || shortTag((acceptLanguage ?? "").split(",", 1).join(""));
}

function shortTag(text: string): string {
  // `en_US`, `en_US.UTF-8`, `fr-FR;q=0.9`, `zh_CN_#Hans`: what systems and browsers write.
  const tag = text
    .trim()
    .split(/[;.@#]/, 1)
    .join("")
    .replaceAll("_", "-")
    .replace(/-+$/, "");
  try {
    const { language, region } = new Intl.Locale(tag);
    return region ? `${language}-${region}` : language;
  } catch {
    return "";
  }
}
