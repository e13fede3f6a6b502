"use strict";

// The Pulumi CLI loads this file. Its own TypeScript compiler would check types on every start; tsx only strips them.
require("tsx/cjs");
require("./index.ts");
