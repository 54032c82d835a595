#!/usr/bin/env node
/**
 * Starts the command line. Old versions of Node can read this file, unlike the others, so that they print a sentence
 * instead of a syntax error.
 */
"use strict";

var version = process.versions.node.split(".").map(Number);
var emitWarning = process.emitWarning;

// The warning that the SQLite module of Node is experimental is not for users of a command.
function emitOtherWarning(warning, options) {
  var type = typeof options === "string" ? options : options && options.type;
  if (type !== "ExperimentalWarning") emitWarning.apply(process, arguments);
}

function fail(message, status) {
  process.stderr.write("error: " + message + "\n");
  process.exitCode = status;
}

if (version[0] < 22 || (version[0] === 22 && version[1] < 13)) {
  fail("proxyclick-scim needs Node.js 22.13 or later, and this is " + process.version + ": see https://nodejs.org", 2);
} else {
  process.emitWarning = emitOtherWarning;
  import("./main.js").catch((error) => {
    fail("the command line could not be loaded: " + (error && error.message), 1);
  });
}
