import type { DayFigures, Fact, FactFigure, Figure, Totals } from "./figures.ts";

/** Gathers the figures of days, in whatever order they come. */
export interface DayCollection {
  /**
   * Takes a figure of a file. Two files may tell of the same thing (exports that overlap, two reports of sources): the
   * first one of a day counts, or everything would be there twice.
   * @returns what is left out, in words, where it is.
   */
  add(figure: Figure, file: string): string | null;
  /** The days that have figures, in order. */
  days(): string[];
  figuresOf(day: string): DayFigures;
}

/** The figures of one day, by kind: the number of what is counted, and its counts, one after the other. */
interface Packed {
  totals: Totals;
  /** The file that tells of a kind. */
  readonly files: Map<Counted["of"], string>;
  readonly rows: Map<Counted["of"], number[]>;
}

type Counted = Exclude<Figure, { of: "totals" }>;
/** What a figure counts, without the day and the counts. */
type Subject =
  | { readonly of: "page"; readonly hostname: string; readonly path: string }
  | { readonly of: "entry" | "exit"; readonly path: string }
  | { readonly of: Fact; readonly facts: FactFigure["facts"] }
  | { readonly of: "event"; readonly name: string; readonly path: string; readonly properties: string };

interface Row<Of extends Counted["of"]> {
  readonly subject: Extract<Subject, { of: Of }>;
  readonly count: number;
  readonly second: number | undefined;
}

/** Numbers of a row: of what, its count, and a second count or -1. */
const WIDTH = 3;
const UNKNOWN = -1;

const NAMES: Readonly<Record<Counted["of"], string>> = {
  page: "page",
  entry: "entry page",
  exit: "exit page",
  origin: "source",
  place: "place",
  device: "device",
  browser: "browser",
  os: "system",
  language: "language",
  event: "event",
};

/**
 * Texts repeat from day to day, so each is kept once and a figure takes three numbers: a million rows need some tens of
 * megabytes.
 */
export function createDayCollection(): DayCollection {
  const numbers = new Map<string, number>();
  const subjects: Subject[] = [];
  const days = new Map<string, Packed>();

  function numberOf(subject: Subject): number {
    const key = JSON.stringify(subject);
    let number = numbers.get(key);
    if (number === undefined) {
      number = subjects.length;
      subjects.push(subject);
      numbers.set(key, number);
    }
    return number;
  }

  function dayOf(day: string): Packed {
    let packed = days.get(day);
    if (!packed) {
      packed = { totals: {}, rows: new Map(), files: new Map() };
      days.set(day, packed);
    }
    return packed;
  }

  function add(figure: Figure, file: string): string | null {
    const packed = dayOf(figure.day);
    if (figure.of === "totals") return addTotals(packed, figure);
    const first = packed.files.get(figure.of) ?? file;
    if (first !== file) return `figures by ${NAMES[figure.of]} of days that another file tells already`;
    packed.files.set(figure.of, file);
    const { subject, count, second } = split(figure);
    if (count === 0) return null;
    const rows = packed.rows.get(figure.of) ?? [];
    packed.rows.set(figure.of, rows);
    rows.push(numberOf(subject), count, second ?? UNKNOWN);
    return null;
  }

  function rowsOf<Of extends Counted["of"]>(packed: Packed, of: Of): Row<Of>[] {
    const rows = packed.rows.get(of) ?? [];
    const read: Row<Of>[] = [];
    for (let at = 0; at < rows.length; at += WIDTH) {
      const [number = 0, count = 0, second = UNKNOWN] = rows.slice(at, at + WIDTH);
      const subject = subjects[number] as Row<Of>["subject"];
      read.push({ subject, count, second: second === UNKNOWN ? undefined : second });
    }
    return read;
  }

  return { add, days: () => [...days.keys()].sort(), figuresOf: (day) => unpack(day, dayOf(day), rowsOf) };
}

type ReadRows = <Of extends Counted["of"]>(packed: Packed, of: Of) => Row<Of>[];

function unpack(day: string, packed: Packed, rowsOf: ReadRows): DayFigures {
  const paths = (of: "entry" | "exit") =>
    packed.rows.has(of)
      ? rowsOf(packed, of).map(({ subject, count, second }) => ({
          path: subject.path,
          visits: count,
          ...(second === undefined ? {} : { bounces: second }),
        }))
      : null;
  const facts = (of: Fact) => rowsOf(packed, of).map(({ subject, count }) => ({ facts: subject.facts, visits: count }));
  return {
    day,
    totals: packed.totals,
    pages: rowsOf(packed, "page").map(({ subject: { hostname, path }, count }) => ({
      hostname,
      path,
      pageviews: count,
    })),
    entries: paths("entry"),
    exits: paths("exit"),
    facts: {
      origin: facts("origin"),
      place: facts("place"),
      device: facts("device"),
      browser: facts("browser"),
      os: facts("os"),
      language: facts("language"),
    },
    events: rowsOf(packed, "event").map(({ subject: { name, path, properties }, count, second }) => ({
      name,
      path,
      properties,
      events: count,
      visitors: second ?? 0,
    })),
  };
}

function addTotals(
  packed: Packed,
  { day: _day, of: _of, ...totals }: Extract<Figure, { of: "totals" }>,
): string | null {
  const differing = Object.entries(totals).filter(([name, value]) => {
    const known = packed.totals[name as keyof Totals];
    return known !== undefined && known !== value;
  });
  packed.totals = { ...totals, ...packed.totals };
  return differing.length > 0 ? "totals of days of which another row says something else; the first one counts" : null;
}

function split(figure: Counted): { subject: Subject; count: number; second?: number | undefined } {
  switch (figure.of) {
    case "page": {
      const { of, hostname, path } = figure;
      return { subject: { of, hostname, path }, count: figure.pageviews };
    }
    case "entry":
      return { subject: { of: figure.of, path: figure.path }, count: figure.visits, second: figure.bounces };
    case "exit":
      return { subject: { of: figure.of, path: figure.path }, count: figure.visits };
    case "event": {
      const { of, name, path, properties } = figure;
      return { subject: { of, name, path, properties }, count: figure.events, second: figure.visitors };
    }
    default:
      return { subject: { of: figure.of, facts: figure.facts }, count: figure.visits };
  }
}
