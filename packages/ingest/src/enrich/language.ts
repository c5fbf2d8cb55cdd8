/**
 * The visitor's language as `en-US` or `en`; '' when it is not known. An app's locale counts before the header; of the
 * header the first entry counts, which is the one that the person put first.
 */
export function readLanguage(locale: string, acceptLanguage: string | undefined): string {
  return shortTag(locale) || shortTag((acceptLanguage ?? "").split(",", 1).join(""));
}

/** RFC 5646: language, extended language, script, region; what follows is of no interest here. */
const TAG = /^([a-z]{2,3})(?:-[a-z]{3})?(?:-[a-z]{4})?(?:-([a-z]{2}|\d{3}))?(?![a-z0-9])/i;

function shortTag(text: string): string {
  // `en_US`, `en_US.UTF-8`, `fr-FR;q=0.9`, `zh_CN_#Hans`: what systems and browsers write.
  const [, language, region] = TAG.exec(text.trim().replaceAll("_", "-")) ?? [];
  if (!language) return "";
  return region ? `${language.toLowerCase()}-${region.toUpperCase()}` : language.toLowerCase();
}
