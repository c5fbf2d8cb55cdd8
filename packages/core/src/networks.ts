/** The network that limits count by: IPv4 as it is; IPv6 by its /64, the smallest network that one customer gets. */
export function networkOf(address: string): string {
  const plain = unmappedAddress(address);
  if (!plain.includes(":")) return plain;
  const [head = "", tail] = plain.split("%", 1)[0]?.split("::") ?? [];
  const front = head.split(":").filter(Boolean);
  const back = (tail ?? "").split(":").filter(Boolean);
  const zeros = tail === undefined ? 0 : Math.max(0, 8 - front.length - back.length);
  return [...front, ...new Array<string>(zeros).fill("0"), ...back].slice(0, 4).join(":");
}

/** An IPv4 address that an IPv6 socket reports in its mapped form (RFC 4291 2.5.5.2), without the mapping. */
export function unmappedAddress(address: string): string {
  return /^::ffff:(\d+\.\d+\.\d+\.\d+)$/iu.exec(address)?.[1] ?? address;
}
