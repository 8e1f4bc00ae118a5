// TypeScript, loaded the fast way. Importing it from an ES module lets Node search nine megabytes for the names of its exports,
// which takes longer than loading them does; and V8 need not compile it at every start.
/* eslint-disable @typescript-eslint/no-require-imports -- a CommonJS file on purpose */
import cache = require('./typescript-cache.cjs');
cache.preload();
import ts = require('typescript');
export = ts;
