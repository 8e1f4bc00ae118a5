// PNG files of gray or coloured pixels.
import { deflate } from './deflate.js';

const SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
const UP = 2;

/** A PNG of `pixels`: rows from top to bottom, one byte per pixel (gray) or three (red, green, blue). */
export function encodePng(pixels: Uint8Array, width: number, height: number, channels: 1 | 3): Uint8Array {
  const header = [...bigEndian(width), ...bigEndian(height), 8, channels === 1 ? 0 : 2, 0, 0, 0];
  const chunks = [
    chunk('IHDR', Uint8Array.from(header)),
    chunk('IDAT', deflate(filtered(pixels, width * channels, height))),
    chunk('IEND', new Uint8Array(0)),
  ];
  return Uint8Array.from([...SIGNATURE, ...chunks.flatMap((bytes) => [...bytes])]);
}

/** Every row as its difference from the row above: equal rows become zeros. */
function filtered(pixels: Uint8Array, rowLength: number, height: number): Uint8Array {
  const out = new Uint8Array((rowLength + 1) * height);
  for (let row = 0; row < height; row++) {
    const to = row * (rowLength + 1);
    const from = row * rowLength;
    out[to] = UP;
    for (let i = 0; i < rowLength; i++)
      out[to + 1 + i] = pixels[from + i] - (row === 0 ? 0 : pixels[from + i - rowLength]);
  }
  return out;
}

function chunk(name: string, data: Uint8Array): Uint8Array {
  const named = Uint8Array.from([...[...name].map((letter) => letter.charCodeAt(0)), ...data]);
  return Uint8Array.from([...bigEndian(data.length), ...named, ...bigEndian(crc32(named))]);
}

function bigEndian(value: number): number[] {
  return [24, 16, 8, 0].map((shift) => (value >>> shift) & 0xff);
}

const crcTable = Uint32Array.from({ length: 256 }, (_, byte) => {
  let remainder = byte;
  for (let bit = 0; bit < 8; bit++)
    remainder = remainder & 1 ? 0xedb88320 ^ (remainder >>> 1) : remainder >>> 1;
  return remainder;
});

function crc32(data: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of data) crc = crcTable[(crc ^ byte) & 0xff] ^ (crc >>> 8);
  return (crc ^ 0xffffffff) >>> 0;
}

/** The text in which a notebook file holds a binary format. */
export function base64(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text);
}
