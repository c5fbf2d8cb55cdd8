import { COMMAND_LINE_SHAPES } from "./shapes/command-line.ts";
import { EDITOR_SHAPES } from "./shapes/editors.ts";
import { HOSTED_SHAPES } from "./shapes/hosted.ts";
import type { ClientShape } from "./shapes/shape.ts";

/** Recorded requests of the clients that people use. */
export const CLIENT_SHAPES: readonly ClientShape[] = [...HOSTED_SHAPES, ...EDITOR_SHAPES, ...COMMAND_LINE_SHAPES];
