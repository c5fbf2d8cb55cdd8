/** Milliseconds since the epoch; handed in, so that tests can hold it. */
export type Clock = () => number;

/** The machine's clock. */
export const systemClock: Clock = () => Date.now();
