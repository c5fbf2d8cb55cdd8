import { constants, type FileHandle, open, readdir, unlink, writeFile } from "node:fs/promises";
import { join } from "node:path";

/** A segment while it is written. */
export interface SegmentFile {
  /** Writes all of the bytes behind what is there; resolves when they are on the disk. */
  write(bytes: Buffer): Promise<void>;
  truncate(length: number): Promise<void>;
  close(): Promise<void>;
}

/** The directory that the segments lie in. */
export interface JournalFiles {
  /** Makes a segment and puts its name on the disk. */
  create(name: string): Promise<SegmentFile>;
  /** Names of all files, in order. */
  list(): Promise<string[]>;
  read(name: string): Promise<Buffer>;
  /** Keeps bytes in a file of their own; one of this name that is there already stays as it is. */
  keep(name: string, bytes: Buffer): Promise<void>;
  remove(name: string): Promise<void>;
}

const OWNER_FILE = 0o600;
/** Every write is followed by what fdatasync does, in one call: a second trip through the thread pool costs as much again. */
const SYNCED = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_DSYNC;

/** The files of a directory, which is there already. */
export function openFiles(directory: string): JournalFiles {
  return {
    create: async (name) => {
      const path = join(directory, name);
      const file = await open(path, SYNCED, OWNER_FILE);
      try {
        await syncDirectory(directory);
      } catch (error) {
        await file.close();
        await unlink(path).catch(() => undefined);
        throw error;
      }
      return segmentFile(file);
    },
    list: async () => (await readdir(directory)).sort(),
    read: async (name) => {
      const file = await open(join(directory, name), "r");
      try {
        return await file.readFile();
      } finally {
        await file.close();
      }
    },
    keep: async (name, bytes) => {
      try {
        await writeFile(join(directory, name), bytes, { flag: "wx", mode: OWNER_FILE, flush: true });
      } catch (error) {
        if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) throw error;
      }
    },
    remove: (name) => unlink(join(directory, name)),
  };
}

function segmentFile(file: FileHandle): SegmentFile {
  return {
    write: async (bytes) => {
      // A disk that is nearly full takes a part and complains at the next call.
      for (let at = 0; at < bytes.length; ) at += (await file.write(bytes, at)).bytesWritten;
    },
    truncate: (length) => file.truncate(length),
    close: () => file.close(),
  };
}

/** A new file survives a power failure only when its directory is on the disk as well. */
async function syncDirectory(directory: string): Promise<void> {
  const handle = await open(directory, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
