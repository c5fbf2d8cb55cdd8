/** One instruction of a Dockerfile: its name in capitals and the rest of its line, continuations joined. */
export interface Instruction {
  name: string;
  text: string;
}

/** A stage: from its FROM to the next. `base` is an image, or the name of an earlier stage. */
export interface Stage {
  name: string;
  base: string;
  instructions: Instruction[];
}

/** Reads the stages of a Dockerfile: comments, continued lines, `FROM … AS …`. Build arguments are not known here. */
export function parseDockerfile(text: string): Stage[] {
  const stages: Stage[] = [];
  for (const instruction of readInstructions(text)) {
    if (instruction.name === "FROM") {
      const [, base, name] = /^(\S+)(?:\s+AS\s+(\S+))?$/i.exec(instruction.text) ?? [];
      if (!base) throw new Error(`FROM cannot be read: ${instruction.text}`);
      stages.push({ base, name: name ?? String(stages.length), instructions: [] });
      continue;
    }
    const stage = stages.at(-1);
    if (!stage) throw new Error(`${instruction.name} stands before the first FROM`);
    stage.instructions.push(instruction);
  }
  return stages;
}

/** A command in exec form (`["node", "x"]`) as words; null when it is written in shell form. */
export function execForm(text: string): string[] | null {
  return text.startsWith("[") ? JSON.parse(text) : null;
}

/** The pairs of an ENV instruction. */
export function readEnvironment(text: string): Record<string, string> {
  return Object.fromEntries(
    [...text.matchAll(/([A-Z_]+)=("[^"]*"|\S+)/g)].map(([, name, value]) => [name, unquote(value)]),
  );
}

/** Leading `--option=value` words of an instruction, and what stands behind them. */
export function splitOptions(text: string): { options: Record<string, string>; rest: string } {
  const options: Record<string, string> = {};
  let rest = text;
  for (let match = /^--([a-z-]+)(?:=(\S+))?\s+/.exec(rest); match; match = /^--([a-z-]+)(?:=(\S+))?\s+/.exec(rest)) {
    options[match[1] ?? ""] = match[2] ?? "";
    rest = rest.slice(match[0].length);
  }
  return { options, rest };
}

function readInstructions(text: string): Instruction[] {
  const lines = text.split("\n").filter((line) => !line.trimStart().startsWith("#"));
  const joined = lines.join("\n").replace(/\\\n\s*/g, "");
  return joined
    .split("\n")
    .filter((line) => line.trim() !== "")
    .map((line) => {
      const [, name, rest] = /^\s*([A-Za-z]+)\s+(.*)$/.exec(line) ?? [];
      if (!name || rest === undefined) throw new Error(`A line cannot be read: ${line}`);
      return { name: name.toUpperCase(), text: rest.trim() };
    });
}

function unquote(value: string | undefined): string {
  return (value ?? "").replace(/^"(.*)"$/, "$1");
}
