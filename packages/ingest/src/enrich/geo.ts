import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { BlockList, isIP } from "node:net";
import { unmappedAddress } from "@heliometer/core";
import { Reader, type Response } from "mmdb-lib";
import { z } from "zod";
import { cut } from "./text.ts";

/** Where an address is; '' for what is not known. `country` is ISO 3166-1 alpha-2. */
export interface Place {
  readonly country: string;
  readonly region: string;
  readonly city: string;
}

/** Looks an address up. Keeps nothing of it. */
export type FindPlace = (address: string) => Place;

export const NOWHERE: Place = { country: "", region: "", city: "" };

/** Countries by the registries of addresses (see docs/dependencies.md): data for whoever names no file of their own. */
const BUNDLED = "@ip-location-db/geo-whois-asn-country-mmdb/geo-whois-asn-country.mmdb";
const NAME_CHARACTERS_MAX = 100;

/** Networks that are nobody's place: of this machine, of houses and offices, of carriers, and of no use (RFC 6890). */
const NO_PLACE = listNetworks([
  ...["0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24"],
  ...["192.168.0.0/16", "198.18.0.0/15", "224.0.0.0/3"],
  ...["::/127", "fc00::/7", "fe80::/10", "ff00::/8", "2001:db8::/32"],
]);

/**
 * Opens a file of places in the MMDB format (MaxMind DB 2.0), the bundled one where `path` is null. One that is missing or
 * broken is told to `onProblem`; then every place is unknown.
 */
export async function openGeo(path: string | null, onProblem: (problem: string) => void): Promise<FindPlace> {
  try {
    const file = path ?? createRequire(import.meta.url).resolve(BUNDLED);
    const reader = new Reader<Response>(await readFile(file));
    return (address) => lookUp(reader, address);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    onProblem(
      `Places are unknown: the file ${path ?? "that comes with Heliometer"} cannot be read as an MMDB file (${reason}). Set GEOIP_DB to a sound one and start again; nothing else is missing.`,
    );
    return () => NOWHERE;
  }
}

function lookUp(reader: Reader<Response>, address: string): Place {
  const plain = unmappedAddress(address).split("%", 1)[0] ?? "";
  const family = isIP(plain);
  if (family === 0 || NO_PLACE.check(plain, family === 6 ? "ipv6" : "ipv4")) return NOWHERE;
  try {
    return readPlace(reader.get(plain));
  } catch {
    // An entry that is broken, or an IPv6 address in a file of IPv4.
    return NOWHERE;
  }
}

const Named = z.looseObject({ names: z.looseObject({ en: z.string() }).optional() });
/** Either the shape of MaxMind's files (and DB-IP's), or a flat one. */
const Entry = z.looseObject({
  country: z.union([z.string(), z.looseObject({ iso_code: z.string().optional() })]).optional(),
  country_code: z.string().optional(),
  subdivisions: z.array(Named).optional(),
  region: z.string().optional(),
  state1: z.string().optional(),
  city: z.union([z.string(), Named]).optional(),
});

function readPlace(found: unknown): Place {
  const read = Entry.safeParse(found);
  if (!read.success) return NOWHERE;
  const { country, country_code, subdivisions, region, state1, city } = read.data;
  const code = country_code ?? (typeof country === "string" ? country : country?.iso_code) ?? "";
  return {
    country: /^[a-z]{2}$/i.test(code) ? code.toUpperCase() : "",
    region: nameOf(subdivisions?.[0]?.names?.en ?? region ?? state1),
    city: nameOf(typeof city === "string" ? city : city?.names?.en),
  };
}

function nameOf(text: string | undefined): string {
  return cut((text ?? "").trim(), NAME_CHARACTERS_MAX);
}

function listNetworks(networks: readonly string[]): BlockList {
  const list = new BlockList();
  for (const network of networks) {
    const [address = "", bits] = network.split("/");
    list.addSubnet(address, Number(bits), address.includes(":") ? "ipv6" : "ipv4");
  }
  return list;
}
