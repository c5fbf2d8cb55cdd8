/** The line for the pages of a site: the tracker, with the public key of a project. */
export function trackerLine(origin: string, publicKey: string): string {
  return `<script defer src="${origin}/tracker.js" data-api-key="${publicKey}"></script>`;
}
