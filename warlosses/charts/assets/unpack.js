// The other side of packing.py: raw LZMA (lc 3, lp 0, pb 0) to bytes, bytes to numbers.
function bytesOf(packed) {
  const colon = packed.indexOf(":"),
    letters = atob(packed.slice(colon + 1)),
    bytes = new Uint8Array(letters.length);
  for (let i = 0; i < letters.length; i++) bytes[i] = letters.charCodeAt(i);
  return unlzma(bytes, Number(packed.slice(0, colon)));
}
function textOf(packed) {
  return new TextDecoder().decode(bytesOf(packed));
}
function unlzma(from, size) {
  const out = new Uint8Array(size),
    odds = new Uint16Array(1284 + 0x300 * 8).fill(1024);
  // Where each kind of odds begins.
  const MATCH = 0,
    REP = 12,
    REP0 = 24,
    REP1 = 36,
    REP2 = 48,
    LONG = 60,
    SLOT = 72,
    SPECIAL = 328,
    ALIGN = 443,
    LENGTH = 460,
    AGAIN = 734,
    LITERAL = 1008;
  // The range and the code, kept where they are whole numbers of 32 bits: a closure's variables would be boxed.
  const both = new Uint32Array([0xffffffff, 0]);
  let at = 1,
    done = 0,
    state = 0,
    r0 = 0,
    r1 = 0,
    r2 = 0,
    r3 = 0;
  for (; at < 5; at++) both[1] = (both[1] << 8) | from[at];
  const bit = (i) => {
    const odd = odds[i],
      range = both[0],
      bound = (range >>> 11) * odd;
    let left = bound,
      value = 0;
    if (both[1] < bound) odds[i] = odd + ((2048 - odd) >>> 5);
    else {
      left = range - bound;
      both[1] -= bound;
      odds[i] = odd - (odd >>> 5);
      value = 1;
    }
    if (left < 0x1000000) {
      left = left << 8;
      both[1] = (both[1] << 8) | from[at++];
    }
    both[0] = left;
    return value;
  };
  const tree = (base, bits) => {
    let m = 1;
    for (let i = 0; i < bits; i++) m = (m << 1) | bit(base + m);
    return m - (1 << bits);
  };
  const backwards = (base, bits) => {
    let m = 1,
      sum = 0;
    for (let i = 0; i < bits; i++) {
      const b = bit(base + m);
      m = (m << 1) | b;
      sum |= b << i;
    }
    return sum;
  };
  const plain = (bits) => {
    let sum = 0;
    for (let i = 0; i < bits; i++) {
      both[0] >>>= 1;
      sum <<= 1;
      if (both[1] >= both[0]) {
        both[1] -= both[0];
        sum |= 1;
      }
      if (both[0] < 0x1000000) {
        both[0] <<= 8;
        both[1] = (both[1] << 8) | from[at++];
      }
    }
    return sum;
  };
  const lengthAt = (base) =>
    !bit(base)
      ? tree(base + 2, 3)
      : !bit(base + 1)
        ? 8 + tree(base + 10, 3)
        : 16 + tree(base + 18, 8);
  while (done < size) {
    if (!bit(MATCH + state)) {
      const base = LITERAL + 0x300 * ((done ? out[done - 1] : 0) >> 5);
      let m = 1;
      if (state >= 7) {
        let like = out[done - r0 - 1];
        while (m < 256) {
          const l = (like >> 7) & 1;
          like <<= 1;
          const b = bit(base + ((1 + l) << 8) + m);
          m = (m << 1) | b;
          if (l !== b) break;
        }
      }
      while (m < 256) m = (m << 1) | bit(base + m);
      out[done++] = m;
      state = state < 4 ? 0 : state < 10 ? state - 3 : state - 6;
      continue;
    }
    let length;
    if (bit(REP + state)) {
      if (!bit(REP0 + state)) {
        if (!bit(LONG + state)) {
          state = state < 7 ? 9 : 11;
          out[done] = out[done - r0 - 1];
          done++;
          continue;
        }
      } else if (!bit(REP1 + state)) [r0, r1] = [r1, r0];
      else if (!bit(REP2 + state)) [r0, r1, r2] = [r2, r0, r1];
      else [r0, r1, r2, r3] = [r3, r0, r1, r2];
      length = lengthAt(AGAIN);
      state = state < 7 ? 8 : 11;
    } else {
      r3 = r2;
      r2 = r1;
      r1 = r0;
      length = lengthAt(LENGTH);
      state = state < 7 ? 7 : 10;
      const slot = tree(SLOT + 64 * Math.min(length, 3), 6);
      if (slot < 4) r0 = slot;
      else {
        const bits = (slot >> 1) - 1;
        r0 = (2 | (slot & 1)) << bits;
        r0 +=
          slot < 14
            ? backwards(SPECIAL + r0 - slot, bits)
            : (plain(bits - 4) << 4) + backwards(ALIGN, 4);
      }
    }
    for (let n = length + 2; n && done < size; n--, done++) out[done] = out[done - r0 - 1];
  }
  return out;
}
// Gives a row of packed numbers after another.
function numbersIn(bytes) {
  let at = 0;
  return (count) => {
    const values = new Array(count);
    for (let i = 0; i < count; i++) {
      let n = bytes[at++];
      if (n >= 192) {
        n -= 192;
        let shift = 64,
          more;
        do {
          more = bytes[at++];
          n += (more & 127) * shift;
          shift *= 128;
        } while (more > 127);
        n += 192;
      }
      values[i] = n % 2 ? -(n + 1) / 2 : n / 2;
    }
    return values;
  };
}
