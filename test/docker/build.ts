import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, statSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { execForm, type Instruction, readEnvironment, type Stage, splitOptions } from "./dockerfile.ts";

/** A stage as files of this machine, with what its instructions say about running it. */
export interface BuiltStage {
  /** The folder that stands for the root of the image. */
  root: string;
  workingDirectory: string;
  environment: Record<string, string>;
  user: string;
  exposed: string[];
  volumes: string[];
  stopSignal: string;
  entryPoint: string[];
  healthCheck: string[];
}

export interface BuildOptions {
  stages: readonly Stage[];
  /** What a build would be sent. */
  context: string;
  /** An empty folder. */
  workspace: string;
  /** Hears of every step and, in capitals, of every step that cannot be taken without an engine. */
  note(line: string): void;
}

/** Needs the rights of root or a package index: it changes the base system, not the product. */
const SYSTEM_STEP = /^(?:apt-get|apt|addgroup|adduser|groupadd|useradd|chown|install --directory)\b/;
const STEP_LIMIT_MS = 600_000;
const PATH = [dirname(process.execPath), process.env.PATH ?? ""].join(delimiter);

/**
 * Takes the steps of a Dockerfile one by one in folders: COPY copies, RUN runs, the rest is remembered.
 * @returns the last stage.
 */
export function build(options: BuildOptions): BuiltStage {
  const built = new Map<string, BuiltStage>();
  for (const stage of options.stages) {
    checkBase(stage.base, built, options.note);
    const root = join(options.workspace, stage.name);
    mkdirSync(root, { recursive: true });
    const target = emptyStage(root);
    built.set(stage.name, target);
    for (const instruction of stage.instructions) take(instruction, { target, built, options });
  }
  const last = [...built.values()].at(-1);
  if (!last) throw new Error("The Dockerfile has no stage.");
  return last;
}

function emptyStage(root: string): BuiltStage {
  const nothing = { environment: {}, user: "root", exposed: [], volumes: [], entryPoint: [], healthCheck: [] };
  return { root, workingDirectory: "/", stopSignal: "SIGTERM", ...nothing };
}

/** The image cannot be fetched here; its version can be compared with the Node that runs this. */
function checkBase(base: string, built: ReadonlyMap<string, BuiltStage>, note: (line: string) => void): void {
  if (built.has(base)) return;
  const version = /^node:(\d+\.\d+\.\d+)-[a-z]+-slim$/.exec(base)?.[1];
  if (!version) throw new Error(`The base image ${base} is not pinned to a whole version of Node.`);
  if (`v${version}` !== process.version)
    throw new Error(`The image has Node ${version}, the tests run ${process.version}.`);
  note(`FROM ${base}: NOT FETCHED, there is no engine; Node ${process.version} of this machine stands for it.`);
}

interface Step {
  target: BuiltStage;
  built: ReadonlyMap<string, BuiltStage>;
  options: BuildOptions;
}

function take({ name, text }: Instruction, step: Step): void {
  const takeStep = TAKE[name];
  if (!takeStep) throw new Error(`${name} is not known to this check; teach it before using it.`);
  takeStep(text, step);
}

const TAKE: Readonly<Record<string, (text: string, step: Step) => void>> = {
  COPY: copy,
  RUN: run,
  WORKDIR: (text, { target }) => {
    target.workingDirectory = text;
    mkdirSync(join(target.root, text), { recursive: true });
  },
  ENV: (text, { target }) => {
    Object.assign(target.environment, readEnvironment(text));
  },
  USER: (text, { target }) => {
    target.user = text;
  },
  EXPOSE: (text, { target }) => {
    target.exposed.push(...text.split(/\s+/));
  },
  VOLUME: (text, { target }) => {
    target.volumes.push(...(execForm(text) ?? text.split(/\s+/)));
  },
  STOPSIGNAL: (text, { target }) => {
    target.stopSignal = text;
  },
  ENTRYPOINT: (text, { target }) => {
    target.entryPoint = requireExecForm(text);
  },
  HEALTHCHECK: (text, { target }) => {
    target.healthCheck = requireExecForm(splitOptions(text).rest.replace(/^CMD\s+/, ""));
  },
};

function copy(text: string, { target, built, options }: Step): void {
  const { options: flags, rest } = splitOptions(text);
  const paths = rest.split(/\s+/);
  const destination = paths.pop() ?? "";
  const source = flags.from === undefined ? options.context : built.get(flags.from)?.root;
  if (!source) throw new Error(`COPY names an unknown stage: ${text}`);
  const into = destination.startsWith("/") ? destination : join(target.workingDirectory, destination);
  for (const path of paths) {
    const from = join(source, path);
    if (!existsSync(from)) throw new Error(`COPY ${text}: ${path} is not sent to the build.`);
    // A folder's content goes into the destination; a file goes into it when it is written as a folder.
    const name = statSync(from).isFile() && destination.endsWith("/") ? join(into, path) : into;
    cpSync(from, join(target.root, name), { recursive: true, verbatimSymlinks: true });
  }
  options.note(`COPY ${text}: done.`);
}

function run(text: string, { target, options }: Step): void {
  if (SYSTEM_STEP.test(text)) {
    options.note(`RUN ${text}: NOT RUN, it changes users or packages of the base system.`);
    return;
  }
  const cwd = join(target.root, target.workingDirectory);
  const { HOME = "" } = process.env;
  const env = { PATH, HOME, ...target.environment };
  const { status, stdout, stderr } = spawnSync("sh", ["-ec", text], {
    cwd,
    env,
    encoding: "utf8",
    timeout: STEP_LIMIT_MS,
  });
  if (status !== 0) throw new Error(`RUN ${text} ended with ${status}:\n${stdout}${stderr}`);
  options.note(`RUN ${text}: done.`);
}

function requireExecForm(text: string): string[] {
  const words = execForm(text);
  // A shell in between would not pass the stop signal on.
  if (!words) throw new Error(`This command has to be in exec form: ${text}`);
  return words;
}
