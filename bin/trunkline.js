#!/usr/bin/env node
// Plain old JavaScript on purpose: it must run far enough on any Node to say what is needed.
// An old Node must never reach better-sqlite3, which crashes the process there.
'use strict';

var path = require('path');
var fs = require('fs');

var version = process.versions.node.split('.').map(Number);
var supported = version[0] > 22 || (version[0] === 22 && version[1] >= 19);

if (supported && !fs.existsSync(path.join(__dirname, '..', 'dist', 'cli.js'))) {
  process.stderr.write('trunkline: this checkout is not built yet. Run "npm run build" in it.\n');
  process.exit(1);
} else if (supported) {
  var nodeModule = require('module');
  if (nodeModule.enableCompileCache) nodeModule.enableCompileCache();
  var args = process.argv.slice(2);
  if (isForShim(args)) {
    require('../dist/shim.cjs')
      .runShim(args, __filename)
      .then((outcome) => {
        if (outcome === 'gone') process.exit(0);
        process.argv.push('--standalone');
        runCommand();
      });
  } else runCommand();
} else {
  var own = path.join(__dirname, '..', 'node_modules', '.bin', process.platform === 'win32' ? 'node.cmd' : 'node');
  if (fs.existsSync(own) && !process.env.TRUNKLINE_RERUN) rerun(own);
  else {
    process.stderr.write(
      'trunkline needs Node.js 22.19 or newer; this is ' +
        process.version +
        ' (' +
        process.execPath +
        '). Install a newer Node.js, or name one in the entry\'s "command".\n',
    );
    process.exit(1);
  }
}

// A host's own entry: no command, and nothing asked that one process must answer by itself.
function isForShim(args) {
  if (args.length > 0 && args[0].charAt(0) !== '-') return false;
  return !args.some((arg) => ['--standalone', '--version', '--help', '-h', '--verbose'].indexOf(arg) >= 0);
}

function runCommand() {
  import('../dist/cli.js').catch((error) => {
    process.stderr.write(`trunkline: ${(error && error.stack) || error}\n`);
    process.exit(1);
  });
}

function rerun(node) {
  var child = require('child_process').spawn(node, [__filename].concat(process.argv.slice(2)), {
    stdio: 'inherit',
    env: Object.assign({}, process.env, { TRUNKLINE_RERUN: '1' }),
    shell: process.platform === 'win32',
  });
  ['SIGTERM', 'SIGINT', 'SIGHUP'].forEach((signal) => {
    process.on(signal, () => child.kill(signal));
  });
  child.on('exit', (code, signal) => {
    process.exit(signal ? 1 : code);
  });
}
