// TypeScript, loaded the fast way: importing it from an ES module lets Node search nine megabytes for the names of its exports, which
// takes longer than loading them does.
/* eslint-disable @typescript-eslint/no-require-imports -- a CommonJS file on purpose */
import ts = require('typescript');
export = ts;
