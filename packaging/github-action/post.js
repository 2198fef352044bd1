// SPDX-License-Identifier: MIT
//
// post.js - removes what main.js has done, as far as it got: the entries of the clients, the license, the vault, the
// program. The runner calls it when the job ends, also after a failure.
'use strict';
const { spawnSync } = require('child_process');
const fs = require('fs');
const path = require('path');

const NAME = 'docker-credential-replicated';
const { STATE_place: place, STATE_program: program, STATE_vault: vault, STATE_configured: configured } = process.env;
const environment = { ...process.env, REPLICATED_KEYRING: 'vault' };
for (const name of Object.keys(environment)) {
	if (name.startsWith('INPUT_')) {
		delete environment[name];
	}
}

function run(args) {
	const result = spawnSync(program, args, { env: environment, stdio: ['ignore', 'inherit', 'inherit'] });
	if (result.error || result.status !== 0) {
		console.log(`::error::${NAME}: '${args.join(' ')}' failed: ${result.error || `exit status ${result.status}`}`);
		process.exitCode = 1;
	}
}

if (configured) {
	run(['configure', '--remove']);
	run(['logout', '--all']);
}
if (vault) {
	run(['vault', 'lock']);
	// Only a vault that main.js has created: it fails where there was one before.
	const data = process.env.XDG_DATA_HOME || path.join(process.env.HOME, '.local', 'share');
	fs.rmSync(path.join(data, NAME), { recursive: true, force: true });
}
if (place) {
	fs.rmSync(place, { recursive: true, force: true });
}
