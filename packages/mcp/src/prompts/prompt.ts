/** An argument of a prompt; clients show it to the person who fills it in. All of them are texts. */
export interface PromptArgument {
  name: string;
  description: string;
  /** Stands for it when nothing is given; an argument without one is left out of the text. */
  usual?: string;
  /** The accepted texts, where they are a list. */
  allowed?: readonly string[];
}

/** A question that a person picks from a menu: what the client puts into the conversation in their name. */
export interface Prompt {
  name: string;
  title: string;
  description: string;
  arguments: readonly PromptArgument[];
  /** The message; `given` holds an entry for every argument that was given or has a usual value. */
  write(given: Readonly<Record<string, string>>): string;
}

export const PROJECT_ARGUMENT: PromptArgument = {
  name: "project",
  description: "Name or id of the project; needed only where the connection reaches several",
};

/** Where the question is about one of several projects. */
export function ofProject({ project }: Readonly<Record<string, string>>): string {
  return project ? ` of the project "${project}"` : "";
}
