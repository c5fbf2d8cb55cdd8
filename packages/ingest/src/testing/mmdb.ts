/** What an entry may hold. */
type Value = string | number | Value[] | { readonly [name: string]: Value };

const RECORD_BITS = 32;
const TYPE_STRING = 2;
const TYPE_MAP = 7;
const TYPE_UINT32 = 6;
const TYPE_ARRAY = 11;
/** So many zeros stand between the tree and the data (MaxMind DB 2.0, "Data Section Separator"). */
const SEPARATOR_BYTES = 16;

interface Node {
  readonly sides: [Node | number | null, Node | number | null];
}

/** A file of places for IPv4 networks, in the MaxMind DB format 2.0. */
export function writeMmdb(entries: Readonly<Record<string, Value>>): Buffer {
  const root: Node = { sides: [null, null] };
  const data: Buffer[] = [];
  let offset = 0;
  for (const [network, value] of Object.entries(entries)) {
    insert(root, network, offset);
    const encoded = encode(value);
    data.push(encoded);
    offset += encoded.length;
  }
  const nodes = listNodes(root);
  const tree = Buffer.alloc((nodes.length * 2 * RECORD_BITS) / 8);
  for (const [place, node] of nodes.entries()) {
    for (const [side, next] of node.sides.entries()) {
      tree.writeUInt32BE(recordOf(next, nodes), (place * 2 + side) * 4);
    }
  }
  const metadata = encode({
    ...{ node_count: nodes.length, record_size: RECORD_BITS, ip_version: 4, database_type: "Test" },
    ...{ languages: ["en"], binary_format_major_version: 2, binary_format_minor_version: 0 },
    ...{ build_epoch: 1_700_000_000, description: { en: "A test" } },
  });
  const marker = Buffer.from("\xab\xcd\xefMaxMind.com", "latin1");
  return Buffer.concat([tree, Buffer.alloc(SEPARATOR_BYTES), ...data, marker, metadata]);
}

function insert(root: Node, network: string, offset: number): void {
  const [address = "", length] = network.split("/");
  const bits = address
    .split(".")
    .map((part) => Number(part).toString(2).padStart(8, "0"))
    .join("")
    .slice(0, Number(length));
  let node = root;
  for (const bit of bits.slice(0, -1)) {
    const side = Number(bit);
    const next = node.sides[side];
    const below: Node = typeof next === "object" && next ? next : { sides: [null, null] };
    node.sides[side] = below;
    node = below;
  }
  node.sides[Number(bits.at(-1))] = offset;
}

function listNodes(root: Node): Node[] {
  const nodes = [root];
  for (const { sides } of nodes) for (const next of sides) if (typeof next === "object" && next) nodes.push(next);
  return nodes;
}

function recordOf(next: Node | number | null | undefined, nodes: readonly Node[]): number {
  if (next === null || next === undefined) return nodes.length;
  return typeof next === "number" ? nodes.length + SEPARATOR_BYTES + next : nodes.indexOf(next);
}

function encode(value: Value): Buffer {
  if (typeof value === "string") {
    const text = Buffer.from(value, "utf8");
    return Buffer.concat([control(TYPE_STRING, text.length), text]);
  }
  if (typeof value === "number") {
    const bytes = Buffer.alloc(4);
    bytes.writeUInt32BE(value);
    return Buffer.concat([control(TYPE_UINT32, 4), bytes]);
  }
  if (Array.isArray(value)) return Buffer.concat([control(TYPE_ARRAY, value.length), ...value.map(encode)]);
  const pairs = Object.entries(value).flatMap(([name, each]) => [encode(name), encode(each)]);
  return Buffer.concat([control(TYPE_MAP, pairs.length / 2), ...pairs]);
}

/** Type and size in front of a value; sizes below 29 alone. */
function control(type: number, size: number): Buffer {
  return type > 7 ? Buffer.from([size, type - 7]) : Buffer.from([(type << 5) | size]);
}
