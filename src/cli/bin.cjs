#!/usr/bin/env node
/**
 * Starts the command line. Old versions of Node can read this file, unlike the others, so that they print a sentence
 * instead of a syntax error.
 */
"use strict";

var version = process.versions.node.split(".").map(Number);
if (version[0] < 22 || (version[0] === 22 && version[1] < 13)) {
  process.stderr.write(
    "error: proxyclick-scim needs Node.js 22.13 or later, and this is " + process.version + ": see https://nodejs.org\n",
  );
  process.exitCode = 2;
} else {
  // The warning that the SQLite module of Node is experimental is not for users of a command.
  var emitWarning = process.emitWarning;
  process.emitWarning = function (warning, options) {
    var type = typeof options === "string" ? options : options && options.type;
    if (type !== "ExperimentalWarning") emitWarning.apply(process, arguments);
  };
  import("./main.js");
}
