import { setFlagsFromString } from "node:v8";

const HEAP_GROWING_PERCENT = 40;

/**
 * On a machine with much memory V8 lets garbage grow to several times of what is in use before it collects. Under a flood
 * of events that is hundreds of megabytes; with this, it collects a little more often.
 */
export function collectOften(): void {
  setFlagsFromString(`--heap-growing-percent=${HEAP_GROWING_PERCENT}`);
}
