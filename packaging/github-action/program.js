// SPDX-License-Identifier: MIT
//
// program.js - what main.js and post.js have in common: the name of the program, how it is run, how an error is shown
'use strict';
const { spawnSync } = require('child_process');
const path = require('path');

const NAME = 'docker-credential-replicated';

// No child has the license in its environment: it is read from standard input.
const environment = { ...process.env, REPLICATED_KEYRING: 'vault' };
for (const name of Object.keys(environment)) {
	if (name.startsWith('INPUT_')) {
		delete environment[name];
	}
}

function run(program, args, stdin = '') {
	const result = spawnSync(program, args, { input: stdin, env: environment, stdio: ['pipe', 'inherit', 'inherit'] });
	if (result.error || result.status !== 0) {
		throw new Error(`${path.basename(program)} ${args.join(' ')} failed: ${result.error || `exit status ${result.status}`}`);
	}
}

// The step fails, after what is left of it.
function failed(error) {
	console.log(`::error::${NAME}: ${error.message}`);
	process.exitCode = 1;
}

module.exports = { NAME, environment, run, failed };
