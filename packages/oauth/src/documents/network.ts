import { lookup } from "node:dns/promises";
import { connect, type Socket } from "node:net";

/** The outside network, as far as the reading of client documents needs it. */
export interface Network {
  /** Every address of a host name. */
  resolve(host: string): Promise<string[]>;
  /** Connects to exactly this address: no name is looked up any more. */
  connect(address: string, port: number): Socket;
  /** Certificate authorities to trust, as PEM; Node's own list by default. */
  ca?: string;
}

/** The network of this machine. */
export const systemNetwork: Network = {
  async resolve(host) {
    // IPv4 first: many small machines have an IPv6 resolver but no IPv6 route.
    const found = await lookup(host, { all: true, order: "ipv4first" });
    return found.map(({ address }) => address);
  },
  connect: (address, port) => connect({ host: address, port }),
};
