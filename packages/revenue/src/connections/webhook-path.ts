/** Where a provider delivers to, below the public address of this instance. */
export function webhookPath(provider: string, connectionId: string): string {
  return `/api/v1/webhooks/${provider}/${connectionId}`;
}
