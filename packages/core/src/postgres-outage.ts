/** SQLSTATE classes of a server that cannot work now, whatever it is asked: connection, resources, shutdown. */
const SERVER_STATES = ["08", "53", "57P"];
/** The driver's own errors have no code. */
const DRIVER_MESSAGES = /^(Connection terminated|timeout exceeded when trying to connect|Client has encountered)/;

/** Whether an error of the Postgres driver says that the server does not answer, so that no statement is at fault. */
export function isPostgresOutage(error: unknown): boolean {
  if (error instanceof AggregateError) return true;
  if (!(error instanceof Error)) return false;
  const code: unknown = Reflect.get(error, "code");
  if (typeof code === "string" && SERVER_STATES.some((state) => code.startsWith(state))) return true;
  return "syscall" in error || (typeof code !== "string" && DRIVER_MESSAGES.test(error.message));
}

/** What happened, without the address and its password. */
export function outageReason(error: unknown): string {
  // A host with several addresses answers with one error for each.
  const first = error instanceof AggregateError ? error.errors[0] : error;
  return first instanceof Error ? first.message : String(first);
}
