// The types of a WebAssembly module's exported functions, which the JavaScript API does not tell. Reads
// the sections type, import, function and export of the binary format (WebAssembly core specification,
// chapter 5).

/** Value types by their byte, as letters of src/wasm/exports.def. @type {Record<number, string>} */
const letters = { 0x7f: 'i', 0x7e: 'j', 0x7d: 'f', 0x7c: 'd' };

/** Reads numbers, names and lists one after the other. */
class Reader {
  /** @param {Uint8Array} bytes @param {number} [at] */
  constructor(bytes, at = 0) {
    this.bytes = bytes;
    this.at = at;
  }

  byte() {
    return this.bytes[this.at++];
  }

  /** An unsigned LEB128 of at most 32 bits. @returns {number} */
  number() {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = this.byte();
      value += (byte & 127) * 2 ** shift;
      if (byte < 128) return value;
    }
  }

  name() {
    const length = this.number();
    this.at += length;
    return new TextDecoder().decode(this.bytes.subarray(this.at - length, this.at));
  }

  /** @template T @param {(reader: Reader) => T} item @returns {T[]} */
  list(item) {
    return Array.from({ length: this.number() }, () => item(this));
  }

  limits() {
    const flags = this.byte();
    this.number();
    if (flags & 1) this.number();
  }
}

/** @param {Uint8Array} bytes  a module @returns {string[]} what it imports, as module.name */
export function importedNames(bytes) {
  /** @type {string[]} */
  const names = [];
  const file = new Reader(bytes, 8);
  while (file.at < bytes.length) {
    const id = file.byte();
    const size = file.number();
    if (id === 2) names.push(...new Reader(bytes, file.at).list(readImport).map(({ name }) => name));
    file.at += size;
  }
  return names;
}

/**
 * One import; leaves the reader behind it.
 * @param {Reader} section
 * @returns {{ name: string, type: number | null }} type: of a function
 */
function readImport(section) {
  const name = `${section.name()}.${section.name()}`;
  const kind = section.byte();
  if (kind === 0) return { name, type: section.number() };
  if (kind === 1) section.byte(), section.limits();
  else if (kind === 2) section.limits();
  else section.at += 2;
  return { name, type: null };
}

/**
 * @param {Uint8Array} bytes  a module
 * @returns {Map<string, string>} name of each exported function → its result's and then its arguments' letters
 */
export function exportedTypes(bytes) {
  /** @type {string[]} */
  let types = [];
  /** Type of each function, imported ones first. @type {number[]} */
  const functions = [];
  const exported = new Map();
  const file = new Reader(bytes, 8);
  while (file.at < bytes.length) {
    const id = file.byte();
    const size = file.number();
    const section = new Reader(bytes, file.at);
    file.at += size;
    if (id === 1) {
      types = section.list(() => {
        if (section.byte() !== 0x60) throw new Error('a type that is no function type');
        const values = () => section.list(() => letters[section.byte()] ?? '?').join('');
        const parameters = values();
        return (values() || 'v') + parameters;
      });
    } else if (id === 2) {
      for (const { type } of section.list(readImport)) if (type !== null) functions.push(type);
    } else if (id === 3) {
      functions.push(...section.list(() => section.number()));
    } else if (id === 7) {
      section.list(() => {
        const name = section.name();
        const kind = section.byte();
        const index = section.number();
        if (kind === 0) exported.set(name, types[functions[index]]);
      });
    }
  }
  return exported;
}
