import { statfs } from "node:fs/promises";

/** Watches the free space of the file system that a directory lies on. */
export interface DiskGuard {
  /** Whether there was less free than the limit when it was looked at last. */
  isLow(): boolean;
  look(): Promise<void>;
}

/** A guard for at least `freeBytesMin`; 0 switches it off. A file system that cannot be asked is taken as good. */
export function createDiskGuard(directory: string, freeBytesMin: number): DiskGuard {
  let isLow = false;
  return {
    isLow: () => isLow,
    look: async () => {
      if (freeBytesMin === 0) return;
      const found = await statfs(directory).catch(() => null);
      isLow = found !== null && found.bavail * found.bsize < freeBytesMin;
    },
  };
}
