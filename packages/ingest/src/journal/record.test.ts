import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { recordBytesMax, type Scanned, SEGMENT_HEADER, scanSegment, UnknownFormat, writeRecord } from "./record.ts";

const payloads = fc.array(
  fc.jsonValue().map((value) => JSON.stringify(value)),
  { minLength: 1, maxLength: 8 },
);

function encodeRecord(payload: string): Buffer {
  const record = Buffer.alloc(recordBytesMax(payload));
  return record.subarray(0, writeRecord(record, 0, payload));
}

function segmentOf(texts: readonly string[]): { bytes: Buffer; ends: number[] } {
  const records = texts.map(encodeRecord);
  let at = SEGMENT_HEADER.length;
  const ends = records.map((record) => (at += record.length));
  return { bytes: Buffer.concat([SEGMENT_HEADER, ...records]), ends };
}

function textsOf(scanned: readonly Scanned[]): string[] {
  return scanned.flatMap((each) => (each.kind === "record" ? [each.payload.toString("utf8")] : []));
}

const damageOf = (scanned: readonly Scanned[]) => scanned.filter(({ kind }) => kind === "damage");

test("whatever JSON is written is read again, in order", () => {
  fc.assert(
    fc.property(payloads, (texts) => {
      const scanned = [...scanSegment(segmentOf(texts).bytes)];
      assert.deepEqual(textsOf(scanned), texts);
      assert.deepEqual(damageOf(scanned), []);
    }),
  );
});

test("a segment that is torn off at any byte keeps every whole record, and the rest is a torn end", () => {
  fc.assert(
    fc.property(payloads, (texts) => {
      const { bytes, ends } = segmentOf(texts);
      for (let length = 0; length <= bytes.length; length += 1) {
        const scanned = [...scanSegment(bytes.subarray(0, length))];
        const whole = ends.filter((end) => end <= length).length;
        assert.deepEqual(textsOf(scanned), texts.slice(0, whole));
        const isWhole = length === 0 || length === SEGMENT_HEADER.length || ends.includes(length);
        assert.deepEqual(
          damageOf(scanned).map((each) => each.kind === "damage" && [each.isTail, each.end]),
          isWhole ? [] : [[true, length]],
        );
      }
    }),
    { numRuns: 30 },
  );
});

test("one flipped bit anywhere costs the record that it lies in and no other", () => {
  const texts = ["[1]", '[{"a":"é"}]', "[]", '["HLR"]'];
  const { bytes, ends } = segmentOf(texts);
  for (let at = SEGMENT_HEADER.length; at < bytes.length; at += 1) {
    for (let bit = 0; bit < 8; bit += 1) {
      const broken = Buffer.from(bytes);
      broken.writeUInt8(broken.readUInt8(at) ^ (1 << bit), at);
      const hit = ends.findIndex((end) => at < end);
      const scanned = [...scanSegment(broken)];
      assert.deepEqual(textsOf(scanned), texts.toSpliced(hit, 1), `bit ${bit} of byte ${at}`);
      assert.deepEqual(damageOf(scanned), [
        { kind: "damage", start: hit === 0 ? SEGMENT_HEADER.length : ends[hit - 1], end: ends[hit], isTail: hit === 3 },
      ]);
    }
  }
});

test("zeros at the end, as a power failure leaves them, are a torn end", () => {
  const { bytes } = segmentOf(["[1]", "[2]"]);
  const scanned = [...scanSegment(Buffer.concat([bytes, Buffer.alloc(4_096)]))];
  assert.deepEqual(textsOf(scanned), ["[1]", "[2]"]);
  assert.deepEqual(damageOf(scanned), [
    { kind: "damage", start: bytes.length, end: bytes.length + 4_096, isTail: true },
  ]);
});

test("a damaged header costs no record", () => {
  const { bytes } = segmentOf(["[1]", "[2]"]);
  bytes.fill(0, 0, 3);
  assert.deepEqual(textsOf([...scanSegment(bytes)]), ["[1]", "[2]"]);
});

test("a segment of another version of the format is not guessed at", () => {
  const { bytes } = segmentOf(["[1]"]);
  bytes.writeUInt8(2, SEGMENT_HEADER.length - 1);
  assert.throws(() => [...scanSegment(bytes)], UnknownFormat);
});

test("bytes that are no segment at all are damage, whatever they are", () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 1, maxLength: 200 }), (bytes) => {
      const scanned = [...scanSegment(Buffer.from(bytes))];
      assert.ok(scanned.every(({ kind }) => kind === "damage"));
    }),
  );
});
